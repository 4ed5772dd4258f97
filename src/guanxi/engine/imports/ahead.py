"""Working ahead: what comes next is made while the database takes in what came before."""

from __future__ import annotations

import contextvars
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone, translation

Item = TypeVar("Item")
_END: Any = object()
_OFTEN = 12
_AWAY = 1e-5


def made_ahead(items: Iterator[Item], most: int) -> Generator[Item, None, None]:
    """The same items in the same order, up to `most` of them made in a thread meanwhile; it must not ask the database.

    The language and time zone of the caller hold in the thread. What the iterator raises is raised in its place.
    """
    context, language, zone = contextvars.copy_context(), translation.get_language(), timezone.get_current_timezone()

    def step() -> Item:
        with translation.override(language), timezone.override(zone):
            return next(items, _END)

    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as thread:
        coming: deque[Future[Item]] = deque()
        while True:
            while len(coming) <= most:
                coming.append(thread.submit(context.run, step))
            item = coming.popleft().result()
            if item is _END:
                return
            yield item


class AsksTheDatabase(Exception):
    """Something that is made ahead wanted to know what only the database tells."""


@contextmanager
def without_database() -> Iterator[None]:
    """Inside, and in this thread alone, whoever asks the database gets AsksTheDatabase instead."""

    def refuse() -> None:
        raise AsksTheDatabase

    own: Any = connections[DEFAULT_DB_ALIAS]
    own.ensure_connection = refuse
    try:
        yield
    finally:
        del own.ensure_connection


def giving_way(items: Iterable[Item]) -> Iterator[Item]:
    """The same items, with pauses of some microseconds in which the thread that waits for these ones goes first.

    Only one thread of a process computes at a time. The one that feeds the database has little to do between its
    waits, but would get its turn milliseconds late each time, and so would the database.
    """
    for place, item in enumerate(items):
        if not place % _OFTEN:
            time.sleep(_AWAY)
        yield item
