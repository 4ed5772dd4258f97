"""A breach has a clock for each authority; whoever answers for it hears before one runs out, once, and never after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone, translation

from guanxi.engine import gate
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.jobs import Job, working
from guanxi.engine.jobs.registry import declared
from guanxi.engine.models import Event
from guanxi.engine.models.mail import OutgoingMail
from guanxi.engine.registry import registry
from guanxi.messaging import inbox, wishes
from guanxi.messaging.models import Notification
from guanxi.privacy.clocks import span
from guanxi.privacy.reminding import remind
from tests.house import House, build

BREACHES = registry["breaches"]
NOON = dt.datetime(2026, 11, 25, 4, tzinfo=dt.UTC)
HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)
TITLE = "Laptop of Zhang Meilan stolen"


@pytest.fixture
def house(db: None, settings: LazySettings) -> Iterator[House]:
    settings.PUBLIC_URL = "https://crm.example.com"
    with translation.override("en"):
        yield build()


def breach(house: House, **values: Any) -> Any:
    told = {"name": TITLE, "discovered_at": NOON, **values}
    return gate.create(BREACHES, told, actor=house["admin"])


def heard(house: House, who: str = "admin") -> list[str]:
    """Of which clocks somebody was told, and has yet to do something."""
    return [one.notification.told["place"] for one in inbox.read(house[who], inbox.WAITS).items]


@pytest.mark.parametrize(
    ("values", "china", "europe"),
    [
        ({}, 4 * HOUR, 72 * HOUR),
        ({"critical": True}, 1 * HOUR, 72 * HOUR),
        ({"level": "general"}, 0 * HOUR, 72 * HOUR),
        ({"level": "extreme", "in_europe": False}, 4 * HOUR, None),
        ({"in_china": False}, None, 72 * HOUR),
    ],
)
def test_the_clocks_run_from_when_it_is_known(
    house: House, values: dict[str, Any], china: dt.timedelta | None, europe: dt.timedelta | None
) -> None:
    made = breach(house, **values)
    assert made.pipl_due_at == (None if china is None else NOON + china)
    assert made.gdpr_due_at == (None if europe is None else NOON + europe)


def test_each_authority_is_told_and_who_is_late_says_why(house: House) -> None:
    made = breach(house)
    late = {"china_told_at": NOON + 5 * HOUR}
    with pytest.raises(Invalid) as refused:
        gate.act(BREACHES, made.pk, "tell_china", late, actor=house["admin"])
    assert list(refused.value.errors) == ["why"]
    told = gate.act(BREACHES, made.pk, "tell_china", {**late, "why": "It was a long weekend."}, actor=house["admin"])
    assert (told.stage, told.why_late) == ("known", "It was a long weekend.")
    in_time = {"authority_told_at": NOON + 70 * HOUR}
    told = gate.act(BREACHES, made.pk, "tell_authority", in_time, actor=house["admin"])
    assert (told.stage, told.why_late) == ("told", "It was a long weekend.")
    events = Event.objects.count()
    for who in ("owner", "manager", "clerk", "stranger"):
        with pytest.raises((NotAllowed, NotFound)):
            gate.create(BREACHES, {"name": "x"}, actor=house[who])
        with pytest.raises((NotAllowed, NotFound)):
            gate.act(BREACHES, made.pk, "close", {"measures": "x"}, actor=house[who])
    assert Event.objects.count() == events


def test_each_clock_reminds_once_before_it_runs_out(house: House) -> None:
    breach(house)
    urgent = (NOON + 2.8 * HOUR, NOON + 50.4 * HOUR)
    moments = (NOON, urgent[0] - MINUTE, urgent[0], urgent[0] + MINUTE, NOON + 5 * HOUR, urgent[1] - MINUTE, urgent[1])
    counts = []
    for moment in (*moments, NOON + 80 * HOUR, NOON + 200 * HOUR):
        remind(moment)
        counts.append(Notification.objects.filter(kind="deadline").count())
    assert counts == [0, 0, 1, 1, 1, 1, 2, 2, 2]
    assert sorted(heard(house)) == ["china", "europe"]
    for who in ("owner", "teammate", "manager", "stranger"):
        assert Notification.objects.filter(user=house.keys[who]).count() == 0


def test_the_hour_of_critical_infrastructure_and_what_is_due_at_once(house: House) -> None:
    breach(house, critical=True, in_europe=False)
    assert [remind(NOON + minutes * MINUTE) for minutes in (41, 42, 43)] == [0, 1, 0]
    breach(house, level="general", in_europe=False)
    assert [remind(NOON + minutes * MINUTE) for minutes in (44, 45)] == [1, 0]


def test_what_is_read_is_not_told_again_and_a_new_time_is(house: House) -> None:
    made = breach(house, in_europe=False)
    remind(NOON + 3 * HOUR)
    inbox.mark_read(house["admin"])
    assert remind(NOON + 3.5 * HOUR) == 0
    gate.update(BREACHES, made.pk, {"discovered_at": NOON + 2 * HOUR}, actor=house["admin"])
    assert remind(NOON + 3.5 * HOUR) == 0
    assert remind(NOON + 5 * HOUR) == 1


def test_it_waits_for_nobody_once_the_authority_was_told(house: House) -> None:
    made = breach(house)
    remind(NOON + 60 * HOUR)
    assert sorted(heard(house)) == ["china", "europe"]
    values = {"authority_told_at": NOON + 61 * HOUR}
    gate.act(BREACHES, made.pk, "tell_authority", values, actor=house["admin"])
    remind(NOON + 62 * HOUR)
    assert heard(house) == ["china"]
    gate.act(BREACHES, made.pk, "close", {"measures": "Locked from afar."}, actor=house["admin"])
    remind(NOON + 63 * HOUR)
    assert heard(house) == []


def test_what_was_written_down_late_or_thrown_away(house: House) -> None:
    gone = breach(house)
    gate.delete(BREACHES, gone.pk, actor=house["admin"])
    assert remind(NOON + 100 * HOUR) == 0
    breach(house)
    assert remind(NOON + 100 * HOUR) == 2
    assert remind(NOON + 101 * HOUR) == 0
    breach(house)
    assert remind(NOON + 40 * 24 * HOUR) == 0


def test_by_mail_as_people_wish_and_without_a_word_of_what_happened(house: House) -> None:
    house.give("executive", "administrator")
    house.give("marketer", "administrator")
    no_mail = {"unwanted": [], "unmailed": ["deadline"], "quiet_from": None, "quiet_until": None}
    wishes.wish(house["executive"], **no_mail, quiet_weekends=False)
    wishes.wish(house["marketer"], **{**no_mail, "unwanted": ["deadline"]}, quiet_weekends=False)
    made = breach(house, in_europe=False)
    remind(NOON + 3 * HOUR)
    remind(NOON + 3.5 * HOUR)
    assert heard(house, "executive") == ["china"]
    assert heard(house, "marketer") == []
    (mail,) = OutgoingMail.objects.all()
    assert mail.to == "admin@example.com"
    assert mail.subject == "Data breach: tell the authority in China, 1 h left"
    assert f"https://crm.example.com/breaches/{made.pk}/" in mail.text
    assert "Meilan" not in mail.text + mail.subject


@pytest.mark.parametrize(
    ("time", "told"),
    [
        (dt.timedelta(seconds=20), "0 min"),
        (dt.timedelta(minutes=61), "1 h 1 min"),
        (dt.timedelta(hours=4), "4 h"),
        (dt.timedelta(days=1, minutes=5), "1 day"),
        (dt.timedelta(hours=53, minutes=5), "2 days 5 h"),
    ],
)
def test_how_long_in_its_two_largest_units(time: dt.timedelta, told: str) -> None:
    with translation.override("en"):
        assert span(time) == told


@pytest.mark.django_db(transaction=True)
def test_the_workers_do_it_every_minute(house: House) -> None:
    breach(house, discovered_at=timezone.now() - 80 * HOUR)
    spec = declared["privacy.deadlines"]
    assert spec.schedule == "* * * * *"
    key = working.stand(spec, 1)
    assert key
    working.perform(key, 1)
    assert Job._base_manager.get(pk=key).state == "done"
    assert sorted(heard(house)) == ["china", "europe"]
