"""Fields that a form asks for only under a condition: away at first, asked with a second save, told to scripts."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from guanxi.engine import gate
from guanxi.engine.customfields.converting import BECOMES
from guanxi.engine.reading import Query, read_page
from tests.engine.customising import FIELDS, QUOTES, add
from tests.house import House, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return build()


def browser(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_without_a_script_more_is_asked_with_the_second_save(house: House) -> None:
    admin = house["admin"]
    field = add(admin, "Approval", asked_when="amount > 1000", hint="Who agreed to it.").name
    client = browser(admin)
    form = client.get("/quotes/new/").content.decode()
    assert f'name="away" value="{field}">' in form
    assert f'data-field="{field}" hidden disabled>' in form
    sent = {"name": "large", "amount": "5000", "away": field}
    again = client.post("/quotes/new/", sent)
    assert again.status_code == 422
    told = again.content.decode()
    assert f'name="away" value="{field}" disabled>' in told
    assert f'data-field="{field}" hidden' not in told
    assert 'value="5000' in told
    assert read_page(QUOTES, admin, Query()).rows == []
    assert client.post("/quotes/new/", {"name": "large", "amount": "5000", field: ""}).status_code == 302
    assert client.post("/quotes/new/", {"name": "small", "amount": "5", "away": field}).status_code == 302
    large = next(row for row in read_page(QUOTES, admin, Query()).rows if row["name"] == "large")
    edit = client.get(f"/quotes/{large['id']}/edit/").content.decode()
    assert f'data-field="{field}" hidden' not in edit
    assert f'fact-{field}"' in client.get(f"/quotes/{large['id']}/").content.decode()
    small = next(row for row in read_page(QUOTES, admin, Query()).rows if row["name"] == "small")
    assert f'fact-{field}"' not in client.get(f"/quotes/{small['id']}/").content.decode()


def test_a_script_is_told_what_is_not_asked(house: House) -> None:
    admin, stranger = house["admin"], house["stranger"]
    field = add(admin, "Approval", asked_when="amount > 1000").name
    client = browser(admin)
    assert client.post("/quotes/asked/", {"name": "x", "amount": "5"}).json() == {"away": [field]}
    assert client.post("/quotes/asked/", {"name": "x", "amount": "many"}).json() == {"away": [field]}
    assert client.post("/quotes/asked/", {"name": "x", "amount": "5,000"}).json() == {"away": []}
    key = gate.create(QUOTES, {"name": "one", "amount": Decimal(2000)}, actor=admin).pk
    assert client.post(f"/quotes/asked/?key={key}", {"name": "x"}).json() == {"away": []}
    assert browser(stranger).post("/custom-fields/asked/", {}).status_code in (403, 404)


def test_a_formula_is_tried_on_a_record(house: House) -> None:
    admin = house["admin"]
    client = browser(admin)
    gate.create(QUOTES, {"name": "Crane", "amount": Decimal(100)}, actor=admin)
    sent = {"entity": "quotes", "gives": "money", "formula": "amount * 2"}

    def told(of: str = "formula", **changed: str) -> str:
        return client.post(f"/custom-fields/formula/?of={of}", {**sent, **changed}).content.decode()

    assert "Crane" in told()
    assert "200.00" in told()
    assert "amuont" in told(formula="amuont * 2")
    assert "gx-err" in told(formula="name")
    assert "gx-err" in told("asked_when", asked_when="amount")
    assert "gx-err" not in told("asked_when", asked_when="amount > 5")
    assert "gx-err" in told("only", over="quotes.partner", only="LENGTH(name) > 2")
    assert "gx-err" not in told("only", over="quotes.partner", only="amount > 2")
    assert "valid_until" in told(entity="quotes")
    assert "gx-wordlist" in told(entity="")
    assert browser(house["stranger"]).post("/custom-fields/formula/", sent).status_code in (403, 404)
    assert read_page(FIELDS, admin, Query()).rows == []


def offered(client: Client, url: str, name: str) -> set[str]:
    """What the list of a question offers, by key."""
    page = client.get(url).content.decode()
    select = re.search(rf'<select[^>]* name="{name}".*?</select>', page, re.DOTALL)
    return set(re.findall(r'<option value="([^"]+)"', select[0])) if select else set()


def test_a_field_is_offered_what_it_can_become(house: House) -> None:
    admin = house["admin"]
    day, text = add(admin, "Delivery", "date"), add(admin, "Remark", "text")
    client = browser(admin)
    url = "/custom-fields/{}/do/change_kind/"
    assert offered(client, url.format(day.pk), "to") == set(BECOMES["date"])
    assert offered(client, url.format(text.pk), "to") == set(BECOMES["text"])
    refused = client.post(url.format(day.pk), {"to": "money"})
    assert refused.status_code == 422
    assert FIELDS.manager().get(pk=day.pk).becoming == ""
