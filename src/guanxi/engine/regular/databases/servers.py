"""What all database servers have in common: how one gets in, and what they say against a query, in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from django.utils.translation import gettext as _

from guanxi.engine.errors import Invalid
from guanxi.engine.models.regular import RegularImport
from guanxi.engine.regular.servers import Server, getting_in, line_of, place_of

__all__ = ["Server", "asking", "driver", "getting_in", "in_words", "refused", "server_of"]


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
def asking(*errors: type[Exception]) -> Iterator[None]:
    """What the database says against a query, in words."""
    known: tuple[type[Exception], ...] = (OSError, *errors)
    try:
        yield
    except known as bad:
        raise refused(line_of(bad)) from bad


def in_words(rows: Iterator[Any], *errors: type[Exception]) -> Iterator[Any]:
    """The rows; what comes in between is told in words, too."""
    with asking(*errors):
        yield from rows


def refused(why: str) -> Invalid:
    return Invalid({"query": [_("The database says: %(why)s") % {"why": " ".join(why.split())[:300]}]})
