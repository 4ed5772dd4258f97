"""The feed: read by another's parser, private to who has the address, gone when revoked."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client
from icalendar import Calendar

from guanxi.diary.models import Feed
from guanxi.engine.testing.tables import unchanged
from guanxi.people.models import User
from guanxi.web.tests.world import World

LOOKING = ("django_session",)
BERLIN = ZoneInfo("Europe/Berlin")


def address(world: World, who: str = "owner") -> str:
    page = world.post(who, "/settings/calendar/", {}).content.decode()
    found = re.search(r'value="http://testserver(/calendar/feed/[^"]+\.ics)"', page)
    assert found
    return found[1]


def moment(month: int, day: int, hour: int) -> str:
    return dt.datetime(2026, month, day, hour, tzinfo=BERLIN).isoformat()


def series(world: World) -> Any:
    return world.make(
        "owner",
        "appointments",
        name="Standup; daily, with “marks”",
        starts_at=moment(10, 19, 9),
        ends_at=moment(10, 19, 10),
        zone="Europe/Berlin",
        repeats="weekly",
        weekdays=["MO", "WE"],
        until="2026-12-31",
        special_days=[
            {"day": "2026-10-21"},
            {"day": "2026-10-26", "starts_at": moment(10, 27, 15), "ends_at": moment(10, 27, 16)},
        ],
    )


def read(url: str) -> Any:
    answer = Client().get(url)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(answer.content)


def test_a_series_is_a_rule_with_exceptions_in_its_own_zone(world: World) -> None:
    series(world)
    calendar = read(address(world))
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]
    main, moved = calendar.walk("VEVENT")
    assert str(main["SUMMARY"]) == "Standup; daily, with “marks”"
    assert main["DTSTART"].dt == dt.datetime(2026, 10, 19, 9, tzinfo=BERLIN)
    rule = main["RRULE"]
    assert (rule["FREQ"], rule["BYDAY"], rule["INTERVAL"]) == (["WEEKLY"], ["MO", "WE"], [1])
    assert rule["UNTIL"] == [dt.datetime(2026, 12, 31, 22, 59, 59, tzinfo=dt.UTC)]
    assert [one.dt for one in main["EXDATE"].dts] == [dt.datetime(2026, 10, 21, 9, tzinfo=BERLIN)]
    assert (moved["UID"], moved["RECURRENCE-ID"].dt) == (main["UID"], dt.datetime(2026, 10, 26, 9, tzinfo=BERLIN))
    assert moved["DTSTART"].dt == dt.datetime(2026, 10, 27, 15, tzinfo=BERLIN)


def test_whole_days_are_dates(world: World) -> None:
    values = {"name": "Fair", "starts_at": moment(11, 25, 9), "ends_at": moment(11, 26, 18), "zone": "Europe/Berlin"}
    world.make("owner", "appointments", all_day=True, **values)
    (event,) = read(address(world)).walk("VEVENT")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (dt.date(2026, 11, 25), dt.date(2026, 11, 27))


def test_it_holds_one_s_own_private_ones_and_nobody_else_s(world: World) -> None:
    plain = {"starts_at": moment(11, 25, 9), "zone": "Europe/Berlin"}
    world.make("owner", "appointments", name="Mine", visibility="private", **plain)
    world.make("teammate", "appointments", name="Theirs", **plain)
    people = [{"user": str(world.users["owner"].pk)}]
    world.make("stranger", "appointments", name="Together", visibility="private", participants=people, **plain)
    told = {str(event["SUMMARY"]): str(event["CLASS"]) for event in read(address(world)).walk("VEVENT")}
    assert told == {"Mine": "PRIVATE", "Together": "PRIVATE"}


def test_a_wrong_or_ended_address_is_not_there_and_says_nothing(world: World) -> None:
    series(world)
    first = address(world)
    second = address(world)
    assert Client().get(second).status_code == 200
    blank = Client().get(f"/calendar/feed/{'x' * 43}.ics").content
    with unchanged(*LOOKING):
        other = f"{second[:-5]}{'B' if second[-5] == 'A' else 'A'}.ics"
        for url in (first, f"/calendar/feed/{'x' * 43}.ics", "/calendar/feed/x.ics", other):
            answer = Client().get(url)
            assert (answer.status_code, answer.content) == (404, blank)
        assert Client().post(second).status_code in (403, 405)
    world.post("owner", "/settings/calendar/", {"revoke": "yes"})
    assert Client().get(second).status_code == 404


def test_it_ends_with_the_account(world: World) -> None:
    url = address(world)
    User._base_manager.filter(pk=world.users["owner"].pk).update(is_active=False)
    assert Client().get(url).status_code == 404


def test_the_secret_is_kept_nowhere(world: World) -> None:
    secret = address(world).split("/")[-1].removesuffix(".ics")
    assert len(secret) == 43
    assert secret.encode() not in bytes(Feed.objects.get().hash)
    assert secret not in world.get("owner", "/settings/calendar/").content.decode()
