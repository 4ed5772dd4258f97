"""Work that changes nothing, in steps between which it can be stopped, and from which it can go on."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from guanxi.engine.reading.rows import titles_of
from guanxi.engine.wording import About

PATIENCE = 1.0
"""Seconds for which a page waits for the answer."""
END = "end"
Found = dict[str, Any]
"""What was found so far, as JSON: numbers and keys, no names."""


class TooLong(Exception):
    """It isn't done within a moment."""


class Simulation:
    """What one rule would do, as far as one actor sees the records."""

    def work(self, found: Found) -> Iterator[tuple[int, int]]:
        """Add to `found` what the next records say, step by step; gives how far it is, of how many (0: not known).

        After each step `found` is whole: with it the work goes on elsewhere.
        """
        raise NotImplementedError

    def told(self, found: Found) -> list[str]:
        """What was found, line by line, in the reader's language and with their rights."""
        raise NotImplementedError


class AllAtOnce(Simulation):
    """Lines that one step gives; those about records are kept without their words."""

    def __init__(self, lines: Callable[[], Iterable[str]], access: Any) -> None:
        self.lines, self.access = lines, access

    def work(self, found: Found) -> Iterator[tuple[int, int]]:
        found["lines"] = [
            {"entity": line.entity, "key": str(line.key)} if isinstance(line, About) else str(line)
            for line in self.lines()
        ]
        yield 1, 1

    def told(self, found: Found) -> list[str]:
        return with_names(found.get("lines", ()), self.access)


def with_names(lines: Iterable[Any], access: Any) -> list[str]:
    """Lines as they were kept, records by their titles; those that may not be seen any more are left out."""
    kept = list(lines)
    keys: dict[str, set[uuid.UUID]] = {}
    for line in kept:
        if isinstance(line, dict):
            keys.setdefault(line["entity"], set()).add(uuid.UUID(line["key"]))
    titles = {key: (name, title) for name in keys for key, title in titles_of(name, keys[name], access).items()}
    told: list[str] = []
    for line in kept:
        if not isinstance(line, dict):
            told.append(line)
        elif (key := uuid.UUID(line["key"])) in titles:
            told.append(About(titles[key][1], line["entity"], key))
    return told


def in_chunks(
    rows: QuerySet[Any], found: Found, size: int, take: Callable[[QuerySet[Any]], None]
) -> Iterator[tuple[int, int]]:
    """Give rows to `take` in the order of their keys, so many at a time; `found` keeps how far it is.

    How many there are is only counted where one chunk isn't enough.
    """
    while (after := found.get("after", "")) != END:
        ahead = rows.filter(pk__gt=uuid.UUID(after)) if after else rows
        last = list(ahead.order_by("pk").values_list("pk", flat=True)[size - 1 : size])
        if last and "total" not in found:
            found["total"] = rows.order_by().values("pk").count()
        take(ahead.filter(pk__lte=last[0]) if last else ahead)
        found["done"] = found.get("done", 0) + (size if last else 0)
        found["after"] = str(last[0]) if last else END
        total = found.get("total", 0)
        yield (found["done"] if last else total), total


def worked_out(simulation: Simulation, found: Found | None = None) -> Found:
    """All of it, however long it takes."""
    result: Found = {} if found is None else found
    for _step in simulation.work(result):
        pass
    return result


def within_patience(simulation: Simulation, seconds: float) -> Found | None:
    """All of it, if that takes no longer; else nothing."""
    found: Found = {}
    deadline = time.monotonic() + seconds
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('statement_timeout')")
            (before,) = cursor.fetchone()
            _at_most(cursor, f"{max(1, round(seconds * 1000))}ms")
            for _step in simulation.work(found):
                left = deadline - time.monotonic()
                if left <= 0:
                    raise TooLong
                _at_most(cursor, f"{max(1, round(left * 1000))}ms")
            _at_most(cursor, before)
    except (TooLong, OperationalError):
        return None
    return found


def _at_most(cursor: Any, span: str) -> None:
    cursor.execute("SELECT set_config('statement_timeout', %s, true)", [span])
