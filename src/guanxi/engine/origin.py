"""From where a change comes: page, API, import, command, job; told in every event."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Origin:
    """The way and the place a piece of work came from."""

    via: str = "system"
    address: str = ""
    request: str = ""
    reason: str = ""


_NOWHERE = Origin()
_current: ContextVar[Origin] = ContextVar("guanxi_origin", default=_NOWHERE)
_unguarded: ContextVar[bool] = ContextVar("guanxi_unguarded", default=False)


def current() -> Origin:
    """The origin of what is being done now."""
    return _current.get()


@contextmanager
def origin(via: str, address: str = "", request: str = "") -> Iterator[None]:
    """Everything done inside is told to come from here."""
    token = _current.set(Origin(via, address, request))
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def because(reason: str) -> Iterator[None]:
    """Add a reason to the events written inside."""
    token = _current.set(replace(_current.get(), reason=reason))
    try:
        yield
    finally:
        _current.reset(token)


def guarded() -> bool:
    """Whether reading without an access rule is refused at this moment."""
    return not _unguarded.get()


@contextmanager
def unguarded() -> Iterator[None]:
    """The engine's own way around the query guard; interfaces never call it (an architecture test looks)."""
    token = _unguarded.set(True)
    try:
        yield
    finally:
        _unguarded.reset(token)
