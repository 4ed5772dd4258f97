"""A merging taken back: what was theirs is theirs again, but for what was changed since."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.engine import gate
from guanxi.engine.entity import Entity
from guanxi.engine.errors import MergedInto, NotAllowed, NotFound
from guanxi.engine.events.verifying import verify
from guanxi.engine.fields.anchor import written
from guanxi.engine.gate.erasing import erase
from guanxi.engine.gate.undoing import TooLate
from guanxi.engine.models import Carried, Event, Merged, Merger
from guanxi.engine.permissions import Scope, as_system
from guanxi.engine.permissions.system import System
from guanxi.engine.reading import Query, read_page
from guanxi.engine.testing.company import Acting, Company, allow
from guanxi.engine.testing.tables import unchanged
from guanxi.engine.uniting.keeping import carry_stragglers, keep_mergers
from guanxi.engine.uniting.merging import merge
from guanxi.engine.uniting.unmerging import foresee, mergers, unmerge
from guanxi.engine.upkeep import empty_bin
from guanxi.messaging import talking
from guanxi.messaging.rooms import room
from guanxi.privacy.disclosing import gather
from tests.engine.test_merging import CONTACTS, CUSTOMERS, PARTNERS, QUOTES, fresh, made, places_of

pytestmark = pytest.mark.django_db
KEPT = ("version", "head", "updated_at", "updated_by", "search", "sort_key")


class Quiet:
    """A run of a job that nobody watches."""

    actor = None
    memory: dict[str, Any] = {}

    def check(self) -> None: ...

    def transaction(self) -> Any:
        from django.db import transaction

        return transaction.atomic()


def values_of(entity: Entity) -> dict[uuid.UUID, Any]:
    """Every record with its lines, but for what every change moves."""
    found = {}
    for record in entity.manager().order_by("pk"):
        told = {f.attname: getattr(record, f.attname) for f in record._meta.concrete_fields if f.name not in KEPT}
        for name, lines in entity.lines.items():
            rows = lines.model._base_manager.filter(**{lines.parent: record.pk}).order_by("pk")
            told[name] = [
                {f.attname: getattr(line, f.attname) for f in line._meta.concrete_fields if f.name != "position"}
                for line in rows
            ]
        found[record.pk] = told
    return found


@pytest.fixture
def two(boss: Acting) -> tuple[Any, Any]:
    first = made(CUSTOMERS, boss, name="Aoxing", phone="+86 10 6000 0001", tags=["vip"])
    return first, made(CUSTOMERS, boss, name="Aoxing Technology", email="office@aoxing.example", tags=["north"])


def test_what_was_theirs_is_theirs_again(boss: Acting, two: tuple[Any, Any]) -> None:
    first, second = two
    lin = made(
        CONTACTS, boss, name="Lin", affiliations=[{"customer": first.pk}, {"customer": second.pk, "part": "buys"}]
    )
    branch = made(CUSTOMERS, boss, name="Branch", parent=second.pk)
    said = talking.comment(room(CUSTOMERS, second.pk, boss), "Who is this?", boss)
    before = values_of(CUSTOMERS), values_of(CONTACTS)
    done = merge(CUSTOMERS, first.pk, [second.pk], actor=boss, chosen={"name": second.pk})
    assert (values_of(CUSTOMERS), values_of(CONTACTS)) != before
    with unchanged():
        ahead = foresee(CUSTOMERS, first.pk, done.pk, actor=boss)
    told = unmerge(CUSTOMERS, first.pk, done.pk, actor=boss)
    assert (values_of(CUSTOMERS), values_of(CONTACTS)) == before
    assert told == ahead
    assert (told.back, told.stayed, told.fields) == ({"contacts": 1, "customers": 1, "comments": 1}, {}, [])
    assert fresh(said).about == written("customers", second.pk)
    for record in (first, second, lin, branch, said):
        assert Event.objects.filter(record=record.pk, verb="unmerge").count() == 1
    assert [row["name"] for row in read_page(CUSTOMERS, boss, Query(q="Aoxing", sort=("name",))).rows] == [
        "Aoxing",
        "Aoxing Technology",
    ]
    with pytest.raises(TooLate):
        unmerge(CUSTOMERS, first.pk, done.pk, actor=boss)


def test_what_was_changed_since_stays(boss: Acting, two: tuple[Any, Any]) -> None:
    first, second = two
    lin = made(CONTACTS, boss, name="Lin", affiliations=[{"customer": second.pk}])
    branch = made(CUSTOMERS, boss, name="Branch", parent=second.pk)
    done = merge(CUSTOMERS, first.pk, [second.pk], actor=boss, chosen={"name": second.pk})
    gate.update(CUSTOMERS, first.pk, {"name": "Aoxing Group"}, actor=boss)
    gate.update(CUSTOMERS, branch.pk, {"parent": None}, actor=boss)
    told = unmerge(CUSTOMERS, first.pk, done.pk, actor=boss)
    assert told.fields == ["name"]
    assert (told.back, told.stayed) == ({"contacts": 1}, {"customers": 1})
    assert (fresh(first).name, fresh(first).email, fresh(first).tags) == ("Aoxing Group", "", ["vip"])
    assert fresh(branch).parent_id is None
    assert [line.customer_id for line in places_of(lin)] == [second.pk]


def test_after_its_time_it_stands(boss: Acting, two: tuple[Any, Any]) -> None:
    first, second = two
    made(CONTACTS, boss, name="Lin", affiliations=[{"customer": second.pk}])
    done = merge(CUSTOMERS, first.pk, [second.pk], actor=boss)
    Merger.objects.update(until=timezone.now() - dt.timedelta(seconds=1))
    with unchanged(), pytest.raises(TooLate):
        unmerge(CUSTOMERS, first.pk, done.pk, actor=boss)
    assert keep_mergers(Quiet()) == {"carried": 0, "swept": 1}  # type: ignore[arg-type]
    assert not Carried.objects.exists()
    Merger.objects.update(until=timezone.now() + dt.timedelta(days=1))
    with pytest.raises(TooLate):
        unmerge(CUSTOMERS, first.pk, done.pk, actor=boss)
    with pytest.raises(MergedInto):
        gate.update(CUSTOMERS, second.pk, {"name": "x"}, actor=boss)


def test_taking_apart_asks_for_the_rights_of_merging(company: Company, boss: Acting) -> None:
    mine = made(CUSTOMERS, boss, name="Mine")
    theirs = made(CUSTOMERS, boss, name="Theirs", owner=company.keys["stranger"])
    done = merge(CUSTOMERS, mine.pk, [theirs.pk], actor=boss)
    verbs = "read update delete merge"
    refusals = (
        (company.actor("owner", allow("customers", verbs, Scope.OWN)), NotAllowed),
        (company.actor("teammate", allow("customers", "read")), NotAllowed),
        (company.actor("stranger", allow("customers", verbs, Scope.OWN)), NotFound),
        (company.actor("stranger"), NotFound),
    )
    for actor, refusal in refusals:
        with unchanged(), pytest.raises(refusal):
            unmerge(CUSTOMERS, mine.pk, done.pk, actor=actor)
    with pytest.raises(NotFound):
        unmerge(CUSTOMERS, mine.pk, uuid.uuid4(), actor=boss)
    assert len(mergers(CUSTOMERS, mine.pk)) == 1


def test_two_mergings_come_apart_in_any_order(boss: Acting, two: tuple[Any, Any]) -> None:
    first, second = two
    third = made(CUSTOMERS, boss, name="Third", website="https://third.example")
    before = values_of(CUSTOMERS)
    one = merge(CUSTOMERS, first.pk, [second.pk], actor=boss)
    other = merge(CUSTOMERS, first.pk, [third.pk], actor=boss)
    unmerge(CUSTOMERS, first.pk, one.pk, actor=boss)
    assert fresh(first).website == "https://third.example"
    unmerge(CUSTOMERS, first.pk, other.pk, actor=boss)
    assert values_of(CUSTOMERS) == before


def test_what_came_while_they_were_merged_is_carried_over(boss: Acting, two: tuple[Any, Any]) -> None:
    first, second = two
    done = merge(CUSTOMERS, first.pk, [second.pk], actor=boss)
    assert carry_stragglers(done) == 0
    late = made(CUSTOMERS, boss, name="Late")
    CUSTOMERS.manager().filter(pk=late.pk).update(parent=second.pk)
    assert carry_stragglers(done) == 1
    assert fresh(late).parent_id == first.pk
    assert carry_stragglers(done) == 0
    unmerge(CUSTOMERS, first.pk, done.pk, actor=boss)
    assert fresh(late).parent_id == second.pk


def test_the_merged_outlive_the_bin_and_go_with_the_survivor(boss: Acting, two: tuple[Any, Any]) -> None:
    first, second = two
    merge(CUSTOMERS, first.pk, [second.pk], actor=boss)
    long_ago = timezone.now() - dt.timedelta(days=90)
    CUSTOMERS.manager().filter(pk=second.pk).update(deleted_at=long_ago)
    empty_bin(Quiet())  # type: ignore[arg-type]
    assert CUSTOMERS.manager().filter(pk=second.pk).exists()
    gate.delete(CUSTOMERS, first.pk, actor=boss)
    CUSTOMERS.manager().filter(pk=first.pk).update(deleted_at=long_ago)
    empty_bin(Quiet())  # type: ignore[arg-type]
    assert not CUSTOMERS.manager().filter(pk__in=(first.pk, second.pk)).exists()
    assert not Merger.objects.exists()
    assert not Merged.objects.exists()


def test_who_is_erased_is_erased_in_what_was_merged_too(boss: Acting) -> None:
    lin = made(CONTACTS, boss, name="Lin", mobile="+86 138 0013 8000")
    again = made(CONTACTS, boss, name="Lin Fang", mobile="+86 139 0013 9000")
    done = merge(CONTACTS, lin.pk, [again.pk], actor=boss)
    erase(CONTACTS, lin.pk, actor=boss, why="asked for it")
    kept = fresh(again)
    assert "Lin" not in kept.name
    assert kept.mobile == ""
    assert "Lin Fang" not in str(list(Event.objects.filter(record__in=(lin.pk, again.pk)).values_list("changes")))
    unmerge(CONTACTS, lin.pk, done.pk, actor=boss)
    assert "Lin" not in fresh(lin).name + fresh(again).name


def test_taking_out_a_person_tells_what_was_merged_too(boss: Acting) -> None:
    lin = made(CONTACTS, boss, name="Lin", mobile="+86 138 0013 8000")
    again = made(CONTACTS, boss, name="Lin Fang", mobile="+86 139 0013 9000")
    merge(CONTACTS, lin.pk, [again.pk], actor=boss)
    told = gather(CONTACTS, lin.pk, boss)
    assert [row["name"] for part in told["parts"][:2] for row in part["rows"]] == ["Lin", "Lin Fang"]
    assert {one["verb"] for one in told["history"]} == {"create", "merge"}
    assert len(told["history"]) == 4


def test_the_log_proves_itself_after_both(boss: Acting, two: tuple[Any, Any]) -> None:
    first, second = two
    made(CONTACTS, boss, name="Lin", affiliations=[{"customer": second.pk}])
    done = merge(CUSTOMERS, first.pk, [second.pk], actor=boss)
    unmerge(CUSTOMERS, first.pk, done.pk, actor=boss)
    assert verify([CUSTOMERS, CONTACTS]).broken is None


# --- for arbitrary relations ------------------------------------------------------------------------------------------

NODES = 5
PLACES = st.integers(0, NODES - 1)
LINKS = st.lists(st.one_of(st.none(), PLACES), min_size=NODES, max_size=NODES)
LINES = st.lists(st.tuples(PLACES, PLACES), max_size=6, unique=True)
TEXTS = st.lists(st.sampled_from(["", "a note", "another note"]), min_size=NODES, max_size=NODES)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    above=LINKS, quoted=LINKS, supplied=LINES, notes=TEXTS, group=st.permutations(range(NODES)), size=st.integers(2, 4)
)
def test_merged_and_taken_apart_everything_is_as_it_was(
    boss: Acting,
    above: list[int | None],
    quoted: list[int | None],
    supplied: list[tuple[int, int]],
    notes: list[str],
    group: list[int],
    size: int,
) -> None:
    with as_system("a test") as system:
        keys = _world(system, above, quoted, supplied, notes)
    before = values_of(PARTNERS), values_of(QUOTES)
    survivor, *others = (keys[place] for place in group[:size])
    done = merge(PARTNERS, survivor, others, actor=boss)
    _sound(set(others))
    told = unmerge(PARTNERS, survivor, done.pk, actor=boss)
    assert (told.stayed, told.fields, told.taken) == ({}, [], [])
    assert (values_of(PARTNERS), values_of(QUOTES)) == before


def _world(
    system: System, above: list[int | None], quoted: list[int | None], supplied: list[tuple[int, int]], notes: list[str]
) -> list[uuid.UUID]:
    """Partners that stand under one another, and quotes that lead to them by a field and by their lines."""
    keys = [made(PARTNERS, system, name=f"P{place}", note=notes[place]).pk for place in range(NODES)]
    for place, upper in enumerate(above):
        if upper is not None and upper < place:  # no circle to begin with
            gate.update(PARTNERS, keys[place], {"above": keys[upper]}, actor=system)
    for place, to in enumerate(quoted):
        lines = [{"product": f"{by}-{at}", "partner": keys[at]} for by, at in supplied if by == place]
        made(QUOTES, system, name=f"Q{place}", partner=None if to is None else keys[to], lines=lines)
    return keys


def _sound(gone: set[uuid.UUID]) -> None:
    """Nothing leads to what was merged, and nothing stands under itself."""
    living = {row.pk: row.above_id for row in PARTNERS.manager().filter(deleted_at=None)}
    for key, upper in living.items():
        assert upper not in gone
        seen = {key}
        while upper is not None:
            assert upper not in seen
            seen.add(upper)
            upper = living.get(upper)
    assert not QUOTES.manager().filter(partner__in=gone).exists()
    assert not QUOTES.lines["lines"].model._base_manager.filter(partner__in=gone).exists()
