"""What nobody follows up falls to a pool: with warning, by the first rule that fits, and once."""

from __future__ import annotations

import datetime as dt
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from guanxi.engine import gate
from guanxi.engine.errors import EngineError, Invalid
from guanxi.engine.events.readers import read_all
from guanxi.engine.jobs import enqueue
from guanxi.engine.models import Event
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.messaging import talking
from guanxi.messaging.models import Notification
from guanxi.messaging.rooms import room
from guanxi.ownership import falling
from guanxi.ownership.models import OwnershipEntry
from tests.ownership.world import CUSTOMERS, RULES, Pools

TODAY = dt.date(2026, 11, 27)


def call(pools: Pools, key: Any, when: dt.datetime) -> None:
    """The owner logs a call, and whoever reads the log has read it."""
    read_all(waiting=False, events=Event.objects.all)
    owner = pools.house["owner"]
    said = {"kind": "call", "happened_at": when, "body": "<p>spoke about the tender</p>"}
    talking.write_note(room(CUSTOMERS, key, owner), said, owner)
    read_all(waiting=False, events=Event.objects.all)


def test_three_fall_and_the_log_names_the_rule(pools: Pools) -> None:
    rule = pools.rule()
    old, fresh = [pools.owned("owner", f"Old {n}") for n in range(3)], pools.owned("owner", "Fresh")
    for key in old:
        pools.age(key, 31)
    told = pools.night()
    assert told["customers"]["fallen"] == 3
    assert [pools.owner_of(key) for key in (*old, fresh)] == ["pool", "pool", "pool", "owner"]
    entry = OwnershipEntry._base_manager.get(about__startswith=str(old[0]))
    assert (entry.step, entry.rule_id, entry.reason, entry.held_days) == ("recycle", rule.pk, "Neglected", 31)  # type: ignore[attr-defined]
    event = Event.objects.filter(record=old[0]).latest("at")
    assert (event.verb, event.actor, event.reason) == ("recycle", None, "a recycle rule: Neglected")
    assert pools.night()["customers"]["fallen"] == 0
    assert pools.log(old[0]) == ["recycle"]


def test_a_follow_up_moves_the_day_and_a_new_owner_begins_anew(pools: Pools) -> None:
    pools.rule()
    key = pools.owned("owner")
    assert pools.now(key).falls_on == timezone.localdate() + dt.timedelta(days=30)
    pools.age(key, 40)
    call(pools, key, timezone.now() - dt.timedelta(days=5))
    assert pools.now(key).falls_on == timezone.localdate() + dt.timedelta(days=25)
    assert pools.night()["customers"]["fallen"] == 0
    gate.act(CUSTOMERS, key, "assign", {"to": pools.house.keys["teammate"]}, actor=pools.house["manager"])
    row = pools.now(key)
    assert row.followed_at is None
    assert row.falls_on == timezone.localdate() + dt.timedelta(days=30)


def test_what_was_never_followed_up_counts_from_the_day_of_receipt(pools: Pools) -> None:
    pools.rule()
    key = pools.owned("owner")
    call(pools, key, timezone.now() - dt.timedelta(days=60))  # before its owner got it
    assert pools.now(key).falls_on == timezone.localdate() + dt.timedelta(days=30)


def test_a_visit_that_is_planned_counts_when_it_begins(pools: Pools) -> None:
    pools.rule()
    key = pools.owned("owner")
    pools.age(key, 20)
    read_all(waiting=False, events=Event.objects.all)
    now, hour = timezone.now(), dt.timedelta(hours=1)
    values = {"name": "Visit", "starts_at": now + hour, "ends_at": now + 2 * hour, "about": f"{key}/customers"}
    made = gate.create(registry["appointments"], values, actor=pools.house["owner"])
    read_all(waiting=False, events=Event.objects.all)
    assert pools.now(key).followed_at is None
    registry["appointments"].manager().filter(pk=made.pk).update(starts_at=now - dt.timedelta(minutes=5))
    pools.night()
    assert pools.now(key).followed_at is not None


def test_the_first_rule_that_fits_counts_even_if_a_later_one_is_sooner(pools: Pools) -> None:
    big = {"field": "employees", "op": "gte", "value": 500}
    pools.rule(name="Big", rank=1, filter=big, days=90)
    pools.rule(name="All", rank=2, days=10)
    large, small = pools.owned("owner", "Large", employees=900), pools.owned("owner", "Small", employees=9)
    for key in (large, small):
        pools.age(key, 11)
    pools.night()
    assert (pools.owner_of(large), pools.owner_of(small)) == ("owner", "pool")
    assert str(pools.now(large).falls_by) == "Big"


def test_exemptions_protection_and_other_bases(pools: Pools) -> None:
    pools.rule(unless={"field": "stage", "op": "in", "value": ["signed", "active"]})
    done, safe, plain = (pools.owned("owner", name) for name in ("Done", "Safe", "Plain"))
    gate.update(CUSTOMERS, done, {"stage": "signed"}, actor=pools.house["clerk"])
    until = {"until": timezone.localdate() + dt.timedelta(days=20), "reason": "a tender is open"}
    gate.act(CUSTOMERS, safe, "protect", until, actor=pools.house["manager"])
    for key in (done, safe, plain):
        pools.age(key, 31)
    pools.night()
    assert [pools.owner_of(key) for key in (done, safe, plain)] == ["owner", "owner", "pool"]
    assert pools.now(safe).falls_on is None
    gate.act(CUSTOMERS, safe, "unprotect", actor=pools.house["manager"])
    assert pools.now(safe).falls_on is not None


def test_a_rule_counts_from_a_day_on_the_record(pools: Pools) -> None:
    pools.rule(since="day", day="customers.created_at", days=5)
    key = pools.owned("owner")
    pools.age(key, 6, "created_at")
    pools.night()
    assert pools.owner_of(key) == "pool"


def test_owners_are_told_once_a_day_before_it_falls(pools: Pools) -> None:
    pools.rule(warn_days=7)
    near, far = [pools.owned("owner", f"Near {n}") for n in range(2)], pools.owned("owner", "Far")
    for number, key in enumerate(near):
        pools.age(key, 25 + number)
    pools.age(far, 5)
    pools.night()
    pools.night()
    told = Notification.objects.filter(kind="falling")
    assert [(one.user, one.entity, one.count) for one in told] == [(pools.house.keys["owner"], "customers", 2)]
    assert told[0].told == {"first": (timezone.localdate() + dt.timedelta(days=4)).isoformat()}
    assert told[0].waits


def test_before_it_is_active_a_rule_says_who_would_lose_what_and_takes_nothing(pools: Pools) -> None:
    rule = pools.rule(active=False)
    keys = [pools.owned("owner", f"Old {n}") for n in range(2)] + [pools.owned("teammate", "Theirs")]
    for key in keys:
        pools.age(key, 31)
    told = RULES.manager().get(pk=rule.pk).foresee(pools.admin)
    assert told[0] == "Today it would take 3 customers of 2 people:"
    assert "Person owner: 2" in told
    assert "Theirs" in told
    pools.night()
    assert {pools.owner_of(key) for key in keys} == {"owner", "teammate"}
    assert not OwnershipEntry._base_manager.exists()
    assert pools.now(keys[0]).falls_on is None


def test_what_has_no_owner_goes_to_the_pool_that_takes_it_in(pools: Pools) -> None:
    made = gate.create(CUSTOMERS, {"name": "Nobody's", "owner": None}, actor=pools.house["clerk"])
    assert pools.night()["customers"]["moved"] == 1
    assert pools.owner_of(made.pk) == "pool"
    assert pools.log(made.pk) == ["move"]


def test_a_rule_that_is_switched_off_forgets_its_days(pools: Pools) -> None:
    rule = pools.rule()
    key = pools.owned("owner")
    assert pools.now(key).falls_on is not None
    gate.act(RULES, rule.pk, "deactivate", actor=pools.admin)
    pools.night()
    assert pools.now(key).falls_on is None


def test_a_night_that_was_broken_off_goes_on_and_takes_nothing_twice(
    pools: Pools, monkeypatch: pytest.MonkeyPatch
) -> None:
    pools.rule()
    keys = [pools.owned("owner", f"Old {n}") for n in range(7)]
    for key in keys:
        pools.age(key, 31)
    monkeypatch.setattr(falling, "FALLING", 2)
    chunks, real = [0], falling._move_chunk

    def dies(*args: Any) -> int:
        chunks[0] += 1
        if chunks[0] == 3:
            raise RuntimeError("the machine is switched off")
        return real(*args)

    monkeypatch.setattr(falling, "_move_chunk", dies)
    enqueue("ownership.recycle", {}, actor=None)
    run_jobs_now()
    assert [pools.owner_of(key) for key in keys].count("pool") == 4
    pools.night()
    assert {pools.owner_of(key) for key in keys} == {"pool"}
    assert all(pools.log(key) == ["recycle"] for key in keys)


def test_who_follows_up_at_the_last_moment_keeps_it(pools: Pools) -> None:
    pools.rule()
    key = pools.owned("owner")
    pools.age(key, 31)
    falling.refresh(CUSTOMERS.model, [key])  # type: ignore[arg-type]
    assert pools.now(key).falls_on <= timezone.localdate()  # type: ignore[operator]
    real = falling._still

    def meanwhile(rows: Any, keys: Any) -> Any:
        CUSTOMERS.manager().filter(pk=key).update(followed_at=timezone.now())
        return real(rows, keys)

    with patch.object(falling, "_still", meanwhile):
        assert pools.night()["customers"]["fallen"] == 0
    assert pools.owner_of(key) == "owner"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"days": 0}, "days"),
        ({"warn_days": -1}, "warn_days"),
        ({"since": "day"}, "day"),
        ({"filter": {"field": "nothing", "op": "eq", "value": 1}}, "filter"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_at_its_field(pools: Pools, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as bad:
        pools.rule(**values)
    assert field in bad.value.errors


def test_a_rule_is_read_by_managers_and_changed_by_administrators(pools: Pools) -> None:
    rule = pools.rule(active=False)
    for who in ("owner", "manager", "stranger", "clerk"):
        with pytest.raises(EngineError):
            gate.act(RULES, rule.pk, "activate", actor=pools.house[who])
    assert not RULES.manager().get(pk=rule.pk).active


@pytest.mark.parametrize(
    ("days", "tone", "words"),
    [
        *((days, "", "") for days in (30, 8)),
        (7, "gx-warn", "7 days left"),
        (3, "gx-bad", "3 days left"),
        (1, "gx-bad", "1 day left"),
        *((days, "gx-bad", "due") for days in (0, -2)),
    ],
)
def test_a_countdown_speaks_when_the_day_is_near(days: int, tone: str, words: str) -> None:
    with translation.override("en"):
        shown = CUSTOMERS.fields["falls_on"].cell(timezone.localdate() + dt.timedelta(days=days))
    assert words in shown
    assert tone in shown
    assert ("gx-st" in shown) == bool(tone)


# --- the calendar -----------------------------------------------------------------------------------------------------


@given(day=st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 1)), days=st.integers(1, 400))
def test_natural_days_are_natural_days(day: dt.date, days: int) -> None:
    assert (falling.days_after(day, days, working=False, country="CN") - day).days == days


@given(day=st.dates(dt.date(2024, 1, 1), dt.date(2026, 6, 1)), days=st.integers(1, 60), more=st.integers(0, 30))
def test_working_days_end_on_one_and_add_up(day: dt.date, days: int, more: int) -> None:
    from guanxi.kit.workdays import is_workday

    end = falling.days_after(day, days, working=True, country="CN")
    assert is_workday("CN", end)
    assert sum(is_workday("CN", day + dt.timedelta(days=n)) for n in range(1, (end - day).days + 1)) == days
    assert falling.days_after(end, more, working=True, country="CN") == falling.days_after(
        day, days + more, working=True, country="CN"
    )


def test_another_country_has_its_own_working_days(settings: Any) -> None:
    """1 October 2026 is a holiday in China, and a Thursday elsewhere."""
    rule: Any = type("Rule", (), {"since": "followed", "days": 1, "working": True})
    got = dt.datetime(2026, 9, 30, 4, tzinfo=dt.UTC)
    row: Any = type("Row", (), {"held_since": got, "followed_at": None, "created_at": got})
    settings.COUNTRY = "DE"
    assert falling.due(rule, row) == dt.date(2026, 10, 1)
    settings.COUNTRY = "CN"
    assert falling.due(rule, row) > dt.date(2026, 10, 5)


def test_the_spring_festival_is_no_working_time() -> None:
    """In 2026 the State Council gave 15 to 23 February, and had people work on the 14th and the 28th."""
    assert falling.days_after(dt.date(2026, 2, 13), 1, working=True, country="CN") == dt.date(2026, 2, 14)
    assert falling.days_after(dt.date(2026, 2, 14), 1, working=True, country="CN") == dt.date(2026, 2, 24)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin", "America/New_York"])
def test_a_day_is_a_day_of_the_company_across_daylight_saving(settings: Any, zone: str) -> None:
    class Row:
        held_since = dt.datetime(2026, 3, 28, 23, 30, tzinfo=ZoneInfo(zone))
        followed_at = None
        created_at = held_since

    settings.TIME_ZONE = zone
    timezone.get_default_timezone.cache_clear()
    try:
        rule: Any = type("Rule", (), {"since": "followed", "days": 30, "working": False})
        assert falling.due(rule, Row()) == dt.date(2026, 4, 27)
    finally:
        timezone.get_default_timezone.cache_clear()
