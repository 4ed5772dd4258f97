"""The search index of a table that grows fast: what is added is taken in beside the run instead of by it."""

from __future__ import annotations

import contextlib
import contextvars
import logging
import threading
from collections.abc import Iterator

from django.db import Error, connection, models

from guanxi.engine.sql import leave_pending, take_in_pending

LEFT = 64
"""Megabytes that a transaction may leave. It never comes to that, as what is left is taken in all the time."""
PAUSE = 2.5
"""Seconds: more taken in at once costs less of each, but a search reads what waits."""
_log = logging.getLogger(__name__)


class Indexing:
    """A second connection that takes in what the first one adds, from entering until leaving."""

    def __init__(self, model: type[models.Model]) -> None:
        self._model = model
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Indexing:
        if not connection.in_atomic_block:  # otherwise nobody else sees what is added
            work = contextvars.copy_context().run
            self._thread = threading.Thread(target=work, args=(self._work,), name="indexing", daemon=True)
            self._thread.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self._over.set()
        if self._thread:
            self._thread.join()

    def leave(self) -> None:
        """Inside a transaction: leave what it adds to the other connection."""
        if self._thread and self._thread.is_alive():
            leave_pending(LEFT)

    def _work(self) -> None:
        with _closing():
            over = False
            while not over:
                over = self._over.wait(PAUSE)
                take_in_pending(self._model)


@contextlib.contextmanager
def _closing() -> Iterator[None]:
    """The thread's connection is closed; when it broke, the run goes on and takes in by itself what it adds."""
    try:
        yield
    except Error as why:
        _log.warning("The search index is not taken in beside the import any more: %s", why)
    finally:
        connection.close()
