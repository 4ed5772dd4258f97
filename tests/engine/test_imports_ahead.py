"""Reading one step ahead gives the same items, in order, in the caller's language, and raises in their place."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext

from guanxi.api.tests.world import found
from guanxi.engine import gate
from guanxi.engine.entity import Entity
from guanxi.engine.events.verifying import verify_record
from guanxi.engine.gate.creating import Prepared
from guanxi.engine.imports.ahead import AsksTheDatabase, giving_way, made_ahead, without_database
from guanxi.engine.models import Event
from guanxi.engine.registry import registry
from tests.engine.importing import bring, rows


def test_the_same_items_in_the_same_order() -> None:
    assert list(made_ahead(iter(range(100)), 1)) == list(range(100))
    assert list(made_ahead(iter(()), 2)) == []


def test_only_the_next_one_is_made_meanwhile() -> None:
    made: list[int] = []

    def items() -> Iterator[int]:
        for number in range(10):
            made.append(number)
            yield number

    coming = made_ahead(items(), 1)
    for taken in range(3):
        assert next(coming) == taken
        assert len(made) <= taken + 2
    coming.close()
    assert len(made) <= 5


def test_giving_way_changes_nothing_of_the_items() -> None:
    assert list(giving_way(range(100))) == list(range(100))


@pytest.mark.django_db
def test_who_makes_something_ahead_may_not_ask_the_database() -> None:
    with without_database(), pytest.raises(AsksTheDatabase), connection.cursor():
        pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_language_and_time_zone_are_the_callers() -> None:
    def items() -> Iterator[tuple[bool, str, str | None]]:
        elsewhere = threading.current_thread() is not threading.main_thread()
        for _ in range(2):
            yield elsewhere, gettext("Fill this in."), timezone.get_current_timezone_name()

    for language in ("en", "zh-hans"):
        with translation.override(language), timezone.override("Asia/Kathmandu"):
            said = gettext("Fill this in.")
            assert list(made_ahead(items(), 1)) == [(True, said, "Asia/Kathmandu")] * 2


def test_an_error_comes_after_what_was_read_before_it() -> None:
    def items() -> Iterator[int]:
        yield 1
        yield 2
        raise ValueError("broken off")

    coming = made_ahead(items(), 1)
    assert [next(coming), next(coming)] == [1, 2]
    with pytest.raises(ValueError, match="broken off"):
        next(coming)


@pytest.mark.django_db
def test_the_history_of_what_came_in_tells_what_one_typed_in_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    clerk = found().users["clerk"]
    ahead: list[Prepared] = []
    plain = Prepared.tell_ahead

    def noted(item: Prepared, entity: Entity) -> None:
        ahead.append(item)
        plain(item, entity)

    monkeypatch.setattr(Prepared, "tell_ahead", noted)
    work = bring(
        clerk, "customers", "name,phone,region,employees,tags\n南京凌越自动化,+8613812345678,南京,12,vip\nAcme,,,,\n"
    )
    assert (work.counts["created"], len(ahead)) == (2, 2)
    told = {event.changes["name"][1]: event for event in Event.objects.filter(via="import", verb="create")}
    for values in (
        {"name": "南京凌越自动化", "phone": "+8613812345678", "region": "南京", "employees": 12, "tags": ["vip"]},
        {"name": "Acme"},
    ):
        typed = gate.create(registry["customers"], values, actor=clerk)
        typed_in = Event.objects.get(record=typed.pk, verb="create")
        came_in = told[values["name"]]
        moved = {"number", "held_since"}
        assert came_in.changes.keys() == typed_in.changes.keys() >= {"number"}
        assert {k: v for k, v in came_in.changes.items() if k not in moved} == {
            k: v for k, v in typed_in.changes.items() if k not in moved
        }
        kept = rows(clerk, "customers", "number", filter={"field": "id", "op": "eq", "value": str(came_in.record)})
        assert came_in.changes["number"] == [None, kept[0]["number"]]
        assert verify_record(registry["customers"], came_in.record).broken is None
