"""A customer is moved along its stages from its page, and what a stage asks for is asked there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from guanxi.engine import gate
from guanxi.engine.customfields import living
from guanxi.engine.permissions import as_system
from guanxi.engine.reading import read_one
from guanxi.engine.registry import registry
from guanxi.engine.testing.tables import unchanged
from tests.house import House, build

pytestmark = pytest.mark.django_db
CUSTOMERS = registry["customers"]


@pytest.fixture
def house() -> House:
    return build()


@pytest.fixture
def customer(house: House) -> Any:
    return gate.create(CUSTOMERS, {"name": "Lanyu Ltd"}, actor=house["owner"]).pk


def client(house: House, who: str) -> Client:
    found = Client(HTTP_ACCEPT_LANGUAGE="en")
    found.force_login(house[who])
    return found


def sent(page: str) -> dict[str, str]:
    """The hidden fields of a form, as a browser sends them back."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def stage_of(house: House, key: Any) -> str:
    return str(read_one(CUSTOMERS, key, house["owner"])["stage"])


def test_each_stage_leads_to_a_question_and_the_answer_can_be_taken_back(house: House, customer: Any) -> None:
    browser = client(house, "owner")
    page = browser.get(f"/customers/{customer}/").content.decode()
    assert f'href="/customers/{customer}/stage/signed/"' in page
    assert f'href="/customers/{customer}/stage/potential/"' not in page, "it stands there"
    asked = browser.get(f"/customers/{customer}/stage/signed/").content.decode()
    assert "Move to “Signed”?" in asked
    assert "“Lanyu Ltd” is at “Potential” now." in asked
    answer = browser.post(f"/customers/{customer}/stage/signed/", sent(asked))
    assert answer.status_code == 302
    assert stage_of(house, customer) == "signed"
    told = browser.get(answer["Location"]).content.decode()
    assert "Moved to “Signed”" in told
    assert "history/put-back/?field=stage" in told


def test_a_double_click_moves_once(house: House, customer: Any) -> None:
    browser = client(house, "owner")
    form = sent(browser.get(f"/customers/{customer}/stage/signed/").content.decode())
    version = read_one(CUSTOMERS, customer, house["owner"])["version"]
    for _click in range(2):
        assert browser.post(f"/customers/{customer}/stage/signed/", form).status_code == 302
    assert read_one(CUSTOMERS, customer, house["owner"])["version"] == version + 1


def test_what_the_stage_asks_for_is_filled_in_on_the_way(house: House, customer: Any) -> None:
    with as_system("asks for something") as system:
        field = {
            "label": "Deposit",
            "key": "deposit",
            "entity": "customers",
            "kind": "integer",
            "needed_from": "customers:signed",
        }
        gate.create(registry["custom-fields"], field, actor=system)
        rule = {"stage": "customers:signed", "told": "No telephone yet.", "only_when": 'phone != ""'}
        gate.create(registry["stage-rules"], rule, actor=system)
    living.refresh()
    browser = client(house, "owner")
    where = f"/customers/{customer}/stage/signed/"
    form = sent(browser.get(where).content.decode())
    page = browser.post(where, {**form, "custom_deposit": "500"}).content.decode()
    assert "No telephone yet." in page
    assert 'name="phone"' in page, "what the rule goes by can be mended here"
    refused = browser.post(where, {**sent(page), "phone": "13800138000"})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "is needed from the stage “Signed” on." in page
    assert 'name="custom_deposit"' in page
    assert 'value="13800138000"' in page or "138 0013 8000" in page, "what was typed stays"
    assert stage_of(house, customer) == "potential"
    answer = browser.post(where, {**sent(page), "phone": "13800138000", "custom_deposit": "500"})
    assert answer.status_code == 302
    row = read_one(CUSTOMERS, customer, house["owner"])
    assert (row["stage"], row["custom_deposit"]) == ("signed", 500)


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("teammate", 404), ("executive", 403)])
def test_nobody_else_moves_it(house: House, customer: Any, who: str, status: int) -> None:
    browser = client(house, who)
    with unchanged("django_session", "people_user"):
        assert browser.get(f"/customers/{customer}/stage/signed/").status_code == status
        assert browser.post(f"/customers/{customer}/stage/signed/").status_code == status


def test_there_is_no_way_to_a_stage_that_is_not_offered(house: House, customer: Any) -> None:
    browser = client(house, "owner")
    assert browser.get(f"/customers/{customer}/stage/nothing/").status_code == 404
    assert browser.post(f"/customers/{customer}/stage/nothing/").status_code == 404
    assert stage_of(house, customer) == "potential"
