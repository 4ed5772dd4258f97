"""What the engine clears away by itself, and what it leaves."""

import datetime as dt
import os
import time
import uuid

import pytest
from django.utils import timezone, translation
from procrastinate.contrib.django.models import ProcrastinateJob

from guanxi.engine import files, gate, upkeep
from guanxi.engine.events.verifying import verify
from guanxi.engine.gate.creating import put_down
from guanxi.engine.imports import storage
from guanxi.engine.jobs import Job, enqueue, queue, working
from guanxi.engine.jobs.registry import declared
from guanxi.engine.models import Event, IdempotencyKey, Import, Share, StoredFile
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from tests.engine import work
from tests.example.models import QuoteLine

pytestmark = pytest.mark.django_db
QUOTES, PARTNERS = registry["quotes"], registry["partners"]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR


def scheduled(name):
    """Carry out a scheduled job now; its row."""
    spec = declared[name]
    key = working.stand(spec, 1)
    working.perform(key, 1)
    return Job._base_manager.get(pk=key)


def deleted(entity, values, actor, days):
    """A record that has been in the recycle bin for some days."""
    record = gate.create(entity, values, actor=actor)
    gate.delete(entity, record.pk, actor=actor)
    entity.manager().filter(pk=record.pk).update(deleted_at=timezone.now() - dt.timedelta(days=days))
    return record


def test_every_scheduled_job_of_the_engine_ends_well():
    names = [name for name, spec in declared.items() if spec.schedule and name.startswith("engine.")]
    assert {"engine.tickets", "engine.keys", "engine.purge", "engine.files"} <= set(names)
    ended = {name: scheduled(name) for name in names}
    assert {name: job.error or job.state for name, job in ended.items()} == dict.fromkeys(names, "done")


def test_the_bin_empties_itself_after_thirty_days(boss, folder, django_capture_on_commit_callbacks):
    lines = [{"product": "a"}, {"product": "b"}]
    old = deleted(QUOTES, {"name": "Old", "lines": lines}, boss, 31)
    recent = deleted(QUOTES, {"name": "Recent"}, boss, 29)
    living = gate.create(QUOTES, {"name": "Living"}, actor=boss)
    file = files.store(b"bytes", actor=boss, entity="quotes", record=old.pk)
    Share.objects.create(entity="quotes", record=old.pk, subject=boss.pk)
    with django_capture_on_commit_callbacks(execute=True):
        job = scheduled("engine.purge")
    assert job.result["quotes"] == {"purged": 1, "kept": 0}
    assert set(QUOTES.manager().values_list("pk", flat=True)) == {recent.pk, living.pk}
    assert not QuoteLine._base_manager.filter(quote=old.pk).exists()
    assert not Share.objects.filter(record=old.pk).exists()
    assert not StoredFile.objects.filter(pk=file.pk).exists()
    assert not files.path_of(file).exists()
    event = Event.objects.get(record=old.pk, verb="purge")
    assert (event.actor, event.reason, event.changes["files"]) == (None, "emptying the recycle bin", 1)
    assert verify([QUOTES]).broken is None


def test_what_another_record_needs_stays(boss):
    partner = deleted(PARTNERS, {"name": "Needed"}, boss, 40)
    quote = gate.create(QUOTES, {"name": "Living"}, actor=boss)
    QUOTES.manager().filter(pk=quote.pk).update(partner=partner.pk)
    assert scheduled("engine.purge").result["partners"] == {"purged": 0, "kept": 1}
    assert PARTNERS.manager().filter(pk=partner.pk).exists()
    assert not Event.objects.filter(record=partner.pk, verb="purge").exists()


def test_people_are_never_purged(boss):
    with as_system("tests") as system:
        person = deleted(registry["users"], {"username": "left.us", "name": "Left"}, system, 400)
    scheduled("engine.purge")
    assert registry["users"].manager().filter(pk=person.pk).exists()


def test_jobs_that_ended_long_ago_go_and_scheduled_ones_stay():
    old, recent = (enqueue("test.steps", {"series": name, "count": 1}, actor=None) for name in ("p", "q"))
    run_jobs_now()
    waiting = enqueue("test.steps", {"series": "r"}, actor=None)
    standing = scheduled("test.standing")
    long_ago = timezone.now() - dt.timedelta(days=upkeep.DAYS_OF_JOBS + 1)
    Job._base_manager.filter(pk__in=[old.pk, waiting.pk, standing.pk]).update(finished_at=long_ago)
    scheduled("engine.purge")
    left = set(Job._base_manager.values_list("pk", flat=True))
    assert old.pk not in left
    assert {recent.pk, waiting.pk, standing.pk} <= left
    assert work.counted("p.") == {"p.0": 1}


def test_used_tickets_go_after_seven_days():
    job = enqueue("test.steps", {"series": "s", "count": 1}, actor=None)
    run_jobs_now()
    queue.clear(7)
    assert ProcrastinateJob.objects.filter(pk=job.ticket).exists()
    queue.clear(-1)
    assert not ProcrastinateJob.objects.filter(pk=job.ticket).exists()
    waiting = enqueue("test.steps", {"series": "s"}, actor=None)
    queue.clear(-1)
    assert ProcrastinateJob.objects.filter(pk=waiting.ticket).exists()


def test_idempotency_keys_are_kept_for_two_days_at_least(boss):
    ages = {"young": 1, "day": 47, "old": 24 * 30}
    for key, hours in ages.items():
        row = IdempotencyKey.objects.create(actor=boss.pk, key=key, fingerprint=b"")
        IdempotencyKey.objects.filter(pk=row.pk).update(created_at=timezone.now() - dt.timedelta(hours=hours))
    assert scheduled("engine.keys").result["keys"] == 1
    assert set(IdempotencyKey.objects.values_list("key", flat=True)) == {"young", "day"}


def aged(key, hours=25):
    """A file on its way in, as if it had been written some hours ago."""
    path = storage.path_of(key)
    moment = time.time() - hours * 3600
    os.utime(path, (moment, moment))
    return path


def test_files_on_their_way_in_that_nobody_waits_for_go(boss, folder):
    used = Import(entity="customers", file=storage.receive([b"used"]), spool=storage.receive([b"spool"]))
    with as_system("test") as system:
        put_down(registry["imports"], used, system)
    kept = [aged(used.file), aged(used.spool), storage.path_of(storage.receive([b"young"]))]
    foreign = storage.path_of(uuid.uuid4()).with_name("notes.txt")
    foreign.write_bytes(b"somebody's own")
    orphans = [aged(storage.receive([b"orphan"])) for _one in range(3)]
    assert scheduled("engine.files").result["transfer"] == 3
    assert [path.exists() for path in orphans] == [False] * 3
    assert all(path.exists() for path in (*kept, foreign))


def test_files_of_another_database_stay(folder):
    paths = [aged(storage.receive([b"x"])) for _one in range(21)]
    with translation.override("en"):
        ended = scheduled("engine.files")
    assert ended.state == "failed"
    assert "nothing was deleted" in ended.error
    assert all(path.exists() for path in paths)
