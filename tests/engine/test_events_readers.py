"""Readers of the event log: in order, nothing skipped however late it commits, one process at a time."""

import random
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg.conninfo
import pytest
from django.db import connection, connections, transaction

from guanxi.engine.events import readers
from guanxi.engine.events.lag import lags
from guanxi.engine.events.readers import Reader, read_all, read_some, reader
from guanxi.engine.events.writing import note
from guanxi.engine.models import Counter, Event, ReaderPosition
from guanxi.kit import postgres
from tests.engine.workers import until

MODELS = (Event, ReaderPosition, Counter)


@pytest.fixture
def declared(monkeypatch):
    """Only the readers that a test declares."""
    monkeypatch.setattr(readers, "readers", {})
    monkeypatch.setattr("guanxi.engine.events.lag.readers", readers.readers)
    return readers.readers


@pytest.fixture
def seen(declared):
    """What a plain reader was given."""
    verbs: list[str] = []

    @reader("plain")
    def plain(batch: list[Event]) -> None:
        verbs.extend(event.verb for event in batch if event.entity == "test")

    return verbs


@pytest.fixture(scope="module")
def own_server():
    """A PostgreSQL that nobody else uses: transactions of other databases on a server hold readers up as well."""
    with tempfile.TemporaryDirectory(prefix="gx") as folder:
        try:
            at = psycopg.conninfo.conninfo_to_dict(postgres.ensure(Path(folder), fast_for_tests=True))
            yield {"NAME": at["dbname"], "USER": at["user"], "HOST": at["host"], "PORT": at.get("port", "")}
        finally:
            postgres.release(Path(folder))


@pytest.fixture
def alone(own_server, django_db_blocker):
    """The default connection leads to the server of this module's own, without any transaction around the test."""
    kept = dict(connection.settings_dict)
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict.update(own_server)
        try:
            with connection.schema_editor() as editor:
                for model in MODELS:
                    editor.create_model(model)
            yield
            with connection.schema_editor() as editor:
                for model in MODELS:
                    editor.delete_model(model)
        finally:
            connection.close()
            connection.settings_dict.update(kept)


@contextmanager
def another() -> Iterator[object]:
    """A connection of its own, as another process has."""
    other = connections.create_connection("default")
    try:
        yield other
    finally:
        other.close()


def insert(cursor, verb: str) -> None:
    cursor.execute(
        "INSERT INTO engine_event"
        " (id, at, entity, verb, via, address, request, reason, version, changes, previous, hash)"
        " VALUES (gen_random_uuid(), now(), 'test', %s, '', '', '', '', 0, '{}', '', '')",
        [verb],
    )


@pytest.mark.usefixtures("alone")
def test_an_open_transaction_is_waited_for_and_what_came_after_it_too(seen):
    """Numbers are handed out before commit: the reader must not run past a transaction that is still open."""
    with another() as slow:
        slow.set_autocommit(False)
        with slow.cursor() as cursor:
            insert(cursor, "began first, ends last")
        note("test", "began later, ended first", {})
        for _attempt in range(3):
            read_all()
        assert seen == []
        assert Event.objects.count() == 1
        slow.commit()
    until(lambda: read_all() == 0 and len(seen) == 2)
    assert seen == ["began first, ends last", "began later, ended first"]


@pytest.mark.usefixtures("alone")
def test_what_is_rolled_back_is_not_waited_for_any_longer(seen):
    with another() as slow:
        slow.set_autocommit(False)
        with slow.cursor() as cursor:
            insert(cursor, "never")
        note("test", "stays", {})
        read_all()
        assert seen == []
        slow.rollback()
    until(lambda: read_all() or seen)
    assert seen == ["stays"]


@pytest.mark.usefixtures("alone")
def test_a_transaction_that_only_reads_holds_nobody_up(seen):
    with another() as looking:
        looking.set_autocommit(False)
        with looking.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM engine_event")
            note("test", "at once", {})
            until(lambda: read_all() or seen)
    assert seen == ["at once"]


@pytest.mark.usefixtures("alone")
def test_many_writers_and_readers_at_once_lose_and_repeat_nothing(declared):
    """Eight connections commit in random order while two readers compete; each event is read once, in order."""
    order: list[tuple[int, str]] = []

    @reader("all")
    def everything(batch: list[Event]) -> None:
        order.extend((event.transaction, event.verb) for event in batch)

    def write(number: int) -> None:
        chance = random.Random(number)
        with another() as own:
            own.set_autocommit(False)
            for count in range(15):
                with own.cursor() as cursor:
                    insert(cursor, f"{number}.{count}")
                    time.sleep(chance.uniform(0, 0.02))
                own.commit()

    def read() -> None:
        try:
            while not done.is_set():
                read_all()
                time.sleep(0.005)
        finally:
            connections.close_all()

    done = threading.Event()
    writing = [threading.Thread(target=write, args=[number]) for number in range(8)]
    reading = [threading.Thread(target=read) for _number in range(2)]
    for thread in (*writing, *reading):
        thread.start()
    for thread in writing:
        thread.join()
    try:
        until(lambda: len(order) >= 120)
    finally:
        done.set()
        for thread in reading:
            thread.join()
    assert sorted(verb for _number, verb in order) == sorted(f"{n}.{c}" for n in range(8) for c in range(15))
    assert [number for number, _verb in order] == sorted(number for number, _verb in order)


@pytest.mark.usefixtures("alone")
def test_one_process_at_a_time(seen):
    note("test", "one", {})
    until(lambda: read_all() or seen)
    with another() as busy:
        busy.set_autocommit(False)
        with busy.cursor() as cursor:
            cursor.execute("SELECT 1 FROM engine_readerposition WHERE name = 'plain' FOR UPDATE")
        note("test", "two", {})
        assert read_all() == 0
        busy.rollback()
    until(lambda: read_all() or len(seen) == 2)
    assert seen == ["one", "two"]


def everything():
    """All of a test's events, its own open transaction included."""
    return Event.objects.filter(entity="test")


@pytest.mark.django_db
def test_a_failing_reader_stops_neither_the_others_nor_what_came_before(declared, monkeypatch):
    done: list[str] = []

    @reader("picky")
    def picky(batch: list[Event]) -> None:
        for event in batch:
            Counter.objects.create(series=f"picky.{event.verb}")
            if event.verb == "bad":
                raise ValueError("can't read this")

    @reader("other")
    def other(batch: list[Event]) -> None:
        done.extend(event.verb for event in batch)

    for verb in ("good", "fine", "bad", "late"):
        note("test", verb, {})
    read_all(events=everything)
    assert done == ["good", "fine", "bad", "late"]
    # What it did with the bad one was undone; what it did before it stands.
    assert set(Counter.objects.filter(series__startswith="picky").values_list("series", flat=True)) == {
        "picky.good",
        "picky.fine",
    }
    (lag,) = (lag for lag in lags() if lag.name == "picky")
    assert (lag.unread, lag.error) == (2, "ValueError: can't read this")
    position = ReaderPosition.objects.get(name="picky")
    assert position.failures == 1
    assert position.retry_at is not None
    assert read_all(events=everything) == 0
    monkeypatch.setitem(declared, "picky", Reader("picky", lambda batch: None))
    assert read_all(events=everything, waiting=False) == 2
    assert [lag.unread for lag in lags()] == [0, 0]
    assert ReaderPosition.objects.get(name="picky").error == ""


@pytest.mark.django_db
def test_position_and_effect_stand_or_fall_together(declared):
    @reader("effect")
    def effect(batch: list[Event]) -> None:
        Counter.objects.create(series="effect")

    note("test", "one", {})
    place = transaction.savepoint()
    assert read_all(events=everything) == 1
    transaction.savepoint_rollback(place)
    assert not Counter.objects.filter(series="effect").exists()
    assert read_all(events=everything) == 1
    assert read_all(events=everything) == 0


@pytest.mark.django_db
def test_a_reader_may_gather_before_it_is_called_again(declared):
    batches: list[int] = []
    slow = Reader("slow", lambda batch: batches.append(len(batch)), pause=60)
    note("test", "one", {})
    assert read_some(slow, events=everything) == 1
    note("test", "two", {})
    note("test", "three", {})
    assert read_some(slow, events=everything) == 0
    assert read_some(slow, events=everything, waiting=False) == 2
    assert batches == [1, 2]


@pytest.mark.django_db
def test_a_new_reader_may_begin_with_what_comes_next(declared):
    got: list[str] = []
    note("test", "before", {})
    late = Reader("late", lambda batch: got.extend(event.verb for event in batch), from_start=False)
    assert read_some(late, events=everything) == 0
    note("test", "after", {})
    assert read_some(late, events=everything) == 1
    assert got == ["after"]


@pytest.mark.django_db
def test_more_than_a_batch_is_read_in_batches(declared, monkeypatch):
    monkeypatch.setattr(readers, "BATCH", 3)
    sizes: list[int] = []
    one = Reader("sizes", lambda batch: sizes.append(len(batch)))
    for number in range(8):
        note("test", str(number), {})
    assert read_some(one, events=everything) == 8
    assert sizes == [3, 3, 2]
