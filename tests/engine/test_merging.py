"""Several records become one: values, everything that leads to them, rights, and nothing half-done."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from guanxi.engine import files, gate, sharing
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Conflict, Invalid, MergedInto, NotAllowed, NotFound
from guanxi.engine.fields.anchor import written
from guanxi.engine.models import Event, Merged, Merger, Share, StoredFile
from guanxi.engine.permissions import Mode, Scope
from guanxi.engine.reading import Query, history, read_one, read_page
from guanxi.engine.registry import registry
from guanxi.engine.testing.company import Acting, Company, allow, rule
from guanxi.engine.testing.tables import unchanged
from guanxi.engine.uniting.choosing import ALL
from guanxi.engine.uniting.leading import OTHERS, predecessors, survivor_of
from guanxi.engine.uniting.merging import merge
from guanxi.engine.uniting.telling import leading
from guanxi.messaging import following, talking
from guanxi.messaging.models import Follow
from guanxi.messaging.rooms import room

pytestmark = pytest.mark.django_db
CUSTOMERS, CONTACTS, PARTNERS, QUOTES, APPOINTMENTS = (
    registry[name] for name in ("customers", "contacts", "partners", "quotes", "appointments")
)


def made(entity: Entity, actor: Any, **values: Any) -> Any:
    return gate.create(entity, values, actor=actor)


def fresh(record: Any) -> Any:
    return type(record)._base_manager.get(pk=record.pk)


def places_of(contact: Any) -> list[Any]:
    """The lines of a contact, in their order."""
    lines = CONTACTS.lines["affiliations"].model
    return list(lines._base_manager.filter(contact=contact.pk).order_by("position"))


def names(entity: Entity, actor: Any, **query: Any) -> list[str]:
    return [row["name"] for row in read_page(entity, actor, Query(sort=("name",), **query)).rows]


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def two(boss: Acting) -> tuple[Any, Any]:
    """The same customer twice."""
    first = made(CUSTOMERS, boss, name="Beijing Aoxing", phone="+86 10 6000 0001", tags=["vip"], note="Pays late.")
    second = made(
        CUSTOMERS,
        boss,
        name="Aoxing Technology",
        email="office@aoxing.example",
        tags=["north", "vip"],
        note="Has a dog.",
    )
    return first, second


# --- values -----------------------------------------------------------------------------------------------------------


def test_what_is_not_chosen_stays_and_what_is_missing_is_filled(boss: Acting, two: tuple[Any, Any]) -> None:
    first, second = two
    merge(CUSTOMERS, first.pk, [second.pk], actor=boss)
    told = fresh(first)
    assert (told.name, told.phone, told.email) == ("Beijing Aoxing", first.phone, "office@aoxing.example")
    assert told.tags == ["vip", "north"]
    assert told.number == first.number


def test_each_field_comes_from_the_record_that_is_chosen(boss: Acting, two: tuple[Any, Any]) -> None:
    first, second = two
    chosen = {"name": second.pk, "tags": first.pk, "note": ALL}
    merge(CUSTOMERS, first.pk, [second.pk], actor=boss, chosen=chosen, reason="the same company")
    told = fresh(first)
    assert (told.name, told.tags, told.note) == ("Aoxing Technology", ["vip"], "Pays late.\n\nHas a dog.")
    assert names(CUSTOMERS, boss, q="aoxing technology") == ["Aoxing Technology"]
    event = Event.objects.get(record=first.pk, verb="merge")
    assert event.reason == "the same company"
    assert event.changes["name"] == ["Beijing Aoxing", "Aoxing Technology"]
    assert event.changes[OTHERS] == [None, [str(second.pk)]]


def test_a_choice_that_is_none_is_told_and_nothing_happens(boss: Acting, two: tuple[Any, Any]) -> None:
    first, second = two
    wrong = ({"nothing": first.pk}, {"name": uuid.uuid4()}, {"name": ALL}, {"version": first.pk}, {"number": second.pk})
    for chosen in wrong:
        with unchanged(), pytest.raises(Invalid) as told:
            merge(CUSTOMERS, first.pk, [second.pk], actor=boss, chosen=chosen)
        assert set(told.value.errors) == set(chosen)
    with pytest.raises(Invalid):
        merge(CUSTOMERS, first.pk, [first.pk], actor=boss)
    with pytest.raises(Invalid):
        merge(CUSTOMERS, first.pk, [uuid.uuid4() for _n in range(5)], actor=boss)


# --- what led to them -------------------------------------------------------------------------------------------------


def test_everything_that_led_to_the_others_leads_to_the_survivor(boss: Acting, two: tuple[Any, Any]) -> None:
    first, second = two
    lin = made(CONTACTS, boss, name="Lin", affiliations=[{"customer": second.pk, "job_title": "buyer"}])
    branch = made(CUSTOMERS, boss, name="Branch", parent=second.pk)
    binned = made(CUSTOMERS, boss, name="Binned", parent=second.pk)
    gate.delete(CUSTOMERS, binned.pk, actor=boss)
    visit = made(APPOINTMENTS, boss, name="Visit", starts_at=dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC),
                 about=written("customers", second.pk))  # fmt: skip
    note = talking.write_note(room(CUSTOMERS, second.pk, boss), {"body": "We met."}, boss)
    said = talking.comment(room(CUSTOMERS, second.pk, boss), "Who is this?", boss)
    file = files.attach(CUSTOMERS, second.pk, SimpleUploadedFile("offer.txt", b"an offer"), actor=boss)

    kinds = ("contact", "customer", "note", "appointment", "comment", "file")
    assert {one.words for one in leading(CUSTOMERS, [second.pk], boss)} == {f"1 {kind}" for kind in kinds}
    merge(CUSTOMERS, first.pk, [second.pk], actor=boss)

    assert leading(CUSTOMERS, [second.pk], boss) == []
    assert [line.customer_id for line in places_of(lin)] == [first.pk]
    assert fresh(branch).parent_id == fresh(binned).parent_id == first.pk
    assert fresh(visit).about == fresh(note).about == fresh(said).about == written("customers", first.pk)
    assert StoredFile.objects.get(pk=file.pk).record == first.pk
    for record in (lin, branch, binned, visit, note, said):
        event = Event.objects.get(record=record.pk, verb="merge")
        assert event.version == fresh(record).version
    assert fresh(said).updated_at == said.updated_at
    assert fresh(lin).updated_at > lin.updated_at


def test_a_contact_of_both_belongs_once_and_keeps_what_either_says(boss: Acting, two: tuple[Any, Any]) -> None:
    first, second = two
    lines = [{"customer": first.pk}, {"customer": second.pk, "job_title": "head of buying", "part": "decides"}]
    lin = made(CONTACTS, boss, name="Lin", affiliations=lines)
    merge(CUSTOMERS, first.pk, [second.pk], actor=boss)
    assert [(line.customer_id, line.job_title, line.part) for line in places_of(lin)] == [
        (first.pk, "head of buying", "decides")
    ]


def test_a_contacts_lines_come_together(boss: Acting, two: tuple[Any, Any]) -> None:
    first, second = two
    lin = made(CONTACTS, boss, name="Lin", affiliations=[{"customer": first.pk}])
    again = made(
        CONTACTS, boss, name="Lin", affiliations=[{"customer": first.pk, "job_title": "boss"}, {"customer": second.pk}]
    )
    merge(CONTACTS, lin.pk, [again.pk], actor=boss)
    assert [(line.customer_id, line.job_title) for line in places_of(lin)] == [
        (first.pk, "boss"),
        (second.pk, ""),
    ]


def test_no_record_comes_to_stand_under_itself(boss: Acting) -> None:
    top = made(PARTNERS, boss, name="Top")
    middle = made(PARTNERS, boss, name="Middle", above=top.pk)
    below = made(PARTNERS, boss, name="Below", above=middle.pk)
    with unchanged(), pytest.raises(Invalid) as told:
        merge(PARTNERS, top.pk, [below.pk], actor=boss, chosen={"above": below.pk})
    assert "above" in told.value.errors
    merge(PARTNERS, below.pk, [top.pk], actor=boss)
    assert fresh(below).above_id is None
    assert fresh(middle).above_id == below.pk
    merge(PARTNERS, below.pk, [middle.pk], actor=boss)
    assert fresh(below).above_id is None


def test_shares_and_follows_go_along_once(boss: Acting, company: Company, two: tuple[Any, Any]) -> None:
    first, second = two
    teammate, stranger = company.keys["teammate"], company.keys["stranger"]
    for key in (first.pk, second.pk):
        gate.act(CUSTOMERS, key, "share", {"person": teammate}, actor=boss)
        following.begin("customers", key, [teammate])
    gate.act(CUSTOMERS, second.pk, "share", {"person": stranger}, actor=boss)
    merge(CUSTOMERS, first.pk, [second.pk], actor=boss)
    assert set(Share.objects.filter(record=first.pk).values_list("subject", flat=True)) == {teammate, stranger}
    assert Follow.objects.filter(record=first.pk, user=teammate).count() == 1
    assert sharing.in_force(fresh(first), boss)


# --- out of sight -----------------------------------------------------------------------------------------------------


def test_the_merged_are_nowhere_and_lead_to_the_survivor(boss: Acting, two: tuple[Any, Any]) -> None:
    first, second = two
    merge(CUSTOMERS, first.pk, [second.pk], actor=boss)
    assert names(CUSTOMERS, boss) == ["Beijing Aoxing"]
    assert names(CUSTOMERS, boss, deleted=True) == []
    assert names(CUSTOMERS, boss, q="Aoxing Technology") == []
    for deed in (
        lambda: read_one(CUSTOMERS, second.pk, boss),
        lambda: read_one(CUSTOMERS, second.pk, boss, deleted=True),
        lambda: gate.update(CUSTOMERS, second.pk, {"name": "x"}, actor=boss),
        lambda: gate.restore(CUSTOMERS, second.pk, actor=boss),
        lambda: merge(CUSTOMERS, first.pk, [second.pk], actor=boss),
    ):
        with pytest.raises(MergedInto) as told:
            deed()
        assert (told.value.entity, told.value.survivor) == ("customers", first.pk)
    assert history(CUSTOMERS, second.pk, boss)[0].verb == "merge"
    assert [one.record for one in predecessors(CUSTOMERS, first.pk)] == [second.pk]


def test_a_merged_survivor_leads_on(boss: Acting, two: tuple[Any, Any]) -> None:
    first, second = two
    third = made(CUSTOMERS, boss, name="Third")
    merge(CUSTOMERS, second.pk, [first.pk], actor=boss)
    merge(CUSTOMERS, third.pk, [second.pk], actor=boss)
    assert survivor_of(CUSTOMERS, first.pk) == third.pk
    assert {one.record for one in predecessors(CUSTOMERS, third.pk)} == {first.pk, second.pk}


def test_whoever_still_means_a_merged_record_means_the_survivor(boss: Acting, two: tuple[Any, Any]) -> None:
    first, second = two
    merge(CUSTOMERS, first.pk, [second.pk], actor=boss)
    lin = made(CONTACTS, boss, name="Lin", affiliations=[{"customer": second.pk}])
    assert [line.customer_id for line in places_of(lin)] == [first.pk]


# --- rights -----------------------------------------------------------------------------------------------------------


def test_each_of_the_rights_is_needed_on_each_record(company: Company, boss: Acting) -> None:
    mine = made(CUSTOMERS, boss, name="Mine")
    theirs = made(CUSTOMERS, boss, name="Theirs", owner=company.keys["stranger"])
    all_of_it = "read update delete merge"
    for left_out in all_of_it.split()[1:]:
        verbs = " ".join(verb for verb in all_of_it.split() if verb != left_out)
        actor = company.actor("owner", allow("customers", verbs), allow("customers", left_out, Scope.OWN))
        nothing_happens(mine, theirs, actor, NotAllowed)
        nothing_happens(theirs, mine, actor, NotAllowed)
    nothing_happens(mine, theirs, company.actor("owner", allow("customers", all_of_it, Scope.OWN)), NotFound)
    nothing_happens(mine, theirs, company.actor("stranger"), NotFound)
    merge(CUSTOMERS, mine.pk, [theirs.pk], actor=company.actor("owner", allow("customers", all_of_it)))


def nothing_happens(survivor: Any, other: Any, actor: Any, refusal: type[Exception]) -> None:
    with unchanged(), pytest.raises(refusal):
        merge(CUSTOMERS, survivor.pk, [other.pk], actor=actor)


def test_a_closed_field_cannot_be_chosen_nor_told_and_nothing_of_it_is_lost(
    company: Company, boss: Acting, two: tuple[Any, Any]
) -> None:
    first, second = two
    gate.update(CUSTOMERS, second.pk, {"tax_number": "9111"}, actor=boss)
    blind = company.boss(rule("customers", "tax_number", Mode.HIDDEN))
    with pytest.raises(Invalid) as told:
        merge(CUSTOMERS, first.pk, [second.pk], actor=blind, chosen={"tax_number": second.pk})
    with pytest.raises(Invalid) as unknown:
        merge(CUSTOMERS, first.pk, [second.pk], actor=blind, chosen={"no_number": second.pk})
    assert told.value.errors["tax_number"][0].replace("tax_", "no_") == unknown.value.errors["no_number"][0]
    merge(CUSTOMERS, first.pk, [second.pk], actor=blind)
    assert fresh(first).tax_number == "9111"


def test_what_others_may_not_read_is_not_counted(company: Company, boss: Acting, two: tuple[Any, Any]) -> None:
    first, second = two
    made(CONTACTS, boss, name="Lin", affiliations=[{"customer": second.pk}], owner=company.keys["stranger"])
    few = company.actor("owner", allow("customers"), allow("contacts", "read", Scope.OWN))
    assert leading(CUSTOMERS, [second.pk], few) == []
    merge(CUSTOMERS, first.pk, [second.pk], actor=few)
    assert [one.words for one in leading(CUSTOMERS, [first.pk], boss)] == ["1 change of owner", "1 contact"]


def test_an_entity_without_mergers_refuses(boss: Acting) -> None:
    first, second = (made(registry["notes"], boss, body=text) for text in ("a", "b"))
    with unchanged(), pytest.raises(NotAllowed):
        merge(registry["notes"], first.pk, [second.pk], actor=boss)


def test_what_was_changed_meanwhile_is_a_conflict(boss: Acting, two: tuple[Any, Any]) -> None:
    first, second = two
    seen = {first.pk: first.version, second.pk: second.version}
    gate.update(CUSTOMERS, second.pk, {"name": "Other"}, actor=boss)
    with unchanged(), pytest.raises(Conflict):
        merge(CUSTOMERS, first.pk, [second.pk], actor=boss, versions=seen)
    assert not Merger.objects.exists()
    assert not Merged.objects.exists()
