"""Unusual reading alarms administrators: once an hour, against one's own habit and a ceiling."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.utils import timezone

from guanxi.engine.models import Event, ReadCount
from guanxi.engine.reading import watching
from guanxi.messaging.models import Notification
from guanxi.privacy import alarm
from tests.house import House, build

HOUR = timezone.now().replace(minute=0, second=0, microsecond=0)


@pytest.fixture
def house(db: None, settings: LazySettings) -> Iterator[House]:
    watching.write_down()
    ReadCount.objects.all().delete()
    settings.READING_CEILING = 5_000
    yield build()
    watching._held.clear()


def read(house: House, who: str, rows: int, hours_ago: int = 0) -> None:
    ReadCount.objects.create(person=house.keys[who], hour=HOUR - dt.timedelta(hours=hours_ago), rows=rows)


def told(house: House) -> list[tuple[str, int]]:
    names = {key: name for name, key in house.keys.items()}
    return [(names[one.user], one.told["rows"]) for one in Notification.objects.filter(kind="alarm")]


def test_the_ceiling_alarms_once(house: House) -> None:
    read(house, "owner", 5_000)
    read(house, "stranger", 4_999)
    assert [one.person for one in alarm.look()] == [house.keys["owner"]]
    assert alarm.look() == []
    assert told(house) == [("admin", 5_000)]
    event = Event.objects.get(verb="alarm")
    assert (event.record, event.changes["rows"]) == (house.keys["owner"], 5_000)


def test_one_s_own_habit_counts(house: House) -> None:
    for n in range(alarm.LEAST_HOURS):
        read(house, "owner", 100, hours_ago=24 + n)
        read(house, "clerk", 2_000, hours_ago=24 + n)
    for who in ("owner", "clerk", "stranger"):
        read(house, who, 2_100)
    assert [(one.person, one.usual) for one in alarm.look()] == [(house.keys["owner"], 100)]


def test_few_rows_alarm_nobody(house: House) -> None:
    for n in range(alarm.LEAST_HOURS):
        read(house, "owner", 1, hours_ago=24 + n)
    read(house, "owner", alarm.FEW - 1)
    assert alarm.look() == []
    assert not Notification.objects.filter(kind="alarm").exists()


def test_what_is_still_held_back_is_counted(house: House, settings: LazySettings) -> None:
    settings.READING_CEILING = 10
    watching.count(house["owner"], 10)
    assert [one.rows for one in alarm.look()] == [10]


def test_it_can_be_switched_off(house: House, settings: LazySettings) -> None:
    settings.READING_CEILING = 0
    read(house, "owner", 900_000)
    assert alarm.look() == []


def test_old_counts_are_forgotten(house: House) -> None:
    read(house, "owner", 1, hours_ago=24 * 91)
    read(house, "owner", 1)
    assert alarm.forget_old() == 1
    assert ReadCount.objects.count() == 1
