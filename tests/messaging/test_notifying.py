"""Who is told of what, once, and only as long as they may see it."""

from __future__ import annotations

import datetime as dt

import pytest

from guanxi.engine import gate
from guanxi.engine.events.readers import readers
from guanxi.engine.models.event import Event
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.engine.testing.tables import unchanged
from guanxi.messaging import following, inbox, talking, telling, waiting, wishes
from guanxi.messaging.models import Notification
from guanxi.messaging.rooms import Room
from guanxi.people import backends
from guanxi.web.tests.world import World, text


@pytest.fixture
def place(world: World) -> Room:
    return Room(registry["partners"], world.make("owner", "partners", name="Lanyu").pk)


def read_log() -> list[Event]:
    """What the reader of the log would be given."""
    events = list(Event.objects.order_by("transaction", "id"))
    readers["messaging.followers"].read(events)
    return events


def told(world: World, who: str) -> list[tuple[str, int, bool]]:
    rows = Notification.objects.filter(user=world.users[who].pk).order_by("at")
    return [(one.kind, one.count, one.waits) for one in rows]


def test_followers_are_told_of_changes_and_who_made_them_is_not(world: World, place: Room) -> None:
    following.follow(place, world.users["clerk"], wanted=True)
    world.change("manager", "partners", place.key, rating=5)
    read_log()
    assert told(world, "owner") == told(world, "clerk") == [("change", 1, False)]
    assert told(world, "manager") == told(world, "stranger") == []
    page = text(world.get("owner", "/notifications/?tab=all"))
    assert "Manager changed Rating of Lanyu" in page


def test_reading_the_log_again_tells_nothing_again(world: World, place: Room) -> None:
    world.change("manager", "partners", place.key, rating=5)
    world.change("manager", "partners", place.key, rating=6)
    read_log()
    assert told(world, "owner") == [("change", 2, False)]
    with unchanged():
        read_log()
    inbox.mark_read(world.users["owner"])
    with unchanged():
        read_log()
    world.change("manager", "partners", place.key, rating=7)
    read_log()
    assert told(world, "owner") == [("change", 2, False), ("change", 1, False)]


def test_what_is_handed_over_waits_for_its_new_owner(world: World, place: Room) -> None:
    gate.act(place.entity, place.key, "assign", {"to": world.users["teammate"].pk}, actor=world.users["manager"])
    read_log()
    assert told(world, "teammate") == [("assigned", 1, True)]
    assert "Manager handed Lanyu to you" in text(world.get("teammate", "/notifications/"))


def test_many_at_once_are_told_as_one_number(world: World) -> None:
    keys = [world.make("owner", "partners", name=f"P {n}").pk for n in range(6)]
    events = []
    for key in keys:
        gate.act(registry["partners"], key, "assign", {"to": world.users["teammate"].pk}, actor=world.users["manager"])
    for event in Event.objects.filter(record__in=keys, verb="assign").order_by("transaction", "id"):
        event.request = "one"
        events.append(event)
    telling.of_events(events)
    assert told(world, "teammate") == [("assigned", 6, True)]
    with unchanged():
        telling.of_events(events)
    assert "Manager handed 6 partners to you" in text(world.get("teammate", "/notifications/"))


def test_who_may_not_see_the_record_any_more_is_shown_nothing(world: World, place: Room) -> None:
    manager = world.users["manager"]
    talking.comment(place, "@Manager the price is 77", world.users["owner"], named=[str(manager.pk)])
    assert "the price is 77" in text(world.get("manager", "/notifications/"))
    with as_system("test") as system:
        gate.act(place.entity, place.key, "assign", {"to": world.users["stranger"].pk}, actor=system)
    page = text(world.get("manager", "/notifications/?tab=all"))
    assert "Lanyu" not in page
    assert "77" not in page
    assert not inbox.counts(manager)["waits"]


def test_a_deleted_comment_is_told_no_more(world: World, place: Room) -> None:
    manager = world.users["manager"]
    made = talking.comment(place, "@Manager oops", world.users["owner"], named=[str(manager.pk)])
    gate.delete(registry["comments"], made.pk, actor=world.users["owner"])
    assert "oops" not in text(world.get("manager", "/notifications/?tab=all"))
    assert waiting.waiting(backends.Backend().get_user(manager.pk)) == 0


def test_the_number_comes_with_the_person_and_falls_when_read(world: World, place: Room) -> None:
    manager = world.users["manager"]
    talking.comment(place, "@Manager look", world.users["owner"], named=[str(manager.pk)])
    assert waiting.waiting(backends.Backend().get_user(manager.pk)) == 1
    assert inbox.mark_read(world.users["stranger"]) == 0
    key = Notification.objects.get(user=manager.pk).pk
    with unchanged("django_session"):
        assert world.post("stranger", "/notifications/read/", {"key": str(key)}).status_code == 302
        assert world.post("stranger", f"/notifications/{key}/reply/", {"words": "x"}).status_code == 404
    assert world.post("manager", "/notifications/read/", {"all": "1"}).status_code == 302
    assert waiting.waiting(backends.Backend().get_user(manager.pk)) == 0


def test_a_reply_in_the_drawer_is_a_comment_that_quotes(world: World, place: Room) -> None:
    manager = world.users["manager"]
    made = talking.comment(place, "@Manager look", world.users["owner"], named=[str(manager.pk)])
    key = Notification.objects.get(user=manager.pk).pk
    assert world.post("manager", f"/notifications/{key}/reply/", {"words": "I did"}).status_code == 302
    rows = registry["comments"].manager().filter(quotes=made.pk)
    assert list(rows.values_list("body", "owner")) == [("I did", manager.pk)]
    assert Notification.objects.get(pk=key).read_at is not None


def test_unwanted_kinds_are_not_told(world: World, place: Room) -> None:
    wishes.wish(world.users["owner"], unwanted=["comment"], quiet_from=None, quiet_until=None, quiet_weekends=False)
    talking.comment(place, "Hello", world.users["manager"])
    talking.write_note(place, {"kind": "note", "body": "Hello"}, world.users["manager"])
    assert [kind for kind, _n, _w in told(world, "owner")] == ["note"]


def test_quiet_hours_go_over_midnight_and_follow_the_persons_clock() -> None:
    late, early = dt.time(22), dt.time(7)

    def quiet(utc: str, zone: str = "Asia/Shanghai", weekends: bool = False) -> bool:
        now = dt.datetime.fromisoformat(f"{utc}+00:00")
        return wishes.is_quiet(late, early, weekends, zone, now)

    assert quiet("2026-11-25T14:00")  # 22:00 in Shanghai
    assert quiet("2026-11-25T22:59")  # 06:59
    assert not quiet("2026-11-25T23:00")  # 07:00
    assert not quiet("2026-11-25T14:00", "Europe/Berlin")
    assert quiet("2026-11-28T04:00", weekends=True)  # a Saturday at noon
    assert not wishes.is_quiet(None, None, False, "UTC")


def test_in_quiet_hours_nothing_calls_and_nothing_is_lost(world: World, place: Room) -> None:
    manager = world.users["manager"]
    now = dt.datetime.now(dt.UTC).astimezone(dt.timezone(dt.timedelta(hours=8)))
    first, last = ((now + dt.timedelta(hours=h)).time().replace(microsecond=0) for h in (-1, 1))
    wishes.wish(manager, unwanted=[], quiet_from=first, quiet_until=last, quiet_weekends=False)
    talking.comment(place, "@Manager look", world.users["owner"], named=[str(manager.pk)])
    assert waiting.waiting(backends.Backend().get_user(manager.pk)) == 0
    assert "look" in text(world.get("manager", "/notifications/"))
    wishes.wish(manager, unwanted=[], quiet_from=None, quiet_until=None, quiet_weekends=False)
    assert waiting.waiting(backends.Backend().get_user(manager.pk)) == 1
