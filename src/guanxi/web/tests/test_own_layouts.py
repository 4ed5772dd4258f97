"""The company says which fields stand where, for a role, for a kind of record; nothing required is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from guanxi.engine import gate
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.reading import read_one
from guanxi.engine.registry import registry
from guanxi.engine.testing.company import Company, allow
from guanxi.people.models import Role
from guanxi.web.lists.columns import columns_for
from guanxi.web.ownlayouts import choosing
from guanxi.web.records import facts
from tests.house import House, build

pytestmark = pytest.mark.django_db
LAYOUTS, CUSTOMERS = registry["layouts"], registry["customers"]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def house() -> House:
    return build()


def full(*names: str) -> list[str]:
    return [f"customers.{name}" for name in names]


def make(actor: Any, **given: Any) -> Any:
    """A layout of customers."""
    return gate.create(LAYOUTS, {"name": "Layout", "entity": "customers", **given}, actor=actor)


def as_(house: House, who: str) -> Client:
    client = Client()
    client.force_login(house[who])
    return client


def asked(client: Client, url: str = "/customers/new/", **headers: str) -> list[str]:
    """The fields of a form, in the order of the page."""
    html = client.get(url, headers=headers).content.decode()
    found = re.findall(r'id="id_(\w+)"', html)
    return [name for name in found if name in CUSTOMERS.fields]


def heads(client: Client, url: str) -> list[str]:
    return re.findall(r"<h2>([^<]+)</h2>", client.get(url).content.decode())


SECTIONS = [
    {"en": "Who", "hans": "是谁", "holds": full("kind", "name")},
    {"en": "Reach", "holds": full("phone", "email")},
]


def test_sections_stand_as_said_and_the_rest_under_more(house: House) -> None:
    client = as_(house, "owner")
    shipped = asked(client)
    make(house["admin"], sections=SECTIONS)
    now = asked(client)
    assert now[:4] == ["kind", "name", "phone", "email"]
    assert sorted(now) == sorted(shipped)
    assert heads(client, "/customers/new/")[:3] == ["Who", "Reach", "More"]


def test_what_is_set_aside_is_left_out_and_what_is_required_cant_be(house: House) -> None:
    client = as_(house, "owner")
    row = make(house["admin"], aside=full("founded", "source"))
    assert not {"founded", "source"} & set(asked(client))
    assert "name" in asked(client)
    with pytest.raises(Invalid) as refused:
        gate.update(LAYOUTS, row.pk, {"aside": full("name")}, actor=house["admin"])
    assert refused.value.errors == {"aside": ["A record can't be saved without: customer name."]}
    gate.delete(LAYOUTS, row.pk, actor=house["admin"])
    assert {"founded", "source"} <= set(asked(client))


def test_a_role_and_a_kind_of_record_have_their_own(house: House) -> None:
    role = Role._base_manager.get(key="sales_representative").pk
    make(house["admin"], sections=[{"en": "All", "holds": full("name", "email")}])
    make(house["admin"], role=role, sections=[{"en": "Sales", "holds": full("name", "phone")}])
    make(house["admin"], when="customers.kind=person", sections=[{"en": "Human", "holds": full("name", "short_name")}])
    assert asked(as_(house, "owner"))[:2] == ["name", "phone"]
    assert asked(as_(house, "clerk"))[:2] == ["name", "email"]
    person = gate.create(CUSTOMERS, {"name": "Li Lei", "kind": "person"}, actor=house["clerk"]).pk
    firm = gate.create(CUSTOMERS, {"name": "Li & Co", "kind": "company"}, actor=house["clerk"]).pk
    clerk = as_(house, "clerk")
    assert asked(clerk, f"/customers/{person}/edit/")[:2] == ["name", "short_name"]
    assert asked(clerk, f"/customers/{firm}/edit/")[:2] == ["name", "email"]
    assert "Human" in clerk.get(f"/customers/{person}/").content.decode()


def test_a_layout_shows_nobody_what_their_role_hides(house: House) -> None:
    make(house["admin"], sections=[{"en": "Secret", "holds": full("tax_number", "name")}])
    gate.create(CUSTOMERS, {"name": "Shown", "tax_number": "91330000X"}, actor=house["owner"])
    house.give("owner", "warehouse_keeper")
    assert "tax_number" not in asked(as_(house, "owner"))


def test_lists_key_facts_and_the_side_panel_follow(house: House) -> None:
    make(
        house["admin"],
        key_facts=full("source"),
        columns=full("name", "email"),
        quick=full("phone"),
    )
    client = as_(house, "owner")
    key = gate.create(CUSTOMERS, {"name": "Shown", "email": "a@example.com"}, actor=house["owner"]).pk
    names = [one.name for one in columns_for(CUSTOMERS, house["owner"].access)]
    assert names == ["name", "email"]
    assert "a@example.com" in client.get("/customers/").content.decode()
    assert [one["name"] for one in told_facts(house, key)] == ["source"]
    assert asked(client, **{"Gx-Panel": "1"}) == ["phone", "name"]
    assert len(asked(client)) > 5


def told_facts(house: House, key: Any) -> list[Any]:
    user = house["owner"]
    return facts.key_facts(CUSTOMERS, read_one(CUSTOMERS, key, user), user.access)


@pytest.mark.parametrize(
    "given",
    [
        {"sections": [{"en": "A", "holds": ["contacts.name"]}]},
        {"sections": [{"en": "A", "holds": full("name")}, {"en": "B", "holds": full("name")}]},
        {"sections": [{"holds": full("name")}]},
        {"columns": ["contacts.name"]},
        {"columns": full("nothing")},
        {"when": "partners.kind=dealer"},
        {"entity": "layouts"},
    ],
)
def test_what_makes_no_sense_is_refused(house: House, given: Any) -> None:
    with pytest.raises(Invalid):
        make(house["admin"], **given)
    assert LAYOUTS.manager().count() == 0


def test_only_who_may_lay_out_does() -> None:
    company = Company()
    for who, rights, error in (("teammate", (), NotFound), ("stranger", (allow("layouts", "read"),), NotAllowed)):
        with pytest.raises(error):
            make(company.actor(who, *rights))
    assert LAYOUTS.manager().count() == 0


def test_a_page_asks_the_database_nothing_more(house: House, django_assert_max_num_queries: Any) -> None:
    client = as_(house, "owner")
    client.get("/customers/new/")
    with CaptureQueriesContext(connection) as plain:
        client.get("/customers/new/")
        number = len(plain)
    make(house["admin"], sections=SECTIONS, key_facts=full("source"))
    client.get("/customers/new/")
    with django_assert_max_num_queries(number):
        client.get("/customers/new/")
    assert choosing.laid(CUSTOMERS, house["owner"].access) is not None
