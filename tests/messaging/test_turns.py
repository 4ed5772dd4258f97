"""Who has something for a time, and who lent it, are told when it begins and when it ends, once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from guanxi.api.talk import _told
from guanxi.engine import gate
from guanxi.engine.registry import registry
from guanxi.messaging import inbox, turns, wishes
from guanxi.messaging.models import Notification
from guanxi.people.models import Role, TurnsTold
from guanxi.web.tests.world import World, text

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
NOW = dt.datetime(2026, 3, 4, 2, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _begun(world: World) -> None:
    """The clock went around before."""
    TurnsTold.objects.all().delete()
    turns.tell_until(NOW - HOUR)
    Notification.objects.all().delete()


def told(world: World, who: str) -> list[tuple[str, str, str]]:
    """What somebody is told, oldest first: the turn, its record and the other side, as they may see them."""
    items = inbox.read(world.users[who]).items
    return [(one.notification.told["turn"], one.title, one.other) for one in reversed(items)]


def clerk() -> str:
    """What the role is called."""
    return Role._base_manager.get(key="clerk").name


def give(world: World, who: str, **span: Any) -> None:
    """A second role for a time."""
    keys = Role._base_manager.in_bulk(["sales_representative", "clerk"], field_name="key")
    lines = [{"role": keys["sales_representative"].pk}, {"role": keys["clerk"].pk, **span}]
    gate.update(registry["users"], world.users[who].pk, {"roles": lines}, actor=world.users["admin"])


def test_a_role_for_a_time_is_told_to_both(world: World) -> None:
    give(world, "owner", starts_at=NOW + HOUR, ends_at=NOW + DAY)
    assert turns.tell_until(NOW) == 0
    for moment in (NOW + HOUR, NOW + HOUR, NOW + 2 * HOUR):
        turns.tell_until(moment)
    assert [name for name, *_who in told(world, "owner")] == ["role_begins_mine"]
    assert told(world, "admin") == [("role_begins", "Owner", clerk())]
    turns.tell_until(NOW + DAY)
    assert [name for name, *_who in told(world, "owner")] == ["role_begins_mine", "role_ends_mine"]
    assert told(world, "admin")[1:] == [("role_ends", "Owner", clerk())]
    for who in ("teammate", "stranger", "manager"):
        assert told(world, who) == []
    page = text(world.get("admin", "/notifications/?tab=all"))
    assert f"Owner now has the role {clerk()} , until" in page
    assert f"Owner no longer has the role {clerk()}" in page
    page = text(world.get("owner", "/notifications/?tab=all"))
    assert "You have one role more from now on, until" in page
    assert "A role that you had for a time has ended" in page
    assert clerk() not in page


def test_a_role_that_begins_at_once_is_told_once_however_often_it_is_written(world: World) -> None:
    now = timezone.now()
    TurnsTold.objects.update(until=now - HOUR)
    for _time in range(2):
        give(world, "owner", ends_at=now + DAY)
        turns.tell_until(timezone.now() + dt.timedelta(seconds=1))
    assert [name for name, *_who in told(world, "owner")] == ["role_begins_mine"]


def test_a_role_for_ever_is_no_news(world: World) -> None:
    TurnsTold.objects.update(until=timezone.now() - HOUR)
    give(world, "owner")
    assert turns.tell_until(timezone.now()) == 0


def test_a_record_that_is_shared_for_a_time_is_told_to_both(world: World) -> None:
    record = world.make("owner", "partners", name="Lanyu").pk
    ends = timezone.now() + DAY
    asked = {"person": world.users["stranger"].pk, "starts_at": timezone.now() - HOUR, "ends_at": ends}
    gate.act(registry["partners"], record, "share", asked, actor=world.users["owner"])
    TurnsTold.objects.update(until=timezone.now() - 2 * HOUR)
    turns.tell_until(timezone.now())
    assert told(world, "stranger") == [("share_begins_mine", "Lanyu", "Owner")]
    assert told(world, "owner") == [("share_begins", "Lanyu", "Stranger")]
    gate.act(
        registry["partners"], record, "unshare", {"person": world.users["stranger"].pk}, actor=world.users["owner"]
    )
    assert turns.tell_until(ends) == 0
    assert told(world, "stranger") == []


def test_the_end_of_what_was_shared_tells_nothing_that_cannot_be_seen(world: World) -> None:
    ends = timezone.now() + DAY
    for name in ("Lanyu", "Haichuan"):
        record = world.make("owner", "partners", name=name).pk
        asked = {"person": world.users["stranger"].pk, "ends_at": ends}
        gate.act(registry["partners"], record, "share", asked, actor=world.users["owner"])
    TurnsTold.objects.update(until=ends - HOUR)
    turns.tell_until(ends)
    (one,) = inbox.read(world.users["stranger"]).items
    assert (one.title, one.notification.count, one.notification.record) == ("", 2, None)
    page = text(world.get("stranger", "/notifications/?tab=all"))
    assert "No longer shared with you: 2 partners" in page
    assert "Lanyu" not in page.partition("No longer shared")[2]
    assert [name for name, *_who in told(world, "owner")] == ["share_ends", "share_ends"]


def test_a_substitution_is_told_to_both_by_the_days_of_who_is_away(world: World) -> None:
    world.users["owner"].time_zone = "Asia/Shanghai"
    day = timezone.localdate(timezone=dt.UTC) + 3 * DAY
    values = {"person": world.users["owner"].pk, "substitute": world.users["stranger"].pk}
    values |= {"first_day": day, "last_day": day}
    made: Any = gate.create(registry["substitutions"], values, actor=world.users["owner"])
    starts, ends = made.starts_at, made.ends_at
    TurnsTold.objects.update(until=starts - HOUR)
    assert turns.tell_until(starts - dt.timedelta(seconds=1)) == 0
    assert turns.tell_until(starts) == 1
    assert turns.tell_until(ends) == 1
    title = made.name
    assert told(world, "stranger") == [
        ("substitution_begins_mine", title, "Owner"), ("substitution_ends_mine", title, "Owner"),
    ]  # fmt: skip
    assert told(world, "owner") == [
        ("substitution_begins", title, "Stranger"), ("substitution_ends", title, "Stranger"),
    ]  # fmt: skip
    assert told(world, "teammate") == []
    page = text(world.get("stranger", "/notifications/?tab=all"))
    assert "You no longer stand in for Owner" in page


@pytest.mark.parametrize(
    ("ends", "words"),
    [("2026-12-02T16:00:00+00:00", "until 2 December"), ("2026-12-02T10:30:00+00:00", "until 2 December 18:30")],
)
def test_until_is_told_as_people_say_it(world: World, ends: str, words: str) -> None:
    give(world, "owner", starts_at=NOW, ends_at=dt.datetime.fromisoformat(ends))
    turns.tell_until(NOW)
    assert text(world.get("admin", "/notifications/?tab=all")).count(f"{words} ") == 1


def test_what_was_ended_before_it_began_is_no_news(world: World) -> None:
    day = timezone.localdate() + 3 * DAY
    values = {"person": world.users["owner"].pk, "substitute": world.users["stranger"].pk}
    made: Any = gate.create(
        registry["substitutions"], {**values, "first_day": day, "last_day": day}, actor=world.users["owner"]
    )
    gate.act(registry["substitutions"], made.pk, "end", actor=world.users["owner"])
    TurnsTold.objects.update(until=timezone.now() - HOUR)
    assert turns.tell_until(timezone.now() + HOUR) == 0
    TurnsTold.objects.update(until=made.starts_at - HOUR)
    assert turns.tell_until(made.starts_at + HOUR) == 0


def test_who_left_or_does_not_want_it_is_not_told(world: World) -> None:
    for who in ("owner", "teammate", "stranger"):
        give(world, who, ends_at=NOW)
    gate.act(registry["users"], world.users["teammate"].pk, "deactivate", actor=world.users["admin"])
    wishes.wish(world.users["owner"], unwanted=["rights"], quiet_from=None, quiet_until=None, quiet_weekends=False)
    Notification.objects.all().delete()
    turns.tell_until(NOW)
    assert {one.user for one in Notification.objects.filter(kind="rights", told__turn="role_ends_mine")} == {
        world.users["stranger"].pk
    }


def test_after_a_long_standstill_only_what_is_fresh_is_told(world: World) -> None:
    give(world, "owner", ends_at=NOW + HOUR)
    assert turns.tell_until(NOW + 5 * DAY) == 0
    assert told(world, "owner") == []


def test_programs_read_the_turn(world: World) -> None:
    give(world, "owner", ends_at=NOW)
    turns.tell_until(NOW)
    (shown,) = (_told(one) for one in inbox.read(world.users["admin"]).items)
    assert (shown["turn"], shown["other"]["entity"], shown["other"]["label"]) == ("role_ends", "roles", clerk())
    (shown,) = (_told(one) for one in inbox.read(world.users["owner"]).items)
    assert (shown["turn"], shown["other"]["label"]) == ("role_ends_mine", None)
