"""Other servers that are asked by the clock: where they are, and what is in the way of reaching them, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils.translation import gettext as _

from guanxi.engine import outgoing
from guanxi.engine.errors import Invalid
from guanxi.engine.models.regular import RegularImport

_SERVER = re.compile(
    r"(?P<tls>tls://)?(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:(?P<port>[0-9]{1,5}))?", re.IGNORECASE
)


@dataclass(frozen=True)
class Server:
    """A place in the network; `is_proved` asks for encryption and a certificate that holds for the host."""

    host: str
    port: int
    is_proved: bool


def place_of(regular: RegularImport, usual_port: int) -> Server:
    """The server that a regular import names; raises Invalid."""
    match = _SERVER.fullmatch(regular.server.strip())
    port = int(match["port"] or usual_port) if match else 0
    if match is None or not 1 <= port <= 65535:
        told = _("Write it like db.example.com, db.example.com:5433 or tls://db.example.com.")
        raise Invalid({"server": [told]})
    return Server(match["host"].strip("[]"), port, bool(match["tls"]))


@contextmanager
def getting_in(server: Server, *errors: type[Exception]) -> Iterator[list[str]]:
    """The addresses of a server; what is in the way of a connection is told in words.

    Drivers that open their own sockets are held to addresses that are judged.
    """
    known: tuple[type[Exception], ...] = (OSError, UnicodeError, *errors)
    try:
        with outgoing.guarded(server.host, server.port) as addresses:
            yield addresses
    except known as bad:
        told = {"host": server.host[:100], "why": line_of(bad)}
        raise outgoing.Unreachable(_("“%(host)s” can't be reached: %(why)s") % told) from bad


def line_of(bad: Exception) -> str:
    """What an error says; the drivers of MySQL put a number before it."""
    told = bad.args[1] if len(bad.args) == 2 and isinstance(bad.args[1], str) else str(bad)
    return " ".join(told.split())[:300] or type(bad).__name__
