"""Consent is only added to, the latest word holds; rules let go what is old."""

import datetime as dt
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone, translation

from guanxi.engine import gate
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.jobs import enqueue
from guanxi.engine.models import Event
from guanxi.engine.permissions import as_system
from guanxi.engine.reading import Query, read_page
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.privacy import consenting
from guanxi.privacy.models import RetentionRule
from tests.house import House, build

CONTACTS, CUSTOMERS, NOTICES = registry["contacts"], registry["customers"], registry["privacy-notices"]
CONSENTS, RULES = registry["consents"], registry["retention-rules"]


@pytest.fixture
def house(db: None, settings: LazySettings, tmp_path: Path) -> Iterator[House]:
    settings.DATA_DIR, settings.FILES_DIR = tmp_path, tmp_path / "files"
    with translation.override("en"):
        yield build()


def notice(house: House, name: str = "Newsletter", edition: int = 1) -> uuid.UUID:
    values = {"name": name, "edition": edition, "text": "We write once a month.", "language": "en"}
    return gate.create(NOTICES, values, actor=house["admin"]).pk


def contact(house: House, name: str = "Mei") -> uuid.UUID:
    return gate.create(CONTACTS, {"name": name}, actor=house["owner"]).pk


def test_the_latest_word_for_a_purpose_and_a_channel_holds(house: House) -> None:
    key, first, second = contact(house), notice(house), notice(house, edition=2)
    now = timezone.now()
    for edition, channel, given, days in (
        (first, "email", True, 30),
        (second, "email", False, 1),
        (first, "phone", True, 20),
    ):
        values = {"notice": edition, "channel": channel, "given": given, "said_at": now - dt.timedelta(days=days)}
        consenting.say(CONTACTS, key, values, house["owner"])
    rows = consenting.said(CONTACTS, key, house["owner"])
    holds = {channel: row["given"] for (_purpose, channel), row in consenting.stands(rows).items()}
    assert holds == {"email": False, "phone": True}
    assert len(rows) == 3


def test_consent_is_seen_and_said_by_who_has_the_person(house: House) -> None:
    key, words = contact(house), notice(house)
    consenting.say(CONTACTS, key, {"notice": words}, house["owner"])
    events = Event.objects.count()
    for who, error in (("stranger", NotFound), ("teammate", NotFound), ("executive", NotAllowed)):
        with pytest.raises(error):
            consenting.say(CONTACTS, key, {"notice": words}, house[who])
    company = gate.create(CUSTOMERS, {"name": "Northwind"}, actor=house["owner"]).pk
    with pytest.raises(NotFound):
        consenting.say(CUSTOMERS, company, {"notice": words}, house["owner"])
    assert Event.objects.count() == events + 1
    seen = {who: len(read_page(CONSENTS, house[who], Query()).rows) for who in ("owner", "executive", "stranger")}
    assert seen == {"owner": 1, "executive": 1, "stranger": 0}


def test_nobody_changes_what_was_said_or_the_words(house: House) -> None:
    key, words = contact(house), notice(house)
    made = consenting.say(CONTACTS, key, {"notice": words, "given": False}, house["owner"])
    events = Event.objects.count()
    for who in ("owner", "admin"):
        with pytest.raises((NotAllowed, NotFound, Invalid)):
            gate.update(CONSENTS, made.pk, {"given": True}, actor=house[who])
        with pytest.raises((NotAllowed, NotFound)):
            gate.delete(CONSENTS, made.pk, actor=house[who])
        with pytest.raises((NotAllowed, NotFound, Invalid)):
            gate.update(NOTICES, words, {"text": "We write every day."}, actor=house[who])
    with pytest.raises(Invalid):
        notice(house)
    assert Event.objects.count() == events


def rule(house: House, **values: object) -> RetentionRule:
    told = {"name": "Old contacts", "entity": "contacts", "days": 365, **values}
    made = gate.create(RULES, told, actor=house["admin"])
    gate.act(RULES, made.pk, "activate", actor=house["admin"])
    return RetentionRule._base_manager.get(pk=made.pk)


def aged(house: House, name: str, days: int) -> uuid.UUID:
    key = contact(house, name)
    then = timezone.now() - dt.timedelta(days=days)
    CONTACTS.manager().filter(pk=key).update(updated_at=then)
    return key


def night() -> None:
    with as_system("a night"):
        enqueue("privacy.retention", {}, actor=None)
    run_jobs_now()


def test_a_rule_is_seen_before_it_lets_go(house: House) -> None:
    aged(house, "Old Mei", 400)
    aged(house, "Old Wang", 400)
    contact(house, "New Li")
    condition = {"field": "name", "op": "contains", "value": "Mei"}
    made = rule(house, condition=condition)
    assert made.foresee(house["admin"]) == ["Today it means 1 contact:", "Old Mei"]
    gate.act(RULES, made.pk, "deactivate", actor=house["admin"])
    night()
    assert CONTACTS.manager().filter(deleted_at__isnull=False).count() == 0
    gate.act(RULES, made.pk, "activate", actor=house["admin"])
    night()
    assert [str(one) for one in CONTACTS.manager().filter(deleted_at__isnull=False)] == ["Old Mei"]
    event = Event.objects.get(entity="contacts", verb="delete")
    assert (event.actor, "Old contacts" in event.reason) == (None, True)
    assert made.foresee(house["admin"]) == ["Today it means no record."]


def test_a_rule_erases_people_once(house: House) -> None:
    key = aged(house, "Old Mei", 400)
    made = rule(house, act="erase", since="created_at", days=1)
    CONTACTS.manager().filter(pk=key).update(created_at=timezone.now() - dt.timedelta(days=3))
    night()
    night()
    assert "Mei" not in str(CONTACTS.manager().get(pk=key))
    assert Event.objects.filter(record=key, verb="erase", version__gt=0).count() == 1
    assert RetentionRule._base_manager.get(pk=made.pk).last_run_at is not None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"entity": "customers", "condition": "not json"}, "condition"),
        ({"condition": {"field": "nothing", "op": "eq", "value": 1}}, "condition"),
        ({"entity": "notes", "act": "erase"}, "act"),
        ({"days": 0}, "days"),
    ],
)
def test_a_rule_that_can_t_be_carried_out_is_refused(house: House, values: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        rule(house, **values)
    assert list(refused.value.errors) == [field]
    assert not RetentionRule._base_manager.exists()
