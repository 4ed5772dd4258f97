"""One helper for every transaction that changes something: all or nothing, and once more when the database asks."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection, transaction

Result = TypeVar("Result")
MOST_TRIES = 5
_AGAIN = {"40001", "40P01"}
"""Serialisation failure and deadlock: the database's own words for "once more"."""


def atomically(work: Callable[[], Result]) -> Result:
    """Run the work in one transaction; inside another transaction it simply belongs to it."""
    if connection.in_atomic_block:
        with transaction.atomic():
            return work()
    for attempt in range(1, MOST_TRIES + 1):
        try:
            with transaction.atomic():
                return work()
        except OperationalError as failed:
            if attempt == MOST_TRIES or getattr(failed.__cause__, "sqlstate", None) not in _AGAIN:
                raise
            time.sleep(random.uniform(0.005, 0.03) * attempt)  # noqa: S311 (jitter, no secret)
    raise AssertionError("unreachable")
