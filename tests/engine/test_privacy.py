"""Every field says what it tells of a person; what is sensitive leaves a trace; how much is read is counted."""

import uuid
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, transaction

from guanxi.engine import exports, gate
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.events import redacting, verifying
from guanxi.engine.models import Event, ReadCount
from guanxi.engine.permissions import Mode, Scope, as_system
from guanxi.engine.privacy import Privacy, classified, unclassified
from guanxi.engine.reading import Masked, Query, read_one, read_page, watching
from guanxi.engine.reading.revealing import reveal
from guanxi.engine.registry import registry
from guanxi.engine.testing.company import Company, allow, rule
from tests.house import House, build

CUSTOMERS, CONTACTS = registry["customers"], registry["contacts"]


@pytest.mark.parametrize("entity", list(registry), ids=lambda entity: entity.name)
def test_every_field_is_classified_once(entity: Entity) -> None:
    assert unclassified(entity) == []
    said = [*entity.personal, *entity.sensitive, *entity.impersonal]
    assert len(said) == len(set(said))
    known = {*entity.fields, *(f"{lines.name}.{name}" for lines in entity.lines.values() for name in lines.fields)}
    assert set(said) <= known


def test_a_field_nobody_classified_is_found() -> None:
    class Forgetful(type(CONTACTS)):  # type: ignore[misc]
        personal = ("name",)

    assert "mobile" in unclassified(Forgetful())
    assert "affiliations.job_title" in unclassified(Forgetful())
    assert classified(CONTACTS, "mobile") is Privacy.PERSONAL
    assert classified(CONTACTS, "created_by") is Privacy.NONE


@pytest.fixture
def house(db: None) -> Iterator[House]:
    watching._noted.clear()
    watching.write_down()
    ReadCount.objects.all().delete()
    yield build()
    watching._noted.clear()


def customer(house: House, who: str = "owner", **values: object) -> uuid.UUID:
    return gate.create(CUSTOMERS, {"name": "Northwind", **values}, actor=house[who]).pk


def seen() -> list[tuple[str, uuid.UUID | None, dict[str, object]]]:
    return list(Event.objects.filter(verb="see").order_by("id").values_list("entity", "record", "changes"))


def test_who_reads_what_is_sensitive_is_noted_once_in_a_while(house: House) -> None:
    key = customer(house, tax_number="91371500MA3D")
    customer(house, name="Without")
    read_one(CUSTOMERS, key, house["owner"], fields=("name",))
    assert seen() == []
    read_one(CUSTOMERS, key, house["owner"])
    read_one(CUSTOMERS, key, house["owner"])
    read_page(CUSTOMERS, house["owner"], Query())
    assert seen() == [("customers", key, {"fields": ["tax_number"]})]
    read_one(CUSTOMERS, key, house["manager"])
    assert [event.actor for event in Event.objects.filter(verb="see").order_by("id")] == [
        house.keys["owner"], house.keys["manager"],
    ]  # fmt: skip
    assert isinstance(read_one(CUSTOMERS, key, house["marketer"])["tax_number"], Masked)
    assert len(seen()) == 2


def test_a_page_of_sensitive_values_is_one_event(house: House) -> None:
    keys = {str(customer(house, name=f"Customer {n}", tax_number=f"9137{n}")) for n in range(3)}
    read_page(CUSTOMERS, house["owner"], Query(fields=("name", "tax_number")))
    [(_entity, record, told)] = seen()
    assert record is None
    assert set(told["records"]) == keys  # type: ignore[call-overload]


def test_what_is_masked_is_shown_for_a_reason_that_is_noted(db: None) -> None:
    company = Company()
    boss = company.boss()
    key = gate.create(CONTACTS, {"name": "Mei", "mobile": "13800006120"}, actor=boss).pk
    mask = rule("contacts", "mobile", Mode.MASKED)
    with_right = company.actor("teammate", allow("contacts", "read reveal"), rules=(mask,))
    without = company.actor("teammate", allow("contacts", "read"), rules=(mask,))
    hidden = company.actor(
        "teammate", allow("contacts", "read reveal"), rules=(rule("contacts", "mobile", Mode.HIDDEN),)
    )
    stranger = company.actor("stranger", allow("contacts", "read reveal", scope=Scope.OWN), rules=(mask,))
    before = Event.objects.count()
    for actor, field, why, error in (
        (without, "mobile", "a call", NotAllowed),
        (hidden, "mobile", "a call", NotFound),
        (stranger, "mobile", "a call", NotFound),
        (with_right, "email", "a call", NotAllowed),
        (with_right, "nothing", "a call", NotFound),
        (with_right, "mobile", " ", Invalid),
        (with_right, "mobile", "x" * 300, Invalid),
    ):
        with pytest.raises(error):
            reveal(CONTACTS, key, field, actor, why=why)
    assert Event.objects.count() == before
    assert "13800006120" in str(reveal(CONTACTS, key, "mobile", with_right, why="the courier waits"))
    event = Event.objects.get(verb="reveal")
    assert (event.actor, event.record) == (with_right.pk, key)
    assert event.changes == {"fields": ["mobile"], "why": "the courier waits"}


def test_rows_read_are_added_up_by_the_hour(house: House) -> None:
    for n in range(3):
        customer(house, name=f"Customer {n}")
    read_page(CUSTOMERS, house["owner"], Query())
    read_page(CUSTOMERS, house["stranger"], Query())
    assert not ReadCount.objects.exists()
    list(exports.take(exports.Wanted("customers"), house["executive"]))
    watching.write_down()
    watching.write_down()
    assert dict(ReadCount.objects.values_list("person", "rows")) == {house.keys["owner"]: 3, house.keys["executive"]: 3}
    watching.count(house["owner"], watching.MOST_HELD)
    assert ReadCount.objects.get(person=house.keys["owner"]).rows == 3 + watching.MOST_HELD


def test_an_event_changes_only_where_it_is_attested(house: House) -> None:
    key = customer(house, phone="13800006120")
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.filter(record=key).update(changes={})
    with as_system("test") as system:
        events = Event.objects.filter(record=key, version__gt=0)
        done = redacting.redact(events, lambda event: {}, entity="customers", record=key, actor=system)
    assert done == 1
    assert Event.objects.get(record=key, version=1).changes == {}
    proved = verifying.verify([CUSTOMERS])
    assert (proved.broken, proved.redacted) == (None, 1)
    assert verifying.verify_record(CUSTOMERS, key).broken is None


def test_a_changed_event_without_attestation_is_found(house: House) -> None:
    key, other = customer(house), customer(house, name="Other")
    with transaction.atomic():
        redacting.open_for_redaction()
        Event.objects.filter(record=key, version=1).update(changes={"name": [None, "Forged"]})
        with pytest.raises(DatabaseError), transaction.atomic():
            Event.objects.filter(record=key, version=1).update(verb="delete")
    assert str(key) in str(verifying.verify([CUSTOMERS]).broken)
    assert str(key) in str(verifying.verify_record(CUSTOMERS, key).broken)
    assert verifying.verify_record(CUSTOMERS, other).broken is None
