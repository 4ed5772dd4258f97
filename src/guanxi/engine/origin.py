"""From where a change comes: page, API, import, command, job; told in every event."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Origin:
    """The way and the place a piece of work came from."""

    via: str = "system"
    address: str = ""
    request: str = ""
    reason: str = ""


_NOWHERE = Origin()
_current: ContextVar[Origin] = ContextVar("guanxi_origin", default=_NOWHERE)
_memory: ContextVar[dict[Any, Any] | None] = ContextVar("guanxi_memory", default=None)
_unguarded: ContextVar[bool] = ContextVar("guanxi_unguarded", default=False)


def current() -> Origin:
    """The origin of what is being done now."""
    return _current.get()


@contextmanager
def origin(via: str, address: str = "", request: str = "") -> Iterator[None]:
    """Everything done inside is told to come from here."""
    token = _current.set(Origin(via, address, request))
    memory = _memory.set({} if request else None)
    try:
        yield
    finally:
        _memory.reset(memory)
        _current.reset(token)


def memory() -> dict[Any, Any] | None:
    """What was found out for the request that runs now, so that it isn't asked twice; None outside of requests."""
    return _memory.get()


def forget() -> None:
    """Something is about to change: what was found out may not hold any more."""
    memory = _memory.get()
    if memory:
        memory.clear()


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
