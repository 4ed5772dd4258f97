"""Libraries that connect by themselves: while they do, their thread reaches only addresses that were judged."""

from __future__ import annotations

import errno
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from guanxi.engine.outgoing.addresses import is_open, reachable

_here = threading.local()


@contextmanager
def guarded(host: str, port: int) -> Iterator[list[str]]:
    """The addresses of a host, as `reachable` tells them; raises what it raises.

    Until the end, whatever this thread connects to by Python's sockets is judged in that moment: a name that is looked
    up once more, and a server that sends the library on to another, lead nowhere else. What is refused is an OSError.
    """
    addresses = reachable(host, port)
    _watch()
    before = getattr(_here, "known", None)
    _here.known = frozenset(addresses)
    try:
        yield addresses
    finally:
        _here.known = before


@cache
def _watch() -> None:
    sys.addaudithook(_judge)


def _judge(event: str, about: tuple[Any, ...]) -> None:
    """Python calls this before it connects, wherever in the process; it only speaks of guarded threads."""
    if event != "socket.connect":
        return
    known = getattr(_here, "known", None)
    if known is None:
        return
    address = about[1][0] if isinstance(about[1], tuple) else ""
    if address not in known and not is_open(address):
        raise PermissionError(errno.EACCES, f"{address} is inside a network that Guanxi may not reach")
