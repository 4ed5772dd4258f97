"""Each stage that a record was at has its dates: kept with every change, and told again by the event log alike."""

from __future__ import annotations

import contextlib
import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.engine import gate, mass, origin, stagedates
from guanxi.engine.errors import NotAllowed, NotFound
from guanxi.engine.gate.undoing import REASON
from guanxi.engine.models import StageSpan
from guanxi.engine.permissions import Mode, as_system
from guanxi.engine.reading import Query, read_one, read_page
from guanxi.engine.reading.stages import stays
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.engine.testing.company import Acting, Company, allow, rule
from guanxi.kit.uuids import uuid7
from tests.engine.importing import bring
from tests.engine.kinds import face, shipments
from tests.house import House, build

pytestmark = pytest.mark.django_db
CUSTOMERS = registry["customers"]
STAGES = list(CUSTOMERS.stage.steps)  # type: ignore[union-attr]
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
Told = list[tuple[str, dt.datetime, dt.datetime, str]]


@pytest.fixture
def house() -> House:
    return build()


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


class Clock:
    """Everything that is done now happens at this moment."""

    def __init__(self, traveller: Any) -> None:
        self.traveller = traveller

    @property
    def now(self) -> dt.datetime:
        return timezone.now()

    def pass_(self, **time: float) -> dt.datetime:
        self.traveller.shift(dt.timedelta(**time))
        return self.now


@pytest.fixture
def clock() -> Iterator[Clock]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield Clock(traveller)


def customer(actor: Any, **values: Any) -> uuid.UUID:
    key: uuid.UUID = gate.create(CUSTOMERS, {"name": "Lakeside", **values}, actor=actor).pk
    return key


def move(key: uuid.UUID, stage: str, actor: Any) -> None:
    gate.update(CUSTOMERS, key, {"stage": stage}, actor=actor)


def since(key: uuid.UUID) -> dt.datetime:
    moment: dt.datetime = CUSTOMERS.manager().values_list("stage_since", flat=True).get(pk=key)
    return moment


def left(key: uuid.UUID) -> Told:
    rows = StageSpan.objects.filter(record=key).order_by("left_at", "id")
    return list(rows.values_list("stage", "entered_at", "left_at", "went_to"))


def retold() -> int:
    return stagedates.rebuild("customers", "stage", CUSTOMERS.model)


def test_each_stage_is_dated_with_who_moved_it(house: House, clock: Clock) -> None:
    one = customer(house["owner"])
    first, moved = clock.now, clock.pass_(days=3)
    assert (since(one), left(one)) == (first, [])
    move(one, "signed", house["owner"])
    again = clock.pass_(hours=5)
    move(one, "active", house["manager"])
    assert since(one) == again
    assert left(one) == [("potential", first, moved, "signed"), ("signed", moved, again, "active")]
    told = stays(CUSTOMERS, one, house["owner"], here="active", since=again, made_by=house.keys["owner"])
    assert [(stay.stage, stay.left_at, stay.by) for stay in told] == [
        ("active", None, house.keys["manager"]),
        ("signed", again, house.keys["owner"]),
        ("potential", moved, house.keys["owner"]),
    ]
    assert retold() == 0


def test_a_change_of_something_else_leaves_the_dates_and_the_history_tells_none_of_them(
    house: House, clock: Clock
) -> None:
    one = customer(house["owner"])
    made = clock.now
    clock.pass_(days=1)
    gate.update(CUSTOMERS, one, {"region": "Bath"}, actor=house["owner"])
    move(one, "potential", house["owner"])
    assert (since(one), left(one)) == (made, [])
    from guanxi.engine.models import Event

    assert not Event.objects.filter(record=one, changes__has_key="stage_since").exists()


def test_who_goes_back_at_once_was_never_away_but_later_it_is_a_move(house: House, clock: Clock) -> None:
    one = customer(house["owner"])
    made = clock.now
    clock.pass_(days=2)
    move(one, "lost", house["owner"])
    clock.pass_(minutes=14)
    move(one, "potential", house["owner"])
    assert (since(one), left(one)) == (made, [])
    clock.pass_(days=1)
    move(one, "lost", house["owner"])
    clock.pass_(minutes=1)
    move(one, "potential", house["manager"])  # somebody else thinks otherwise: that is no slip
    assert [stage for stage, *_rest in left(one)] == ["potential", "lost"]
    clock.pass_(minutes=16)
    move(one, "lost", house["manager"])
    assert [stage for stage, *_rest in left(one)] == ["potential", "lost", "potential"]
    assert retold() == 0


def test_what_is_undone_is_forgotten_however_late(house: House, clock: Clock) -> None:
    one = customer(house["owner"])
    made = clock.now
    clock.pass_(days=1)
    with origin.origin("web", request=uuid7().hex):
        move(one, "intention", house["owner"])
        move(one, "signed", house["owner"])
        request = origin.current().request
    clock.pass_(days=3)
    gate.undo(CUSTOMERS, one, request, actor=house["owner"])
    assert read_one(CUSTOMERS, one, house["owner"])["stage"] == "potential"
    assert (since(one), left(one)) == (made, [])
    assert retold() == 0


def test_the_recycle_bin_changes_nothing_and_deleting_for_good_takes_the_dates_along(
    house: House, clock: Clock
) -> None:
    one = customer(house["owner"])
    moved = clock.pass_(days=1)
    move(one, "signed", house["owner"])
    clock.pass_(days=1)
    gate.delete(CUSTOMERS, one, actor=house["manager"])
    gate.restore(CUSTOMERS, one, actor=house["manager"])
    assert since(one) == moved
    assert len(left(one)) == 1
    gate.delete(CUSTOMERS, one, actor=house["manager"])
    from guanxi.engine.gate.purging import purge

    with as_system("a test") as system:
        assert purge(CUSTOMERS, CUSTOMERS.manager(), one, system=system)
    assert left(one) == []
    assert retold() == 0


def test_many_at_once_are_dated_one_by_one(house: House, clock: Clock) -> None:
    keys = [customer(house["owner"], name=f"No {n}") for n in range(3)]
    moved = clock.pass_(days=1)
    move(keys[0], "signed", house["owner"])
    again = clock.pass_(days=1)
    told = gate.bulk(CUSTOMERS, keys, "update", {"stage": "signed"}, actor=house["owner"])
    assert set(told.done) == set(keys)
    assert [since(key) for key in keys] == [moved, again, again]
    assert [len(left(key)) for key in keys] == [1, 1, 1]
    assert retold() == 0


def test_changing_all_that_match_and_taking_that_back(house: House) -> None:
    keys = [customer(house["owner"], name=f"No {n}") for n in range(3)]
    before = [since(key) for key in keys]
    wish = mass.Wish("customers", "update", {"stage": "dormant"})
    done = mass.begin(wish, house["owner"], "Change")
    run_jobs_now()
    assert all(len(left(key)) == 1 for key in keys)
    mass.begin_undo(done.pk, house["owner"])
    run_jobs_now()
    assert [since(key) for key in keys] == before
    assert StageSpan.objects.count() == 0
    assert retold() == 0


def test_a_file_makes_and_moves_customers_with_their_dates(house: House) -> None:
    bring(house["clerk"], "customers", "Name,Customer stage\nNorthwind,potential\nContoso,signed\n")
    keys = {row["name"]: row["id"] for row in read_page(CUSTOMERS, house["clerk"], Query()).rows}
    made = dict(CUSTOMERS.manager().values_list("name", "created_at"))
    assert {name: since(key) for name, key in keys.items()} == made
    bring(house["clerk"], "customers", "Name,Customer stage\nNorthwind,active\nContoso,signed\n", on_match="update")
    assert [stage for stage, *_rest in left(keys["Northwind"])] == ["potential"]
    assert left(keys["Contoso"]) == []
    assert since(keys["Contoso"]) == made["Contoso"]
    assert retold() == 0


def test_a_refused_move_leaves_no_date(house: House) -> None:
    one = customer(house["owner"])
    made = since(one)
    with pytest.raises(NotFound):
        move(one, "signed", house["stranger"])
    assert (since(one), left(one)) == (made, [])


def test_a_kind_of_the_company_s_own_has_dates_where_it_has_stages() -> None:
    boss = Company().actor("owner", allow("*"))
    there = face(shipments(boss))
    one = gate.create(there, {"name": "Box"}, actor=boss).pk
    gate.update(there, one, {"stage": "arrived"}, actor=boss)
    assert [span.stage for span in StageSpan.objects.filter(record=one)] == ["sent"]
    assert "stage_since" in read_one(there, one, boss)
    assert stagedates.rebuild(there.name, "stage", there.model) == 0


def test_lists_are_filtered_and_sorted_by_it(house: House, clock: Clock) -> None:
    owner = house["owner"]
    old = customer(owner, name="Old")
    clock.pass_(days=40)
    new = customer(owner, name="New")
    page = read_page(CUSTOMERS, owner, Query(sort=("-stage_since",)))
    assert [row["id"] for row in page.rows] == [new, old]
    stale = {"not": {"field": "stage_since", "op": "within", "value": "last_30_days"}}
    assert [row["id"] for row in read_page(CUSTOMERS, owner, Query(filter=stale)).rows] == [old]


@pytest.mark.parametrize("when", ["entered", "left"])
def test_a_filter_finds_who_entered_or_left_a_stage_in_a_time(house: House, clock: Clock, when: str) -> None:
    owner = house["owner"]
    still, gone, never = (customer(owner, name=name) for name in ("Still", "Gone", "Never"))
    clock.pass_(days=50)
    move(still, "signed", owner)
    move(gone, "signed", owner)
    clock.pass_(days=1)
    move(gone, "lost", owner)
    here = {"field": f"stage.signed.{when}", "op": "within", "value": "last_7_days"}
    found = {row["id"] for row in read_page(CUSTOMERS, owner, Query(filter=here)).rows}
    assert found == ({still, gone} if when == "entered" else {gone})
    clock.pass_(days=30)
    assert read_page(CUSTOMERS, owner, Query(filter=here)).rows == []
    assert never not in found


def test_to_whom_the_stage_is_hidden_its_dates_are_too() -> None:
    company = Company()
    boss = company.actor("owner", allow("*"))
    blind: Acting = company.actor("owner", allow("*"), rules=(rule("customers", "stage", Mode.HIDDEN),))
    one = customer(boss)
    move(one, "signed", boss)
    assert "stage_since" not in read_one(CUSTOMERS, one, blind)
    assert stays(CUSTOMERS, one, blind, here="signed", since=since(one), made_by=None) == []
    from guanxi.engine.errors import BadQuery

    for named in ("stage_since", "stage.signed.entered"):
        with pytest.raises(BadQuery):
            read_page(CUSTOMERS, blind, Query(filter={"field": named, "op": "within", "value": "today"}))


def test_what_was_written_past_the_gate_is_put_right_by_the_event_log(house: House, clock: Clock) -> None:
    one, other = customer(house["owner"]), customer(house["owner"], name="Other")
    moved = clock.pass_(days=1)
    move(one, "signed", house["owner"])
    kept = left(one)
    StageSpan.objects.all().delete()
    CUSTOMERS.manager().update(stage_since=NOON - dt.timedelta(days=9))
    assert retold() == 2
    assert (since(one), since(other), left(one)) == (moved, NOON, kept)
    assert retold() == 0


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["move", "bulk", "undo", "bin"]),
        st.sampled_from(STAGES),
        st.sampled_from(["owner", "manager"]),
        st.sampled_from([1, 10, 20, 3_000]),
    ),
    max_size=12,
)


@given(steps=STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_the_event_log_tells_the_same(house: House, clock: Clock, steps: list[Any]) -> None:
    one = customer(house["owner"])
    made, last = clock.now, ("", "")
    for what, stage, who, minutes in steps:
        clock.pass_(minutes=minutes)
        with origin.origin("web", request=uuid7().hex):
            if what == "move":
                move(one, stage, house[who])
                last = (origin.current().request, who)
            elif what == "bulk":
                gate.bulk(CUSTOMERS, [one], "update", {"stage": stage}, actor=house[who])
            elif what == "undo" and last[0]:
                with contextlib.suppress(gate.TooLate):
                    gate.undo(CUSTOMERS, one, last[0], actor=house[last[1]])
            elif what == "bin":
                gate.delete(CUSTOMERS, one, actor=house["manager"])
                gate.restore(CUSTOMERS, one, actor=house["manager"])
    told = left(one)
    assert retold() == 0
    edges = [made, *(entry for _stage, _in, entry, _to in told)]
    assert [entry for _stage, entry, _out, _to in told] == edges[:-1]  # without gap and overlap
    assert since(one) == edges[-1]
    here = read_one(CUSTOMERS, one, house["owner"])["stage"]
    assert [to for *_rest, to in told] == [*(stage for stage, *_rest in told[1:]), here][: len(told)]


def test_the_reason_is_the_one_that_undoing_gives() -> None:
    assert stagedates.TAKEN_BACK == REASON


def test_nobody_without_the_right_moves_many(house: House) -> None:
    one = customer(house["owner"])
    told = gate.bulk(CUSTOMERS, [one], "update", {"stage": "signed"}, actor=house["stranger"])
    assert isinstance(told.refused[one], NotFound | NotAllowed)
    assert left(one) == []
