"""What somebody is told reaches who stands in for them, as long as they do, and says for whom."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from guanxi.diary import reminding
from guanxi.diary.models import Reminded
from guanxi.engine import gate
from guanxi.engine.events.readers import readers
from guanxi.engine.models.event import Event
from guanxi.engine.registry import registry
from guanxi.messaging import inbox, talking
from guanxi.messaging.models import Notification
from guanxi.messaging.rooms import Room
from guanxi.web.tests.world import World, text

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def place(world: World) -> Room:
    return Room(registry["partners"], world.make("owner", "partners", name="Lanyu").pk)


@pytest.fixture(autouse=True)
def substitution(world: World) -> object:
    """The stranger stands in for the owner today."""
    today = timezone.localdate()
    people = {"person": world.users["owner"].pk, "substitute": world.users["stranger"].pk}
    made = gate.create(
        registry["substitutions"], {**people, "first_day": today, "last_day": today}, actor=world.users["owner"]
    )
    Notification.objects.all().delete()
    return made.pk


def told(world: World, who: str) -> list[tuple[str, str]]:
    return [(one.notification.kind, one.instead_of) for one in inbox.read(world.users[who]).items]


def test_who_is_named_as_substitute_is_told(world: World) -> None:
    readers["messaging.followers"].read(list(Event.objects.order_by("transaction", "id")))
    assert told(world, "stranger") == [("assigned", "")]
    assert "asks you to stand in" in text(world.get("stranger", "/notifications/?tab=all"))
    assert told(world, "teammate") == []


def test_mentions_and_comments_reach_both(world: World, place: Room) -> None:
    talking.comment(place, "@Owner look", world.users["manager"], named=[str(world.users["owner"].pk)])
    assert told(world, "owner") == [("mention", "")]
    assert told(world, "stranger") == [("mention", "Owner")]
    page = text(world.get("stranger", "/notifications/?tab=all"))
    assert "Manager named Owner on Lanyu" in page
    assert "You stand in for Owner" in page
    assert told(world, "teammate") == []


def test_nobody_is_told_of_what_they_did_themselves_nor_twice(world: World, place: Room) -> None:
    talking.comment(place, "I look after it", world.users["stranger"])
    assert told(world, "owner") == [("comment", "")]
    assert told(world, "stranger") == []


def test_it_ends_with_the_substitution(world: World, place: Room, substitution: object) -> None:
    gate.act(registry["substitutions"], substitution, "end", actor=world.users["owner"])  # type: ignore[arg-type]
    talking.comment(place, "@Owner look", world.users["manager"], named=[str(world.users["owner"].pk)])
    assert told(world, "owner") == [("mention", "")]
    assert told(world, "stranger") == []


def test_reminders_of_open_appointments_reach_both(world: World) -> None:
    now = timezone.now()
    Reminded.objects.all().delete()
    reminding.tell_until(now - HOUR)
    start = (now + dt.timedelta(minutes=5)).isoformat()
    values = {"name": "Call Lanyu", "starts_at": start, "zone": "Asia/Shanghai", "remind": "15"}
    world.make("owner", "appointments", **values)
    world.make("owner", "appointments", **values, visibility="private")
    reminding.tell_until(now + dt.timedelta(minutes=1))
    reminding.tell_until(now + dt.timedelta(minutes=2))
    assert told(world, "owner") == [("reminder", "")] * 2
    assert told(world, "stranger") == [("reminder", "Owner")]
