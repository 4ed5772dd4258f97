"""Workers that are killed, stand still, come back, are told to stop: each effect happens exactly once."""

import random
import signal
import time

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from guanxi.engine.jobs import Job, enqueue, hands, rescue
from guanxi.engine.jobs.working import perform
from tests.engine import work
from tests.engine.workers import LEASE, Worker, until, workers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def state(job):
    return Job._base_manager.values_list("state", flat=True).get(pk=job.pk)


def listening():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query ILIKE 'LISTEN%'"
        )
        return cursor.fetchone()[0]


def once(series, count):
    return work.counted(f"{series}.") == {f"{series}.{step}": 1 for step in range(count)}


def test_a_worker_is_called_at_once_and_stops_when_told():
    """It looks into the queue once an hour: only the call of the database tells it in time."""
    with workers(1, poll=3600) as (worker,):
        until(listening)
        for series in ("first", "second"):
            job = enqueue("test.steps", {"series": series, "count": 1}, actor=None)
            until(lambda job=job: state(job) == "done")
            assert once(series, 1)
        worker.signal(signal.SIGTERM)
        assert worker.process.wait(10) == 0


def test_progress_shows_while_it_runs_and_a_cancel_reaches_it():
    job = enqueue("test.steps", {"series": "long", "count": 200, "pause": 0.1}, actor=None)
    with workers(1):
        row = until(lambda: Job._base_manager.filter(pk=job.pk, state="running", done__gte=2).first())
        assert row.total == 200
        Job._base_manager.filter(pk=job.pk).update(is_stopping=True)
        until(lambda: state(job) == "cancelled")
    assert 2 <= len(work.counted("long.")) < 100


def test_killed_in_the_middle_it_goes_on_elsewhere():
    job = enqueue("test.steps", {"series": "kill", "count": 10, "pause": 0.2}, actor=None)
    with workers(1) as (victim,):
        until(lambda: len(work.counted("kill.")) >= 3)
        victim.end()
        assert state(job) == "running"
        with workers(1):
            began = time.monotonic()
            until(lambda: Job._base_manager.get(pk=job.pk).attempts == 2)
            assert time.monotonic() - began < LEASE + 10
            until(lambda: state(job) == "done")
            open_tickets = ProcrastinateJob.objects.filter(status__in=("todo", "doing"), task_name="guanxi.job")
            until(lambda: not open_tickets.exists())  # the queue closes its own row a moment after the work is done
    assert once("kill", 10)


def test_the_next_worker_on_the_machine_sees_at_once_that_one_was_killed():
    """The lease of an hour isn't waited for; one that merely stands still is let be."""
    job = enqueue("test.steps", {"series": "seen", "count": 10, "pause": 0.2}, actor=None)
    with workers(1, lease=3600) as (victim,):
        until(lambda: len(work.counted("seen.")) >= 3)
        victim.signal(signal.SIGSTOP)
        assert not rescue.sweep(3600)
        assert state(job) == "running"
        victim.end()
        with workers(1, lease=3600):
            until(lambda: state(job) == "done")
    assert Job._base_manager.get(pk=job.pk).attempts == 2
    assert once("seen", 10)
    with hands.dropped() as left:
        assert not left


def test_work_without_a_place_for_marks_is_done_all_the_same(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "file"
    settings.DATA_DIR.write_text("no folder")
    job = enqueue("test.steps", {"series": "plain", "count": 2}, actor=None)
    perform(job.pk, job.ticket)
    assert state(job) == "done"


@pytest.mark.parametrize("moment", ["between steps", "inside a step"])
def test_a_worker_that_stood_still_may_not_write_when_it_wakes(moment):
    """SIGSTOP for longer than the lease, then SIGCONT: the fence refuses the zombie."""
    job = enqueue("test.steps", {"series": "stop", "count": 6, "pause": 1.0}, actor=None)
    with workers(1) as (zombie,):
        until(lambda: len(work.counted("stop.")) == 2)
        time.sleep(0.2 if moment == "between steps" else 0.75)
        zombie.signal(signal.SIGSTOP)
        with workers(1):
            # Inside a step the zombie holds the row until the database ends its idle transaction.
            until(lambda: Job._base_manager.get(pk=job.pk).attempts == 2, 40)
            zombie.signal(signal.SIGCONT)
            until(lambda: state(job) == "done")
            time.sleep(1.5)
    ended = Job._base_manager.get(pk=job.pk)
    assert (ended.state, ended.error, ended.attempts) == ("done", "", 2)
    assert once("stop", 6)


def test_many_jobs_under_random_kills_happen_exactly_once():
    jobs = [enqueue("test.steps", {"series": f"r{n}", "count": 4, "pause": 0.05}, actor=None) for n in range(30)]
    chance = random.Random(7)
    with workers(2, concurrency=3) as alive:
        for _kill in range(6):
            time.sleep(chance.uniform(0.8, 2.0))
            victim = alive.pop(chance.randrange(len(alive)))
            victim.end()
            alive.append(Worker(3))
        until(lambda: not Job._base_manager.exclude(state="done").filter(pk__in=[job.pk for job in jobs]).exists(), 90)
    wrong = [n for n in range(30) if not once(f"r{n}", 4)]
    assert wrong == []


def test_what_kills_every_worker_is_parked(tmp_path, monkeypatch):
    marker = tmp_path / "deaths"
    job = enqueue("test.deadly", {"marker": str(marker)}, actor=None)
    Job._base_manager.filter(pk=job.pk).update(attempts=rescue.MOST_DEATHS - 2)
    for _death in range(2):
        with workers(1) as (victim,):
            until(lambda worker=victim: worker.process.poll() is not None)
    with workers(1):
        until(lambda: state(job) == "parked")
    assert marker.read_text() == "xx"


def test_two_jobs_with_one_lock_never_run_at_once():
    for n in range(3):
        enqueue("test.steps", {"series": f"l{n}", "count": 2, "pause": 0.2}, actor=None, lock="one at a time")
    with workers(2):
        most = 0

        def all_done():
            nonlocal most
            most = max(most, Job._base_manager.filter(state="running").count())
            return all(once(f"l{n}", 2) for n in range(3))

        until(all_done)
    assert most == 1


def test_the_database_goes_away_and_comes_back():
    """All connections are ended, as by a restart: a supervised worker begins anew and loses nothing."""
    job = enqueue("test.steps", {"series": "db", "count": 8, "pause": 0.2}, actor=None)
    with workers(1) as alive:
        until(lambda: len(work.counted("db.")) >= 2)
        with connection.cursor() as cursor:
            others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            cursor.execute(f"SELECT pg_terminate_backend(pid) {others}")

        def tended():
            if alive[-1].process.poll() is not None:
                alive.append(Worker())
            return state(job) == "done"

        until(tended, 40)
    assert once("db", 8)
