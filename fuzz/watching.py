"""Whether the interpreter opens, loads or runs something while a formula is worked out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

REACHES = (
    "open",
    "exec",
    "import",
    "subprocess",
    "os.",
    "socket.",
    "ctypes",
    "code.",
    "pty.",
    "shutil.",
    "sqlite3",
    "object.__",
)
"""What it tells of such things, by how their names begin."""
_told: list[str] | None = None


def _look(event: str, _args: tuple[Any, ...]) -> None:
    if _told is not None and event.startswith(REACHES):
        _told.append(event)


sys.addaudithook(_look)


@contextmanager
def watched() -> Iterator[list[str]]:
    """Everything that the interpreter opens, loads or runs inside."""
    global _told
    _told = told = []
    try:
        yield told
    finally:
        _told = None
