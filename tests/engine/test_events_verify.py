"""The log is append-only, and whoever changes it beyond the application is found out."""

import uuid

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, transaction

from guanxi.engine import gate
from guanxi.engine.events import sealing
from guanxi.engine.events.readers import read_some, readers
from guanxi.engine.events.verifying import compare, verify
from guanxi.engine.events.writing import note
from guanxi.engine.models import Event, Seal
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry

pytestmark = pytest.mark.django_db
ENTITY = registry["departments"]


def all_events():
    return Event.objects.all()


def seal():
    return read_some(readers[sealing.READER], waiting=False, events=all_events)


@pytest.fixture
def log():
    """Two records with three changes each, and some notes; sealed in two stretches, with an unsealed end."""
    with as_system("a history") as system:
        keys = []
        for name in ("East", "West"):
            keys.append(gate.create(ENTITY, {"name": name}, actor=system).pk)
            gate.update(ENTITY, keys[-1], {"name": f"{name} 1"}, actor=system)
        note("test", "export", {"rows": 3})
        seal()
        for key in keys:
            gate.update(ENTITY, key, {"name": f"{key} 2"}, actor=system)
        seal()
        gate.update(ENTITY, keys[0], {"name": "the end"}, actor=system)
    return keys


def tamper(sql, *values):
    """What somebody does who owns the database."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE engine_event DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE engine_seal DISABLE TRIGGER USER")
        cursor.execute(sql, values)
        assert cursor.rowcount
        cursor.execute("ALTER TABLE engine_event ENABLE TRIGGER USER")
        cursor.execute("ALTER TABLE engine_seal ENABLE TRIGGER USER")


def broken():
    found = verify([ENTITY]).broken
    return found.what if found else None


def test_a_whole_log_is_proved(log):
    proved = verify([ENTITY])
    assert proved.broken is None
    assert (proved.events, proved.seals) == (Event.objects.count(), 2)
    assert Seal.objects.get(number=1).count + Seal.objects.get(number=2).count == proved.events - 1


@pytest.mark.parametrize("statement", ["UPDATE {} SET at = now()", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["engine_event", "engine_seal"])
def test_the_application_can_only_append(log, table, statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


@pytest.mark.parametrize("table", ["engine_event", "engine_seal"])
def test_emptying_the_table_is_refused_too(table):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table]
        )
        (definition,) = cursor.fetchone()
        assert "TRUNCATE" in definition


CHANGED = "an event was changed"
GAP = "a record's history has a gap or a loose end"
HEAD = "a record doesn't stand where its history ends"
MISSING = "events are missing or were added"
UNFIT = "a seal doesn't fit its events"
FIRST = "(SELECT id FROM engine_event WHERE record = %s AND version = 1)"


@pytest.mark.parametrize(
    "column", ["verb = 'x'", "reason = 'x'", "actor = gen_random_uuid()", "at = at + interval '1 us'", "via = 'api'"]
)
def test_a_changed_event_shows(log, column):
    tamper(f"UPDATE engine_event SET {column} WHERE id = {FIRST}", log[0])
    assert broken() == CHANGED


def test_changed_values_show(log):
    tamper("UPDATE engine_event SET changes = '{}' WHERE record = %s AND version = 2", log[0])
    assert broken() == CHANGED


def test_a_deletion_in_the_sealed_middle_shows(log):
    tamper("DELETE FROM engine_event WHERE record = %s AND version = 2", log[0])
    assert broken() in (MISSING, UNFIT)


def test_the_deletion_of_a_note_shows(log):
    tamper("DELETE FROM engine_event WHERE verb = 'export'")
    assert broken() in (MISSING, UNFIT)


def test_a_deletion_in_the_middle_shows_by_the_record_s_chain_alone(log):
    tamper("DELETE FROM engine_event WHERE record = %s AND version = 2", log[0])
    tamper("DELETE FROM engine_seal")
    tamper("DELETE FROM engine_readerposition")
    assert broken() == GAP


def test_a_deletion_at_the_unsealed_end_shows(log):
    tamper("DELETE FROM engine_event WHERE record = %s AND version = 4", log[0])
    assert broken() == HEAD


def test_an_end_that_was_set_back_with_its_record_shows_once_sealed(log):
    """Even when the record's own row was made to fit."""
    seal()
    old = Event.objects.get(record=log[0], version=3)
    tamper("DELETE FROM engine_event WHERE record = %s AND version = 4", log[0])
    tamper("UPDATE people_department SET version = 3, head = %s WHERE id = %s", bytes(old.hash), log[0])
    assert broken() in (MISSING, UNFIT)


def test_the_deletion_of_the_last_seal_with_its_events_shows(log):
    last = Seal.objects.get(number=2)
    tamper("DELETE FROM engine_seal WHERE number = %s", last.number)
    assert broken() == "the last seals are missing"


def test_an_event_put_into_a_sealed_stretch_shows(log):
    forged = note("test", "forged", {})
    early = Event.objects.order_by("transaction", "id").first()
    tamper("UPDATE engine_event SET transaction = %s WHERE id = %s", early.transaction - 1, forged.pk)
    assert broken() in (MISSING, UNFIT)


def test_a_forged_change_of_a_record_shows(log):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO engine_event (id, transaction, at, entity, record, verb, actor, via, address, request, reason,"
            " version, changes, previous, hash) SELECT gen_random_uuid(), transaction, at, entity, record, verb, actor,"
            " via, address, request, reason, version + 1, changes, hash, hash FROM engine_event"
            " WHERE record = %s AND version = 4",
            [log[0]],
        )
    assert broken() == CHANGED


def test_a_change_around_the_gate_shows(log):
    tamper("UPDATE people_department SET version = version + 1 WHERE id = %s", log[1])
    assert broken() == HEAD


def test_a_record_taken_away_without_a_word_shows(log):
    tamper("DELETE FROM people_department WHERE id = %s", log[1])
    assert broken() == "a record is gone without having been purged"


def test_a_record_that_was_purged_is_right(log):
    from guanxi.engine.gate.purging import purge

    with as_system("emptying the bin") as system:
        gate.delete(ENTITY, log[1], actor=system)
        assert purge(ENTITY, ENTITY.manager(), log[1], system=system)
    assert broken() is None


def test_a_seal_that_was_noted_elsewhere_is_held_against_the_database(log):
    first = Seal.objects.get(number=1)
    assert compare(f"1:{bytes(first.hash).hex()}") is None
    assert compare(f"1:{'0' * 64}").what == "a seal was replaced"
    assert compare(f"9:{'0' * 64}").what == "there is no such seal"
    assert compare("nonsense").what == "there is no such seal"


def test_the_command_says_where_and_ends_with_one(log, monkeypatch):
    from guanxi.cli.commands.verify import verify as command

    monkeypatch.setattr("guanxi.engine.registry.Registry.__iter__", lambda self: iter([ENTITY]))
    whole = CliRunner().invoke(command, [])
    assert (whole.exit_code, "Whole: " in whole.output) == (0, True)
    tamper(f"UPDATE engine_event SET verb = 'x' WHERE id = {FIRST}", log[0])
    found = CliRunner().invoke(command, [])
    assert found.exit_code == 1
    assert (
        f"An event was changed: event {uuid.UUID(str(Event.objects.get(record=log[0], version=1).pk))}" in found.output
    )
