"""A person is forgotten everywhere, the history stays whole, and a backup doesn't bring the person back."""

import json
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from guanxi.engine import files, gate
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.events import verifying
from guanxi.engine.gate.erasing import erase
from guanxi.engine.jobs import Job
from guanxi.engine.models import Event, StoredFile
from guanxi.engine.permissions import as_system
from guanxi.engine.reading import Query, history, read_one, read_page
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.messaging import talking
from guanxi.messaging.rooms import room
from guanxi.people import tokens
from guanxi.people.models import User
from guanxi.privacy import disclosing, ledger
from tests.house import House, build

CONTACTS, CUSTOMERS, USERS = registry["contacts"], registry["customers"], registry["users"]
SECRETS = ("Zhang Meilan", "13800006120", "meilan@example.com", "Golden Tooth", "cousin of the director")


@pytest.fixture
def house(db: None, settings: LazySettings, tmp_path: Path) -> Iterator[House]:
    settings.DATA_DIR = tmp_path
    settings.FILES_DIR = tmp_path / "files"
    with translation.override("en"):
        yield build()


def contact(house: House) -> uuid.UUID:
    """A contact with something in every corner."""
    owner = house["owner"]
    company = gate.create(CUSTOMERS, {"name": "Northwind", "owner": owner.pk}, actor=owner).pk
    place = [{"customer": company, "job_title": "Golden Tooth", "part": "decides"}]
    values = {"name": "Zhang Meilan", "mobile": "13800006120", "email": "meilan@example.com", "affiliations": place}
    key = gate.create(CONTACTS, {**values, "tags": ["vip"]}, actor=owner).pk
    gate.update(CONTACTS, key, {"mobile": "13800006121"}, actor=owner)
    talking.comment(room(CONTACTS, key, owner), "cousin of the director", owner)
    talking.write_note(room(CONTACTS, key, owner), {"body": "<p>cousin of the director</p>"}, owner)
    files.attach(CONTACTS, key, SimpleUploadedFile("Zhang Meilan.txt", b"passport"), actor=owner)
    return key


def everything() -> str:
    """All that is stored of contacts, comments, notes and events, as text."""
    rows: list[Any] = list(Event.objects.exclude(verb="redact").values_list("changes", flat=True))
    for name in ("contacts", "comments", "notes"):
        rows += list(registry[name].manager().values())
        for lines in registry[name].lines.values():
            rows += list(lines.model._base_manager.values())
    rows += list(StoredFile.objects.values_list("name", flat=True))
    return json.dumps(rows, default=str, ensure_ascii=False)


def test_a_contact_is_forgotten_everywhere_and_the_history_stays_whole(house: House, tmp_path: Path) -> None:
    key = contact(house)
    assert all(secret in everything() for secret in SECRETS)
    told = ledger.erase(CONTACTS, key, actor=house["admin"], why="asked by letter of 3 May")
    assert told.records == 3
    left = everything()
    assert [secret for secret in SECRETS if secret in left] == []
    row = read_one(CONTACTS, key, house["admin"])
    assert (row["mobile"], row["email"], row["birthday"], row["tags"]) == ("", "", None, [])
    assert key.hex[-8:] in row["name"]
    assert row["affiliations"][0]["customer"].label == "Northwind"
    assert read_page(CONTACTS, house["admin"], Query(q="meilan")).rows == []
    assert not StoredFile.objects.filter(record=key).exists()
    proved = verifying.verify(list(registry))
    assert proved.broken is None
    assert proved.redacted == told.events > 0
    assert verifying.verify_record(CONTACTS, key).broken is None
    happened = history(CONTACTS, key, house["admin"])
    assert (happened[0].verb, happened[0].reason) == ("erase", "asked by letter of 3 May")


def test_a_forged_event_is_still_found_after_an_erasure(house: House) -> None:
    key = contact(house)
    ledger.erase(CONTACTS, key, actor=house["admin"], why="asked")
    from guanxi.engine.events.redacting import open_for_redaction

    open_for_redaction()
    Event.objects.filter(record=key, version=2).update(changes={"mobile": [None, "13900000000"]})
    assert str(key) in str(verifying.verify(list(registry)).broken)


def test_who_may_not_erases_nothing(house: House) -> None:
    key = contact(house)
    company = CUSTOMERS.manager().get(name="Northwind").pk
    before, events = everything(), Event.objects.count()
    for who in ("owner", "teammate", "manager", "clerk", "stranger", "executive"):
        with pytest.raises((NotAllowed, NotFound)):
            erase(CONTACTS, key, actor=house[who], why="asked")
    with pytest.raises(Invalid):
        erase(CONTACTS, key, actor=house["admin"], why=" ")
    with pytest.raises(NotFound):  # a company is no person
        erase(CUSTOMERS, company, actor=house["admin"], why="asked")
    assert (everything(), Event.objects.count()) == (before, events)
    assert not ledger.file().exists()


def test_a_customer_who_is_a_person_can_be_forgotten(house: House) -> None:
    values = {"name": "Zhang Meilan", "kind": "person", "tax_number": "110101199003078888"}
    key = gate.create(CUSTOMERS, values, actor=house["owner"]).pk
    erase(CUSTOMERS, key, actor=house["admin"], why="asked")
    row = read_one(CUSTOMERS, key, house["admin"])
    assert (row["tax_number"], row["kind"]) == ("", "person")
    assert row["number"]


def test_a_user_is_forgotten_once_the_account_is_closed(house: House) -> None:
    key = house.keys["leaver"]
    gate.act(USERS, key, "reactivate", actor=house["admin"])
    tokens.make(User.objects.get(pk=key), "import")
    with pytest.raises(Invalid):
        erase(USERS, key, actor=house["admin"], why="left")
    gate.act(USERS, key, "deactivate", actor=house["admin"])
    erase(USERS, key, actor=house["admin"], why="left")
    person = User._base_manager.get(pk=key)
    assert (person.email, person.mobile, person.is_active) == ("", "", False)
    assert "leaver" not in f"{person.username} {person.name}"
    assert not person.tokens.exists()
    assert verifying.verify(list(registry)).broken is None


def test_a_backup_brings_nobody_back(house: House, django_capture_on_commit_callbacks: Any) -> None:
    key = contact(house)
    with django_capture_on_commit_callbacks(execute=True):
        ledger.erase(CONTACTS, key, actor=house["admin"], why="asked")
    assert [entry.record for entry in ledger.entries()] == [key]
    assert ledger.due() == []
    # A restored backup knows the person and nothing of the erasure.
    restored = gate.create(CONTACTS, {"name": "Zhang Meilan", "mobile": "13800006120"}, actor=house["owner"]).pk
    ledger.put_down(ledger.Entry("contacts", restored, "2026-11-01"))
    with ledger.file().open("a") as damaged:
        damaged.write('{"entity": "contacts", "rec')
    assert [entry.record for entry in ledger.due()] == [restored]
    assert ledger.repeat() == 1
    assert ledger.due() == []
    assert read_one(CONTACTS, restored, house["admin"])["mobile"] == ""
    event = Event.objects.get(record=restored, verb="erase")
    assert event.actor is None


def test_the_list_knows_what_the_database_knows(house: House) -> None:
    key = contact(house)
    erase(CONTACTS, key, actor=house["admin"], why="asked")
    assert list(ledger.entries()) == []
    ledger.repeat()
    assert [entry.record for entry in ledger.entries()] == [key]


def test_everything_of_a_person_is_taken_out_in_one_step(house: House) -> None:
    key = contact(house)
    disclosing.begin(CONTACTS, key, house["admin"])
    run_jobs_now()
    job = Job._base_manager.get(name="privacy.disclose")
    assert job.state == "done", job.detail
    file = StoredFile.objects.get(pk=job.result["file"])
    from guanxi.engine.files.storing import path_of

    with zipfile.ZipFile(path_of(file)) as packed:
        told = json.loads(packed.read("data.json"))
        page = packed.read("data.html").decode()
    assert {part["entity"] for part in told["parts"]} == {"contacts", "comments", "notes"}
    assert told["files"][0]["name"] == "Zhang Meilan.txt"
    assert ["138 0000 6120" in json.dumps(told["history"]) or "13800006120" in json.dumps(told["history"])] == [True]
    for secret in ("Zhang Meilan", "meilan@example.com", "Golden Tooth", "cousin of the director", "Northwind"):
        assert secret in json.dumps(told, ensure_ascii=False)
        assert secret in page
    event = Event.objects.get(verb="disclose")
    assert (event.actor, event.record) == (house.keys["admin"], key)


def test_a_user_s_data_name_what_they_take_part_in(house: House) -> None:
    contact(house)
    with as_system("test"):
        told = disclosing.gather(USERS, house.keys["owner"], house["admin"])
    assert {"entity": "contacts", "label": "contacts", "count": "1"} in told["works_on"]
    assert told["parts"][0]["rows"][0]["username"] == "owner"


def test_who_may_not_takes_nothing_out(house: House) -> None:
    key = contact(house)
    for who in ("owner", "teammate", "manager", "clerk", "stranger"):
        with pytest.raises((NotAllowed, NotFound)):
            disclosing.begin(CONTACTS, key, house[who])
    assert not Job._base_manager.filter(name="privacy.disclose").exists()
