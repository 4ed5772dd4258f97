"""A field is deleted for good only out of the recycle bin, after it was told what is lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from guanxi.engine import gate
from guanxi.engine.customfields import living
from guanxi.engine.customfields.dropping import drop, held
from guanxi.engine.errors import NotAllowed, NotFound
from guanxi.engine.models.event import Event
from guanxi.engine.permissions import Mode, Scope
from guanxi.engine.registry import registry
from guanxi.engine.testing.company import Acting, Company, allow, rule
from tests.engine.customising import FIELDS, QUOTES, add
from tests.house import build

pytestmark = pytest.mark.django_db


def columns() -> set[str]:
    with connection.cursor() as cursor:
        told = connection.introspection.get_table_description(cursor, "example_quote")
    return {column.name for column in told if column.name.startswith("custom_")}


def retire(field: Any, actor: Any) -> None:
    gate.delete(FIELDS, field.pk, actor=actor)
    living.refresh()


def test_it_is_told_what_is_lost_and_then_it_is_gone(boss: Acting) -> None:
    field = add(boss, "Colour", "choice", choices=[{"label": "Red"}, {"label": "Blue"}], alone=False)
    for name, colour in (("one", "red"), ("two", "blue"), ("three", "")):
        gate.create(QUOTES, {"name": name, field.name: colour}, actor=boss)
    with pytest.raises(NotFound):
        drop(field.pk, actor=boss)
    assert columns() == {field.name}
    retire(field, boss)
    lost = held(field.pk, boss)
    assert (lost.count.value, lost.count.exact, lost.values) == (2, True, ["Blue", "Red"])
    assert drop(field.pk, actor=boss) == "Colour"
    living.refresh()
    assert columns() == set()
    assert not FIELDS.manager().filter(pk=field.pk).exists()
    told = Event.objects.get(record=field.pk, verb="purge")
    assert (told.actor, told.changes["label"]) == (boss.pk, "Colour")
    again = add(boss, "Colour")
    assert gate.create(QUOTES, {"name": "new", again.name: "any"}, actor=boss)


@pytest.mark.parametrize("kind", ["text", "integer", "choices", "yes_no", "link", "date"])
def test_every_kind_is_counted(boss: Acting, kind: str) -> None:
    more: dict[str, Any] = {"target": "partners"} if kind == "link" else {}
    more |= {"choices": [{"label": "Red"}]} if kind == "choices" else {}
    field = add(boss, "Thing", kind, **more)
    key = gate.create(registry["partners"], {"name": "North"}, actor=boss).pk
    values = {"text": "x", "integer": 0, "choices": ["red"], "yes_no": True, "link": key, "date": dt.date(2026, 1, 2)}
    gate.create(QUOTES, {"name": "with", field.name: values[kind]}, actor=boss)
    gate.create(QUOTES, {"name": "without"}, actor=boss)
    retire(field, boss)
    lost = held(field.pk, boss)
    told = {"text": "x", "integer": "0", "choices": "Red", "yes_no": "是", "link": "North", "date": "2026-01-02"}
    assert (lost.count.value, lost.values) == (1, [told[kind]])


def test_who_may_not_delete_fields_may_not_and_values_stay_closed(company: Company, boss: Acting) -> None:
    field = add(boss, "Margin")
    gate.create(QUOTES, {"name": "one", field.name: "secret"}, actor=boss)
    retire(field, boss)
    reader = company.actor("teammate", allow("custom-fields", "read"), allow("quotes"))
    for refused in (lambda: held(field.pk, reader), lambda: drop(field.pk, actor=reader)):
        with pytest.raises(NotAllowed):
            refused()
    stranger = company.actor("stranger", allow("quotes"))
    with pytest.raises(NotFound):
        drop(field.pk, actor=stranger)
    assert columns() == {field.name}
    for closed in (
        company.actor("teammate", allow("custom-fields")),
        company.actor("teammate", allow("*"), rules=(rule("quotes", field.name, Mode.HIDDEN),)),
        company.actor("teammate", allow("custom-fields"), allow("quotes", scope=Scope.OWN)),
    ):
        lost = held(field.pk, closed)
        assert (lost.count.value, lost.values) == (1, [])


def test_in_the_browser() -> None:
    house = build()
    admin, clerk = house["admin"], house["clerk"]
    field = add(admin, "Shade")
    gate.create(QUOTES, {"name": "one", field.name: "dark blue"}, actor=admin)
    retire(field, admin)
    client, other = Client(), Client()
    client.force_login(admin)
    other.force_login(clerk)
    url = f"/custom-fields/{field.pk}/drop/"
    assert url in client.get(f"/custom-fields/{field.pk}/").content.decode()
    assert "dark blue" in client.get(url).content.decode()
    assert other.get(url).status_code in (403, 404)
    assert other.post(url).status_code in (403, 404)
    assert columns() == {field.name}
    assert client.post(url).status_code == 302
    assert columns() == set()
    assert client.get(url).status_code == 404
