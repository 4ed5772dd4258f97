"""A file of SQLite, with an authoriser that only lets read."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _

from guanxi.engine.errors import Invalid
from guanxi.engine.models.regular import RegularImport
from guanxi.engine.regular import folders
from guanxi.engine.regular.databases import limits, servers

_STEPS = 100_000
"""So many steps of SQLite's machine go by between two looks at the clock."""
_READING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}


@contextmanager
def asked(regular: RegularImport, query: str) -> Iterator[tuple[list[str], Iterator[Sequence[Any]]]]:
    """The names of the columns and the rows."""
    path = PurePath(regular.database.strip())
    with folders.opened(str(path.parent), "database") as place:
        file = next((one for one in place.files(_literally(path.name)) if one.name == path.name), None)
        if file is None:
            raise Invalid({"database": [_("It isn't there.")]})
    until = time.monotonic() + limits.LONGEST
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=limits.CONNECTING)) as connection:
            connection.set_authorizer(_authorised)
            connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
            cursor = connection.execute(query)
            yield [column[0] for column in cursor.description or ()], cursor
    except (sqlite3.Error, sqlite3.Warning) as bad:
        raise servers.refused(str(bad)) from bad


def _authorised(deed: int, *_about: Any) -> int:
    """Reading and nothing else; no other file is attached."""
    return sqlite3.SQLITE_OK if deed in _READING else sqlite3.SQLITE_DENY


def _literally(name: str) -> str:
    return re.sub(r"([*?[])", r"[\1]", name)
