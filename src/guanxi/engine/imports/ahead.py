"""Working one step ahead: what comes next is read while the database takes in what came before."""

from __future__ import annotations

import contextvars
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.utils import timezone, translation

Item = TypeVar("Item")
_END: Any = object()


def one_ahead(items: Iterator[Item]) -> Iterator[Item]:
    """The same items in the same order, the next of them made in a thread meanwhile; it must not ask the database.

    The language and time zone of the caller hold in the thread. What the iterator raises is raised in its place.
    """
    context, language, zone = contextvars.copy_context(), translation.get_language(), timezone.get_current_timezone()

    def step() -> Item:
        with translation.override(language), timezone.override(zone):
            return next(items, _END)

    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as thread:
        coming = thread.submit(context.run, step)
        while (item := coming.result()) is not _END:
            coming = thread.submit(context.run, step)
            yield item
