"""Reminders come at their time, once, to those who come, and to nobody else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from guanxi.diary import reminding
from guanxi.diary.models import Reminded
from guanxi.engine import gate
from guanxi.engine.jobs import Job, working
from guanxi.engine.jobs.registry import declared
from guanxi.engine.registry import registry
from guanxi.messaging import inbox, waiting, wishes
from guanxi.messaging.models import Notification
from guanxi.web.tests.world import World, text

NOON = dt.datetime(2026, 11, 25, 4, tzinfo=dt.UTC)
"""Twelve o'clock in Shanghai."""
DAY, MINUTE = dt.timedelta(days=1), dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def begun(world: World) -> None:
    """Reminding began some minutes before noon."""
    assert world
    Reminded.objects.all().delete()
    reminding.tell_until(NOON - 10 * MINUTE)


def book(world: World, who: str, minutes: int, **values: Any) -> Any:
    start = NOON + minutes * MINUTE
    told = {"name": "Call Lanyu", "starts_at": start.isoformat(), "zone": "Asia/Shanghai", "remind": "15", **values}
    key = world.make(who, "appointments", **told).pk
    changed_at(key, -60)
    return key


def told(world: World, who: str) -> list[str]:
    return [one.title for one in inbox.read(world.users[who], inbox.WAITS).items]


def test_it_comes_once_and_only_when_its_time_has_come(world: World) -> None:
    book(world, "owner", 20)
    for minute, expected in ((0, 0), (4, 0), (5, 1), (6, 1), (19, 1)):
        reminding.tell_until(NOON + minute * MINUTE)
        assert len(told(world, "owner")) == expected, minute
    for who in ("teammate", "manager", "stranger"):
        assert told(world, who) == []


def changed_at(key: Any, minute: int) -> None:
    """As if it had been made or moved then."""
    registry["appointments"].manager().filter(pk=key).update(updated_at=NOON + minute * MINUTE)


def test_what_is_made_or_moved_too_late_is_told_at_once_and_once(world: World) -> None:
    reminding.tell_until(NOON)
    key = book(world, "owner", 10)
    changed_at(key, 1)
    reminding.tell_until(NOON + 1 * MINUTE)
    assert told(world, "owner") == ["Call Lanyu"]
    inbox.mark_read(world.users["owner"])
    changed_at(key, 3)  # its note was written on, say
    reminding.tell_until(NOON + 3 * MINUTE)
    assert Notification.objects.filter(kind="reminder").count() == 1
    changed_at(key, 11)  # when it had begun
    world.make("owner", "appointments", name="Begun", starts_at=NOON.isoformat(), zone="Asia/Shanghai", remind="0")
    reminding.tell_until(NOON + 12 * MINUTE)
    assert told(world, "owner") == []


def test_participants_are_reminded_and_who_does_not_want_it_is_not(world: World) -> None:
    mate, stranger = (world.users[who] for who in ("teammate", "stranger"))
    book(world, "owner", 20, participants=[{"user": str(mate.pk)}, {"user": str(stranger.pk)}])
    wishes.wish(stranger, unwanted=["reminder"], quiet_from=None, quiet_until=None, quiet_weekends=False)
    reminding.tell_until(NOON + 5 * MINUTE)
    assert [told(world, who) for who in ("owner", "teammate", "stranger")] == [["Call Lanyu"], ["Call Lanyu"], []]


def test_what_was_moved_deleted_or_cancelled_is_not_told(world: World) -> None:
    later, gone = book(world, "owner", 20, name="Later"), book(world, "owner", 20, name="Gone")
    cancelled = {"day": "2026-11-25"}
    book(world, "owner", 20, name="Not today", repeats="daily", special_days=[cancelled])
    world.change("owner", "appointments", later, starts_at=(NOON + 60 * MINUTE).isoformat())
    gate.delete(registry["appointments"], gone, actor=world.users["owner"])
    reminding.tell_until(NOON + 5 * MINUTE)
    assert told(world, "owner") == []
    reminding.tell_until(NOON + 45 * MINUTE)
    assert told(world, "owner") == ["Later"]


def test_a_series_reminds_each_time_also_of_a_day_that_was_moved(world: World) -> None:
    moved = {"day": "2026-11-26", "starts_at": (NOON + DAY + 90 * MINUTE).isoformat()}
    book(world, "owner", 20, repeats="daily", special_days=[moved])
    moments = [5 * MINUTE, DAY + 5 * MINUTE, DAY + 75 * MINUTE, 2 * DAY + 5 * MINUTE]
    counts = []
    for moment in moments:
        reminding.tell_until(NOON + moment)
        counts.append(Notification.objects.filter(kind="reminder").count())
    assert counts == [1, 1, 2, 3]


def test_after_a_standstill_what_is_over_is_not_told_and_what_was_told_waits_no_longer(world: World) -> None:
    book(world, "owner", 20, name="Over meanwhile")
    book(world, "owner", 200, name="Still going on")
    reminding.tell_until(NOON + 210 * MINUTE)
    assert told(world, "owner") == ["Still going on"]
    reminding.tell_until(NOON + 261 * MINUTE)
    assert told(world, "owner") == []
    assert waiting.waiting(world.users["owner"]) == 0


def test_the_drawer_says_when_it_begins(world: World) -> None:
    start = timezone.now() + 10 * MINUTE
    world.make(
        "owner",
        "appointments",
        name="Visit <b>Lanyu</b>",
        starts_at=start.isoformat(),
        zone="Asia/Shanghai",
        remind="15",
    )
    reminding.tell_until(timezone.now())
    page = text(world.get("owner", "/notifications/?tab=waits"))
    tomorrow = date_format(timezone.localtime(start), "MONTH_DAY_FORMAT")
    day = "" if timezone.localdate(start) == timezone.localdate() else f"{tomorrow} "
    assert f"Visit &lt;b&gt;Lanyu&lt;/b&gt; begins at {day}{timezone.localtime(start):%H:%M}" in page
    assert "begins at" not in text(world.get("stranger", "/notifications/?tab=all"))


@pytest.mark.django_db(transaction=True)
def test_the_workers_do_it_every_minute(world: World) -> None:
    book(world, "owner", 20)
    Reminded.objects.update(until=NOON + 4 * MINUTE)
    spec = declared["diary.remind"]
    assert spec.schedule == "* * * * *"
    key = working.stand(spec, 1)
    assert key
    working.perform(key, 1)
    assert Job._base_manager.get(pk=key).state == "done"
    assert Reminded.objects.get().until > NOON
