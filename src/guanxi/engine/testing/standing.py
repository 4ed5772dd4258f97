"""What the tests of a file share: built once, in a transaction around each of theirs, unless one of them commits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

import pytest
from django.db import transaction

Built = TypeVar("Built")


class Standing(Generic[Built]):
    """Called, it gives a copy of what stands, or builds it; what a test changes is gone with the test."""

    def __init__(self, build: Callable[[], Built], again: Callable[[Built], Built]) -> None:
        self._build, self._again = build, again
        self._here: Built | None = None

    def __call__(self) -> Built:
        return self._build() if self._here is None else self._again(self._here)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Inside, it stands; asked again inside, it is the same one."""
        if self._here is not None:
            yield
            return
        with transaction.atomic():
            self._here = self._build()
            try:
                yield
            finally:
                self._here = None
                transaction.set_rollback(True)


def of_this_file(request: pytest.FixtureRequest) -> list[pytest.Item]:
    """The tests of the file that a fixture is asked for in."""
    return [item for item in request.session.items if item.path == request.path]


def commits(request: pytest.FixtureRequest) -> bool:
    """Whether one of them does."""
    here = of_this_file(request)
    marks = (mark for item in here for mark in item.iter_markers("django_db"))
    return any(mark.kwargs.get("transaction") for mark in marks) or any(
        "transactional_db" in getattr(item, "fixturenames", ()) for item in here
    )
