"""MySQL and MariaDB, asked in a read-only transaction, one command at a time, row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from django.utils.translation import gettext as _

from guanxi.engine import outgoing
from guanxi.engine.errors import Invalid
from guanxi.engine.models.regular import RegularImport
from guanxi.engine.regular.databases import limits, servers

PORT = 3306
_WRITES_FILES = re.compile(r"\b(outfile|dumpfile)\b", re.IGNORECASE)
"""A read-only transaction doesn't keep a SELECT from writing a file on its server."""


@contextmanager
def asked(regular: RegularImport, query: str) -> Iterator[tuple[list[str], Iterator[Sequence[Any]]]]:
    """The names of the columns and the rows."""
    server = servers.server_of(regular, PORT)
    if _WRITES_FILES.search(query):
        raise Invalid({"query": [_("A query begins with SELECT, and changes nothing.")]})
    driver = servers.driver("pymysql")
    with servers.getting_in(server, driver.Error, RuntimeError):
        connection = _connected(driver, server, regular)
    try:
        # RuntimeError: the server asks for a file of this machine, which it doesn't get.
        with servers.asking(driver.Error, RuntimeError):
            _only_reading(driver, connection)
            cursor = connection.cursor(driver.cursors.SSCursor)
            cursor.execute(query)
        yield [column[0] for column in cursor.description or ()], servers.in_words(cursor, driver.Error)
    finally:
        _drop(connection)


def _connected(driver: Any, server: servers.Server, regular: RegularImport) -> Any:
    return driver.connect(
        host=server.host,
        port=server.port,
        database=regular.database,
        user=regular.account,
        password=regular.secret.encode(),
        charset="utf8mb4",
        connect_timeout=limits.CONNECTING,
        read_timeout=limits.LONGEST,
        write_timeout=limits.CONNECTING,
        local_infile=False,
        ssl=outgoing.trust() if server.is_proved else None,
    )


def _only_reading(driver: Any, connection: Any) -> None:
    """Nothing can be changed, and the server gives up in time; those too old to know how are given up by us."""
    with connection.cursor() as cursor:
        with suppress(driver.OperationalError):
            if "mariadb" in connection.get_server_info().lower():
                cursor.execute("SET SESSION max_statement_time = %s", (limits.LONGEST,))
            else:
                cursor.execute("SET SESSION max_execution_time = %s", (limits.LONGEST * 1000,))
        cursor.execute("SET SESSION TRANSACTION READ ONLY")
        cursor.execute("START TRANSACTION READ ONLY")


def _drop(connection: Any) -> None:
    """Away with the connection, without reading the rows that nobody wants any more."""
    if connection._result is not None:
        connection._result.unbuffered_active = False
    if connection.open:
        connection.close()
