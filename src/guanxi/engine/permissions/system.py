"""The one audited way around rights."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from guanxi.engine import origin
from guanxi.engine.permissions.access import Access
from guanxi.engine.permissions.grants import Grant, Scope


class System:
    """The actor that is nobody: set-up, migrations, jobs without a person. Only `as_system` makes one."""

    pk = None
    is_active = True

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self.access = Access([Grant("*", frozenset("*"), Scope.ALL, role="system")])

    def __str__(self) -> str:
        return "system"


@contextmanager
def as_system(reason: str) -> Iterator[System]:
    """Act beyond every right, for a reason that is told in each event and logged in itself."""
    if not reason.strip():
        raise ValueError("as_system needs a reason")
    from guanxi.engine.events.writing import note

    with origin.because(reason), origin.unguarded():
        note("system", "as_system", {"reason": reason})
        yield System(reason)
