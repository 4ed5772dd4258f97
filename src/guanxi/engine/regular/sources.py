"""What there is to take, wherever it comes from."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from guanxi.engine.imports import storage
from guanxi.engine.models.regular import DATABASE, FOLDER, MAILBOX, URL, RegularImport


@dataclass
class Item:
    """A file in this system's own storage, and what becomes of the one it was copied from."""

    name: str
    key: uuid.UUID
    digest: str
    keep: Callable[[bool, dict[str, Any]], None] = lambda _went_well, _memory: None
    """Called when it was imported, or could not be, with what is remembered of the source."""
    once: bool = True
    """Whether the same bytes are never taken twice; else only when others were taken in between."""

    def drop(self) -> None:
        """Away with the copy; an import has its own."""
        storage.remove(self.key)


@dataclass
class Look:
    """A look at a source: what can be taken, and what should be looked at again soon."""

    items: Iterator[Item]
    memory: dict[str, Any]
    is_unsettled: bool = False


@contextmanager
def looking(regular: RegularImport, *, is_trial: bool) -> Iterator[Look]:
    """What is there now; nothing of it is changed. Raises EngineError for what can't be reached."""
    from guanxi.engine.regular import mailboxes, taking

    looks = {FOLDER: taking.folder, URL: taking.url, DATABASE: taking.database, MAILBOX: mailboxes.cards}
    look = looks[regular.source]
    with ExitStack() as stack:
        yield look(regular, stack, is_trial=is_trial)


def received(pieces: Iterable[bytes]) -> tuple[uuid.UUID, str]:
    """Bytes on the disk, and their digest; raises Invalid when there are too many, leaving nothing behind."""
    digest = hashlib.sha256()

    def counted() -> Iterator[bytes]:
        for piece in pieces:
            digest.update(piece)
            yield piece

    key = storage.receive(counted())
    return key, digest.hexdigest()
