"""Two updates of one database wait for each other, and a worker that is told to stop stops."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from guanxi.cli import schema
from guanxi.cli.commands.migrate import _LOCK

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(transactional_db: None) -> Iterator[Start]:
    """Starts `guanxi` on the database of this test."""
    started = []

    def command(*arguments: str) -> subprocess.Popen[str]:
        url = database_url()
        started.append(
            subprocess.Popen(
                [sys.executable, "-m", "guanxi.cli", *arguments],
                env=os.environ | {"GUANXI_DATABASE_URL": url},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
        return started[-1]

    yield command
    for process in started:
        process.kill()
        process.communicate()


def database_url() -> str:
    """The address of this test's database."""
    return urlsplit(os.environ["GUANXI_DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def read_until(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdout is not None
    read = ""
    limit = threading.Timer(60, process.kill)
    limit.start()
    for line in process.stdout:
        read += line
        if words in line:
            limit.cancel()
            return read
    pytest.fail(f"{words!r} was not said: {read}")


def workers_alive() -> set[int]:
    """Those of the whole database; other tests leave some that were killed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procrastinate_workers")
        return {key for (key,) in cursor.fetchall()}


def test_a_second_update_waits_for_the_first(start: Start) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            waiting = start("migrate")
            told = read_until(waiting, "Another process is updating the database; waiting for it.")
            assert "up to date" not in told
            with pytest.raises(subprocess.TimeoutExpired):
                waiting.wait(0.5)
            waiting.terminate()
            assert waiting.wait(30) != 0
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def test_a_start_knows_without_django_whether_the_database_is_current(transactional_db: None) -> None:
    url = database_url()
    assert not schema.is_current(url)
    schema.note(url)
    assert schema.is_current(url)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('x', '0001_extra', now())")
        assert not schema.is_current(url)
        cursor.execute("DELETE FROM django_migrations WHERE app = 'x'")
        assert schema.is_current(url)
        cursor.execute("COMMENT ON TABLE django_migrations IS 'of another version:1'")
    assert not schema.is_current(url)


def test_what_an_earlier_version_did_in_more_steps_is_noted_as_fewer(start: Start) -> None:
    """As a database has it that was kept up to date all along: each of the many steps, and not the one for them."""
    one = MigrationLoader(connection).disk_migrations["customers", "0001_squashed_0014"]
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied(one.app_label, one.name)
    for step in one.replaces:
        if step not in recorder.applied_migrations():
            recorder.record_applied(*step)
    update = start("migrate")
    told, _ = update.communicate(timeout=60)
    assert update.returncode == 0
    assert "The database is up to date." in told
    assert "steps" not in told
    assert (one.app_label, one.name) in recorder.applied_migrations()


def test_nothing_is_known_of_an_empty_or_unreachable_database(transactional_db: None) -> None:
    empty = urlsplit(os.environ["GUANXI_DATABASE_URL"])._replace(path="/postgres").geturl()
    assert not schema.is_current(empty)
    assert not schema.is_current("postgresql://guanxi@/guanxi?host=/nowhere")


def test_a_worker_works_until_it_is_told_to_stop(start: Start) -> None:
    before = workers_alive()
    worker = start("worker")
    deadline = time.monotonic() + 60
    while not (mine := workers_alive() - before):
        assert worker.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.1)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0
    assert not workers_alive() & mine


def test_a_worker_without_work_can_be_told_to_end(start: Start) -> None:
    worker = start("worker", "--until-idle")
    told, _ = worker.communicate(timeout=60)
    assert worker.returncode == 0, told
