"""What is asked of an address, and how."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ONCE, ENTITY, RECORD, FILE, IMPORT, JOB = "once", "entity", "record", "file", "import", "job"


@dataclass(frozen=True)
class Write:
    """A request that would change something, were it allowed."""

    method: str
    url: str
    data: dict[str, Any] = field(default_factory=dict)
    by_readers: bool = False
    """Whether who reads the record may do this one, while the address's other writes are refused them."""


@dataclass(frozen=True)
class Route:
    """What is asked of an address, for each of what it is about; `note` where it can't be asked."""

    about: str
    reads: tuple[str, ...] = ()
    writes: tuple[Write, ...] = ()
    note: str = ""
    by_readers: bool = False
    """Whether who reads a record may do this to it: talking about it, following it."""


def form(url: str, **data: Any) -> Write:
    return Write("FORM", url, data)


def json(method: str, url: str, **data: Any) -> Write:
    return Write(method, url, data)
