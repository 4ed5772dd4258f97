"""Rows of another database: one SELECT, read-only, within a time, as the bytes of a table."""

from __future__ import annotations

import datetime as dt
import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from django.utils.translation import gettext as _

from guanxi.engine.errors import Invalid
from guanxi.engine.models.regular import MYSQL, ORACLE, POSTGRESQL, SQLITE, SQLSERVER, RegularImport
from guanxi.engine.regular.databases import limits, mysql, oracle, postgresql, sqlite, sqlserver
from guanxi.kit.tables import csv_pieces

Rows = Iterator[Sequence[Any]]
Asking = Callable[[RegularImport, str], AbstractContextManager[tuple[list[str], Rows]]]

_SYSTEMS: dict[str, Asking] = {
    POSTGRESQL: postgresql.asked,
    MYSQL: mysql.asked,
    SQLSERVER: sqlserver.asked,
    ORACLE: oracle.asked,
    SQLITE: sqlite.asked,
}
_SELECT = re.compile(r"\s*(select|with|values|table)\b", re.IGNORECASE)


@contextmanager
def asked(regular: RegularImport) -> Iterator[Iterator[bytes]]:
    """The result of the query as CSV, read while the connection is open; raises EngineError, also in the reading."""
    query = _plain(regular.query)
    if not _SELECT.match(query):
        raise Invalid({"query": [_("A query begins with SELECT, and changes nothing.")]})
    with _SYSTEMS[regular.system](regular, query) as (names, rows):
        yield csv_pieces(names, _texts(rows), safe=False)


def _plain(query: str) -> str:
    """The query with ends of lines that every database takes for such, and without a semicolon at its end."""
    return "\n".join(query.splitlines()).rstrip().removesuffix(";")


def _texts(rows: Rows) -> Iterator[list[str]]:
    """The rows as texts, no more than so many and no longer than so long, whatever the other side keeps to."""
    until = time.monotonic() + limits.LONGEST
    for count, row in enumerate(rows):
        if count >= limits.MOST_ROWS:
            raise Invalid({"query": [_("More than %(most)d rows. Ask for fewer.") % {"most": limits.MOST_ROWS}]})
        if time.monotonic() > until:
            raise Invalid({"query": [_("It takes longer than %(most)d seconds.") % {"most": limits.LONGEST}]})
        yield [_text(value) for value in row]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
