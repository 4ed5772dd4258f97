"""Several connections at once: numbers without gaps, no lost update, and another try when the database asks for it."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connection

from guanxi.engine import gate, numbering
from guanxi.engine.errors import Conflict, Invalid
from guanxi.engine.events.chain import digest
from guanxi.engine.models import Event
from guanxi.engine.reading import read_one
from guanxi.engine.registry import registry
from guanxi.engine.testing.company import Acting
from guanxi.engine.transactions import MOST_TRIES, atomically

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each piece of work gave, done in threads with connections of their own."""

    def one(work: Callable[[], Any]) -> Any:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result(60) for future in [pool.submit(one, work) for work in works]]


def check_chain(key: Any) -> None:
    previous = b""
    for number, event in enumerate(Event.objects.filter(record=key).order_by("version"), start=1):
        assert (event.version, bytes(event.previous)) == (number, previous)
        previous = digest(event, previous)
        assert bytes(event.hash) == previous


def test_numbers_have_neither_gap_nor_repeat(boss: Acting) -> None:
    face = registry["quotes"]

    def some(who: int) -> list[str]:
        made = []
        for n in range(8):
            with pytest.raises(Invalid):
                gate.create(face, {"name": "x", "amount": -1}, actor=boss, given="json")
            made.append(gate.create(face, {"name": f"{who}.{n}"}, actor=boss).number)
        return made

    numbers = [number for made in at_once(*(lambda who=who: some(who) for who in range(4))) for number in made]
    assert sorted(numbers) == [f"Q-{n:05}" for n in range(1, 33)]
    assert numbering.take("quotes.number") == 33


def test_no_increment_is_lost(boss: Acting) -> None:
    face = registry["partners"]
    record = gate.create(face, {"name": "P", "rating": 0}, actor=boss)

    def count(times: int) -> int:
        refused = 0
        while times:
            row = read_one(face, record.pk, boss)
            try:
                changes = {"rating": row["rating"] + 1}
                gate.update(face, record.pk, changes, actor=boss, version=row["version"], strict=True)
                times -= 1
            except Conflict:
                refused += 1
        return refused

    at_once(*(lambda: count(6) for _ in range(4)))
    row = read_one(face, record.pk, boss)
    assert (row["rating"], row["version"]) == (24, 25)
    check_chain(record.pk)


def test_changes_of_different_fields_all_arrive(boss: Acting) -> None:
    face = registry["partners"]
    record = gate.create(face, {"name": "P"}, actor=boss)
    wanted = {"note": "n", "rating": 3, "email": "a@example.com", "phone": "+8613800006120", "kind": "dealer"}
    start = threading.Barrier(len(wanted))

    def change(name: str) -> None:
        start.wait(20)
        gate.update(face, record.pk, {name: wanted[name]}, actor=boss, version=1)

    at_once(*(lambda name=name: change(name) for name in wanted))
    row = read_one(face, record.pk, boss)
    assert {name: row[name] for name in wanted} == wanted
    assert row["version"] == 1 + len(wanted)
    check_chain(record.pk)


def test_many_at_once_and_single_changes_get_along(boss: Acting) -> None:
    face = registry["partners"]
    keys = [gate.create(face, {"name": f"P{n}", "rating": 0}, actor=boss).pk for n in range(12)]

    def all_of_them(keys: list[Any]) -> int:
        return sum(len(gate.bulk(face, keys, "update", {"rating": n}, actor=boss).done) for n in range(1, 6))

    def one_by_one() -> int:
        for key in reversed(keys):
            gate.update(face, key, {"note": "seen"}, actor=boss)
        return len(keys)

    done = at_once(lambda: all_of_them(keys), lambda: all_of_them(keys[::-1]), one_by_one)
    assert done == [60, 60, 12]
    for key in keys:
        row = read_one(face, key, boss)
        assert (row["rating"], row["note"]) == (5, "seen")
        check_chain(key)


def test_a_deadlock_is_tried_again(boss: Acting) -> None:
    face = registry["partners"]
    keys = [gate.create(face, {"name": f"P{n}"}, actor=boss).pk for n in range(2)]
    both_hold_one = threading.Barrier(2)
    tries = {0: 0, 1: 0}

    def cross(who: int) -> None:
        def work() -> None:
            tries[who] += 1
            first, second = keys if who == 0 else keys[::-1]
            gate.update(face, first, {"note": f"{who}"}, actor=boss)
            if tries[who] == 1:
                both_hold_one.wait(20)
            gate.update(face, second, {"note": f"{who}"}, actor=boss)

        atomically(work)

    at_once(lambda: cross(0), lambda: cross(1))
    assert sorted(tries.values()) == [1, 2]
    notes = {read_one(face, key, boss)["note"] for key in keys}
    assert len(notes) == 1, "whoever came last changed both"
    for key in keys:
        assert read_one(face, key, boss)["version"] == 3
        check_chain(key)


def test_a_serialisation_failure_is_tried_again_but_not_for_ever(boss: Acting) -> None:
    tries = []

    def failing(until: int) -> str:
        tries.append(1)
        if len(tries) < until:
            with connection.cursor() as cursor:
                cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'once more' USING ERRCODE = '40001'; END $$")
        return "done"

    assert atomically(lambda: failing(3)) == "done"
    assert len(tries) == 3
    tries.clear()
    with pytest.raises(OperationalError):
        atomically(lambda: failing(100))
    assert len(tries) == MOST_TRIES


def test_a_record_is_deleted_or_changed_but_not_both(boss: Acting) -> None:
    from guanxi.engine.errors import NotFound

    face = registry["partners"]
    for _ in range(5):
        record = gate.create(face, {"name": "P"}, actor=boss)
        start = threading.Barrier(2)

        def attempt(work: Callable[[], Any], start: threading.Barrier = start) -> str:
            start.wait(20)
            try:
                work()
            except (NotFound, Conflict) as refused:
                return refused.code
            return "done"

        key = record.pk
        deleted, changed = at_once(
            lambda key=key: attempt(lambda: gate.delete(face, key, actor=boss, version=1)),
            lambda key=key: attempt(lambda: gate.update(face, key, {"note": "x"}, actor=boss)),
        )
        assert (deleted, changed) in {("done", "not_found"), ("conflict", "done")}
        check_chain(record.pk)
