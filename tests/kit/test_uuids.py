"""Version 7 UUIDs: format, order, threads, forks, bounds."""

import os
import threading
import time
import uuid

import pytest

from guanxi.kit import uuids
from guanxi.kit.uuids import milliseconds, uuid7, uuid7_at


def test_has_the_version_variant_and_time_of_rfc_9562(monkeypatch):
    monkeypatch.setattr(uuids, "_last_ms", 0)  # another test may have made some in the future
    before = time.time_ns() // 1_000_000
    made = uuid7()
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert before - 5 <= milliseconds(made) <= time.time_ns() // 1_000_000 + 5
    assert uuid.UUID(str(made)) == made


def test_grows_within_a_process_even_when_the_clock_goes_back(monkeypatch):
    first = uuid7()
    monkeypatch.setattr(uuids.time, "time_ns", lambda: 1_000_000_000)
    later = [uuid7() for _ in range(5000)]
    assert later == sorted(later)
    assert first < later[0]


def test_a_full_counter_borrows_from_the_next_millisecond(monkeypatch):
    last = uuid7()
    monkeypatch.setattr(uuids.time, "time_ns", lambda: 0)
    monkeypatch.setattr(uuids, "_counter", (1 << 28) - 1)
    made = uuid7()
    assert milliseconds(made) == milliseconds(last) + 1
    assert made > last


def test_threads_never_share_one():
    made: list[list[uuid.UUID]] = [[] for _ in range(8)]

    def work(into: list[uuid.UUID]) -> None:
        into.extend(uuid7() for _ in range(5000))

    threads = [threading.Thread(target=work, args=(into,)) for into in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one for into in made for one in into}) == 40_000
    assert all(into == sorted(into) for into in made)


def test_a_forked_child_makes_others_than_its_parent():
    uuid7()
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, b"".join(uuid7().bytes for _ in range(100)))
        os._exit(0)
    os.waitpid(child, 0)
    theirs = os.read(read, 1600)
    ours = {uuid7().bytes[8:] for _ in range(100)}
    assert not ours & {theirs[i + 8 : i + 16] for i in range(0, 1600, 16)}


def test_the_bound_of_a_time_lies_below_what_is_made_then():
    made = uuid7()
    assert uuid7_at(milliseconds(made)) <= made < uuid7_at(milliseconds(made) + 1)
    assert uuid7_at(milliseconds(made)).version == 7


@pytest.mark.parametrize("ms", [-1, 1 << 48])
def test_a_time_out_of_range_is_refused(ms):
    with pytest.raises(ValueError, match="milliseconds"):
        uuid7_at(ms)
