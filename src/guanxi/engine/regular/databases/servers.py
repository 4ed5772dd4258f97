"""What all such servers have in common: where they are, how one gets in, and what they say in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

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


def server_of(regular: RegularImport, usual_port: int) -> Server:
    """The same for a database; raises Invalid, also where nobody could get in."""
    place = place_of(regular, usual_port)
    if not (regular.account and regular.secret and regular.database):
        raise Invalid({"secret": [_("A database, an account and its password are needed.")]})
    return place


def driver(name: str) -> Any:
    """The package that speaks with a kind of server; raises Invalid where it isn't installed."""
    try:
        return import_module(name)
    except ImportError as missing:
        told = _("The driver for this kind of database isn't installed. Who runs the server adds it: make databases.")
        raise Invalid({"system": [told]}) from missing


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
        told = {"host": server.host[:100], "why": _line(bad)}
        raise outgoing.Unreachable(_("“%(host)s” can't be reached: %(why)s") % told) from bad


@contextmanager
def asking(*errors: type[Exception]) -> Iterator[None]:
    """What the database says against a query, in words."""
    known: tuple[type[Exception], ...] = (OSError, *errors)
    try:
        yield
    except known as bad:
        raise refused(_line(bad)) from bad


def in_words(rows: Iterator[Any], *errors: type[Exception]) -> Iterator[Any]:
    """The rows; what comes in between is told in words, too."""
    with asking(*errors):
        yield from rows


def refused(why: str) -> Invalid:
    return Invalid({"query": [_("The database says: %(why)s") % {"why": " ".join(why.split())[:300]}]})


def _line(bad: Exception) -> str:
    """What an error says; the drivers of MySQL put a number before it."""
    told = bad.args[1] if len(bad.args) == 2 and isinstance(bad.args[1], str) else str(bad)
    return " ".join(told.split())[:300] or type(bad).__name__
