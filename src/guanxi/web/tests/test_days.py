"""The calendar of records: whose records, in which time, moved by whom."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from guanxi.engine.reading import read_one
from guanxi.engine.registry import registry
from guanxi.web.tests.world import World, text

MONTH = "start=2026-11-01T00:00:00&end=2026-12-01T00:00:00"


@pytest.fixture
def quotes(world: World) -> World:
    for name, day in (("First", "2026-11-01"), ("Last", "2026-11-30"), ("Next", "2026-12-01"), ("None", None)):
        world.make("owner", "quotes", name=name, valid_until=day)
    world.make("stranger", "quotes", name="Foreign", valid_until="2026-11-10")
    return world


def titles(world: World, who: str, query: str = MONTH) -> list[str]:
    answer = world.get(who, f"/quotes/entries/?{query}")
    assert answer.status_code == 200, answer.content
    return [event["title"] for event in answer.json()["events"]]


def test_the_calendar_shows_what_the_person_may_see_within_the_time_asked(quotes: World) -> None:
    assert "Calendar" in text(quotes.get("owner", "/quotes/"))
    assert 'data-controller="calendar"' in quotes.get("owner", "/quotes/?layout=calendar").content.decode()
    assert titles(quotes, "owner") == ["First", "Last"]
    assert titles(quotes, "stranger") == ["Foreign"]
    only = json.dumps({"field": "name", "op": "contains", "value": "La"})
    assert titles(quotes, "owner", f"{MONTH}&filter={only}") == ["Last"]


def test_moments_stand_at_their_hour_of_the_reader_s_clock(world: World) -> None:
    world.make("owner", "partners", name="Visit", met_at="2026-11-10T09:30:00+08:00")
    (event,) = world.get("owner", f"/partners/entries/?{MONTH}").json()["events"]
    assert (event["start"], event["allDay"], event["editable"]) == ("2026-11-10T09:30:00", False, True)


@pytest.mark.parametrize(
    "query",
    ["", "start=x&end=y", "start=2026-11-01T00:00:00&end=2027-11-01T00:00:00", f"{MONTH}&filter=[", "start=2026-11-01"],
)
def test_what_can_t_be_asked_is_refused_in_words(quotes: World, query: str) -> None:
    answer = quotes.get("owner", f"/quotes/entries/?{query}")
    assert answer.status_code == 400
    assert answer.json()["message"]


def test_dragging_changes_the_day_for_who_may_change_it(quotes: World) -> None:
    face = registry["quotes"]
    mine = quotes.make("owner", "quotes", name="Mine", valid_until="2026-11-05")

    def move(who: str, field: str = "valid_until", **data: str) -> int:
        data = {"start": "2026-11-20T00:00:00", "version": str(mine.version), **data}
        return quotes.post(who, f"/quotes/{mine.pk}/day/{field}/", data).status_code

    assert [move("teammate"), move("stranger")] == [404, 404]
    assert [move("owner", "name"), move("owner", "updated_at"), move("owner", start="soon")] == [400, 400, 400]
    assert read_one(face, mine.pk, quotes.users["owner"])["valid_until"] == dt.date(2026, 11, 5)
    assert move("owner") == 200
    assert read_one(face, mine.pk, quotes.users["owner"])["valid_until"] == dt.date(2026, 11, 20)
    refused = quotes.post(
        "owner", f"/quotes/{mine.pk}/day/valid_until/", {"start": "2026-11-25T00:00:00", "version": str(mine.version)}
    )
    assert refused.status_code == 409
    assert "changed" in refused.json()["message"]
    assert read_one(face, mine.pk, quotes.users["owner"])["valid_until"] == dt.date(2026, 11, 20)


def test_an_entity_without_days_of_its_own_has_no_calendar(world: World) -> None:
    assert "layout=calendar" not in world.get("owner", "/customers/").content.decode()
    assert world.get("owner", f"/customers/entries/?{MONTH}").status_code == 400
