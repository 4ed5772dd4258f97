"""How long entries took: the figures, whose they are, and what is flagged."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from guanxi.engine import gate
from guanxi.engine.errors import NotFound
from guanxi.engine.reading import Query, read_page
from guanxi.engine.registry import registry
from guanxi.messaging import entrylag
from guanxi.messaging.models import Note
from guanxi.people import tokens
from guanxi.web.tests.world import World, found, text

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
START = timezone.now().replace(microsecond=0) - 3 * DAY


def wrote(world: World, who: str, lag: dt.timedelta, entered: dt.datetime = START) -> uuid.UUID:
    """A call that somebody wrote down at a moment, so long after it."""
    values = {"kind": "call", "body": f"<p>Call of {who}</p>", "happened_at": (entered - lag).isoformat()}
    key = gate.create(registry["notes"], values, actor=world.users[who], given="json").pk
    Note._base_manager.filter(pk=key).update(created_at=entered)
    return key


def told(world: World, who: str, **more: Any) -> entrylag.Told:
    return entrylag.told(world.users[who], 30, **more)


def seconds(one: entrylag.Figures | None) -> tuple[int, float, float]:
    assert one is not None
    return one.number, one.half, one.ninety


def test_half_and_nine_tenths_of_each_and_of_all(world: World) -> None:
    for hours in range(11):
        wrote(world, "owner", hours * HOUR)
    wrote(world, "teammate", 30 * DAY)
    found = told(world, "manager")
    assert seconds(found.people[world.users["owner"].pk]) == (11, 5 * 3600, 9 * 3600)
    assert list(found.people[world.users["owner"].pk].lengths) == [2, 9, 0, 0, 0]
    assert seconds(found.people[world.users["teammate"].pk])[1] == 30 * 86_400
    assert found.whole is not None
    assert found.whole.number == 12
    assert list(found.whole.lengths) == [2, 9, 0, 0, 1]


def test_plans_notes_without_a_time_and_deleted_ones_dont_count(world: World) -> None:
    wrote(world, "owner", -2 * DAY)
    world.make("owner", "notes", body="<p>No time</p>")
    gone = wrote(world, "owner", HOUR)
    gate.delete(registry["notes"], gone, actor=world.users["owner"])
    assert told(world, "owner").whole is None


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("owner", {"owner"}),
        ("stranger", {"stranger"}),
        ("clerk", set()),
        ("manager", {"owner", "teammate"}),
        ("marketer", {"stranger"}),
        ("admin", {"owner", "teammate", "stranger"}),
    ],
)
def test_everybody_sees_their_own_and_a_manager_those_of_their_department(
    world: World, who: str, sees: set[str]
) -> None:
    for name in ("owner", "teammate", "stranger"):
        wrote(world, name, HOUR)
    found = told(world, who)
    assert set(found.people) == {world.users[name].pk for name in sees}
    assert (found.whole.number if found.whole else 0) == len(sees)


def test_somebody_elses_figures_arent_there(world: World) -> None:
    wrote(world, "teammate", HOUR)
    teammate, east = world.users["teammate"], world.users["teammate"].department_id  # type: ignore[attr-defined]
    for who in ("owner", "stranger"):
        for more in ({"person": teammate.pk}, {"department": east}, {"person": uuid.uuid4()}):
            with pytest.raises(NotFound):
                told(world, who, **more)
        page = world.get(who, f"/entry-lag/?person={teammate.pk}")
        assert page.status_code == 404
        assert "Teammate" not in text(page)
    assert seconds(told(world, "manager", person=teammate.pk).whole) == (1, 3600, 3600)
    assert seconds(told(world, "manager", department=east).whole) == (1, 3600, 3600)


def test_a_department_of_which_only_a_part_is_seen_is_not_told(world: World) -> None:
    wrote(world, "owner", HOUR)
    wrote(world, "stranger", 3 * HOUR)
    assert told(world, "owner").departments == []
    (group, figures), *others = told(world, "manager").departments
    assert group.key == world.users["owner"].department_id  # type: ignore[attr-defined]
    assert (seconds(figures), others) == ((1, 3600, 3600), [])
    assert len(told(world, "admin").departments) == 2


def test_a_department_tells_of_those_below_it(world: World) -> None:
    east = world.users["owner"].department_id  # type: ignore[attr-defined]
    below = world.make("admin", "departments", name="Far East", parent=str(east))
    world.change("admin", "users", world.users["teammate"].pk, department=str(below.pk))
    wrote(world, "owner", HOUR)
    wrote(world, "teammate", 3 * HOUR)
    departments = told(world, "admin").departments
    assert [(group.key, group.depth, figures.number) for group, figures in departments] == [
        (east, 0, 2),
        (below.pk, 1, 1),
    ]


def test_twelve_calls_of_last_week_on_friday_evening_are_flagged(world: World) -> None:
    keys = {wrote(world, "owner", (2 + n) * DAY, START + n * dt.timedelta(seconds=50)) for n in range(12)}
    wrote(world, "owner", HOUR, START + dt.timedelta(minutes=5))
    (burst,) = told(world, "manager").bursts
    assert (burst.person, burst.number) == (world.users["owner"].pk, 12)
    listed = read_page(registry["notes"], world.users["owner"], Query(burst.filter))
    assert {row["id"] for row in listed.rows} == keys
    shown = text(world.get("manager", "/entry-lag/"))
    assert "entered in 9 minutes" in shown
    assert "Owner" in shown
    assert read_page(registry["notes"], world.users["stranger"], Query(burst.filter)).rows == []


@pytest.mark.parametrize(("number", "lag", "apart"), [(4, 3 * DAY, 60), (12, 23 * HOUR, 60), (12, 3 * DAY, 601)])
def test_few_fresh_or_scattered_entries_are_no_burst(world: World, number: int, lag: dt.timedelta, apart: int) -> None:
    for place in range(number):
        wrote(world, "owner", lag, START + place * dt.timedelta(seconds=apart))
    assert told(world, "manager").bursts == []


def test_the_course_of_time_is_told_by_week(world: World) -> None:
    wrote(world, "owner", HOUR, START - 14 * DAY)
    wrote(world, "owner", 5 * HOUR)
    assert [figures.half for _day, figures in told(world, "owner").course] == [3600, 5 * 3600]


def test_who_may_not_read_notes_or_their_time_sees_no_figures(world: World) -> None:
    wrote(world, "owner", HOUR)
    role = world.make("admin", "roles", key="quiet", name="Quiet")
    lines = [{"entity": "notes", "verbs": "read create update", "scope": "own"}]
    limits = [{"entity": "notes", "names": "happened_at", "mode": "HIDDEN"}]
    world.change("admin", "roles", role.pk, permissions=lines, field_limits=limits)
    world.change("admin", "users", world.users["owner"].pk, roles=[{"role": str(role.pk)}])
    assert world.get("owner", "/entry-lag/").status_code == 404


def test_the_page_refuses_other_spans_and_nonsense(world: World) -> None:
    assert world.get("owner", "/entry-lag/?days=7").status_code == 400
    assert world.get("owner", "/entry-lag/?person=nonsense").status_code == 404
    assert "Nothing that has a time" in text(world.get("owner", "/entry-lag/"))


def ask(world: World, who: str, query: str = "") -> Any:
    secret = tokens.make(world.users[who], "test", None)
    return Client().get(f"/api/v1/entry-lag{query}", headers={"Authorization": f"Bearer {secret}"})


def test_programs_are_told_the_same(world: World) -> None:
    wrote(world, "owner", HOUR)
    answer = ask(world, "manager", "?days=90").json()
    assert [(one["person"]["label"], one["half"]) for one in answer["people"]] == [("Owner", 3600)]
    assert answer["whole"]["entries"] == 1
    assert ask(world, "stranger").json()["whole"] is None
    assert ask(world, "stranger", f"?person={world.users['owner'].pk}").status_code == 404
    assert ask(world, "owner", "?days=7").status_code == 400
    assert ask(world, "owner", "?person=x").status_code == 400


class ABurstIsWhatItsRuleSays(TestCase):
    """Against the rule written down in plain words."""

    @settings(max_examples=20, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 3_000), st.sampled_from([1, 23, 25, 100])), max_size=12))
    def test_it_is(self, entries: list[tuple[int, int]]) -> None:
        world = found()
        for second, hours in entries:
            wrote(world, "owner", hours * HOUR, START + dt.timedelta(seconds=second))
        late = sorted(second for second, hours in entries if hours > 24)
        runs: list[list[int]] = []
        for second in late:
            if runs and second - runs[-1][-1] <= 600:
                runs[-1].append(second)
            else:
                runs.append([second])
        expected = sorted(len(run) for run in runs if len(run) >= entrylag.FEWEST)
        assert sorted(burst.number for burst in told(world, "owner").bursts) == expected
