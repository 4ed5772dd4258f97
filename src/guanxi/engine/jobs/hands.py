"""Which tickets this machine's workers have in hand: a locked file each, which the kernel unlocks when a process ends.

So the next worker on the machine sees at once that one was killed, where others wait until its lease is over. One that
stands still keeps its locks, and a machine that is gone can't be seen here: for both there is the lease.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

FOLDER = "in-hand"
_log = logging.getLogger(__name__)


@contextmanager
def in_hand(ticket: int | None) -> Iterator[None]:
    """While this lasts, nobody on this machine takes the ticket for dropped."""
    with ExitStack() as until_done:
        try:
            if ticket is not None:
                until_done.enter_context(_held(_folder() / f"{_prefix()}{ticket}"))
        except OSError as problem:  # the lease still tells that a worker is gone
            _log.warning("Ticket %s could not be marked as in hand: %s", ticket, problem)
        yield


@contextmanager
def dropped() -> Iterator[list[int]]:
    """The tickets of this machine's workers that were killed; forgotten when the block ends well."""
    with ExitStack() as until_done:
        found = {path: ticket for path, ticket in _marked() if _is_let_go(path, until_done)}
        yield list(found.values())
        for path in found:
            path.unlink(missing_ok=True)


@contextmanager
def _held(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    unseen = path.with_suffix(f".{os.getpid()}")
    with open(unseen, "wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        unseen.rename(path)  # whoever finds it finds it locked
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def _marked() -> Iterator[tuple[Path, int]]:
    prefix = _prefix()
    for path in _folder().glob(f"{prefix}*"):
        if (number := path.name.removeprefix(prefix)).isdecimal():
            yield path, int(number)


def _is_let_go(path: Path, until_done: ExitStack) -> bool:
    """Whether its process is gone; then this one holds it."""
    try:
        with ExitStack() as opened:
            file = opened.enter_context(open(path, "rb"))
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(file.fileno()).st_ino != path.stat().st_ino:  # that of other work, which has ended
                return False
            until_done.push(opened.pop_all())
            return True
    except OSError:
        return False


def _folder() -> Path:
    return Path(settings.DATA_DIR) / FOLDER


def _prefix() -> str:
    """Of this machine and this database: the folder may be shared by several, and tickets are numbers."""
    at = connection.settings_dict
    told = "\n".join(str(part) for part in (socket.gethostname(), at["HOST"], at["PORT"], at["NAME"]))
    return hashlib.sha256(told.encode()).hexdigest()[:12] + "-"
