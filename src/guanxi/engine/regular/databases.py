"""Rows of another database: one SELECT, read-only, within a time, as the bytes of a table."""

from __future__ import annotations

import datetime as dt
import json
import re
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import PurePath
from typing import Any

import psycopg
from django.utils.translation import gettext as _
from psycopg.pq import ExecStatus

from guanxi.engine import outgoing
from guanxi.engine.errors import Invalid
from guanxi.engine.models.regular import POSTGRESQL, RegularImport
from guanxi.engine.regular import folders
from guanxi.kit.tables import csv_pieces

MOST_ROWS = 1_000_000
LONGEST = 300
"""Seconds."""
_CONNECTING = 10
_SERVER = re.compile(r"(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:(?P<port>[0-9]{1,5}))?")
_SELECT = re.compile(r"\s*(select|with|values|table)\b", re.IGNORECASE)
_STEPS = 100_000
"""So many steps of SQLite's machine go by between two looks at the clock."""
_READING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}


@contextmanager
def asked(regular: RegularImport) -> Iterator[Iterator[bytes]]:
    """The result of the query as CSV, read while the connection is open; raises EngineError, also in the reading."""
    if not _SELECT.match(regular.query):
        raise Invalid({"query": [_("A query begins with SELECT, and changes nothing.")]})
    asking = _postgresql if regular.system == POSTGRESQL else _sqlite
    with asking(regular) as (names, rows):
        yield csv_pieces(names, _texts(rows), safe=False)


@contextmanager
def _postgresql(regular: RegularImport) -> Iterator[tuple[list[str], Iterator[Sequence[Any]]]]:
    host, port = _server(regular.server, 5432)
    if not (regular.account and regular.secret and regular.database):
        raise Invalid({"secret": [_("A database, an account and its password are needed.")]})
    try:
        address = outgoing.reachable(host, port)[0]
        connection = psycopg.connect(
            host=host,
            hostaddr=address,
            port=port,
            dbname=regular.database,
            user=regular.account,
            password=regular.secret,
            passfile="/dev/null",
            connect_timeout=_CONNECTING,
            client_encoding="UTF8",
            options=f"-c statement_timeout={LONGEST}s -c idle_in_transaction_session_timeout={LONGEST}s",
        )
    except (OSError, psycopg.Error) as bad:
        raise outgoing.Unreachable(_unreachable(host, bad)) from bad
    with closing(connection), connection.cursor() as cursor:
        connection.read_only = True
        # `stream` asks by the protocol that takes one command alone, so none can follow the transaction's end.
        yield _columns(connection, regular.query), _in_words(cursor.stream(regular.query))


def _columns(connection: psycopg.Connection[Any], query: str) -> list[str]:
    """What the columns are called, also where there are no rows; the query is looked at and not carried out."""
    told = connection.pgconn.prepare(b"", query.encode("utf-8", "replace"))
    if told.status == ExecStatus.COMMAND_OK:
        told = connection.pgconn.describe_prepared(b"")
    if told.status != ExecStatus.COMMAND_OK:
        raise _refused(told.error_message.decode("utf-8", "replace"))
    return [(told.fname(place) or b"").decode("utf-8", "replace") for place in range(told.nfields)]


def _in_words(rows: Iterator[Any]) -> Iterator[Any]:
    """The rows; what the database says against them is told in words."""
    try:
        yield from rows
    except psycopg.Error as bad:
        raise _refused(bad.diag.message_primary or str(bad)) from bad


@contextmanager
def _sqlite(regular: RegularImport) -> Iterator[tuple[list[str], Iterator[Sequence[Any]]]]:
    path = PurePath(regular.database.strip())
    with folders.opened(str(path.parent), "database") as place:
        file = next((one for one in place.files(_literally(path.name)) if one.name == path.name), None)
        if file is None:
            raise Invalid({"database": [_("It isn't there.")]})
    until = time.monotonic() + LONGEST
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=_CONNECTING)) as connection:
            connection.set_authorizer(_authorised)
            connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
            cursor = connection.execute(regular.query)
            yield [column[0] for column in cursor.description or ()], cursor
    except (sqlite3.Error, sqlite3.Warning) as bad:
        raise _refused(str(bad)) from bad


def _authorised(deed: int, *_about: Any) -> int:
    """Reading and nothing else; no other file is attached."""
    return sqlite3.SQLITE_OK if deed in _READING else sqlite3.SQLITE_DENY


def _literally(name: str) -> str:
    return re.sub(r"([*?[])", r"[\1]", name)


def _texts(rows: Iterator[Sequence[Any]]) -> Iterator[list[str]]:
    for count, row in enumerate(rows):
        if count >= MOST_ROWS:
            raise Invalid({"query": [_("More than %(most)d rows. Ask for fewer.") % {"most": MOST_ROWS}]})
        yield [_text(value) for value in row]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _server(text: str, usual: int) -> tuple[str, int]:
    match = _SERVER.fullmatch(text.strip())
    port = int(match["port"] or usual) if match else 0
    if match is None or not 1 <= port <= 65535:
        raise Invalid({"server": [_("Write it like db.example.com or db.example.com:5433.")]})
    return match["host"].strip("[]"), port


def _unreachable(host: str, bad: Exception) -> str:
    told = {"host": host[:100], "why": " ".join(str(bad).split())[:300]}
    return _("“%(host)s” can't be reached: %(why)s") % told


def _refused(why: str) -> Invalid:
    return Invalid({"query": [_("The database says: %(why)s") % {"why": " ".join(why.split())[:300]}]})
