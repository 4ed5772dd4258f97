"""PostgreSQL, asked in a read-only transaction by the protocol that takes one command alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import psycopg
from psycopg.pq import ExecStatus

from guanxi.engine import outgoing
from guanxi.engine.models.regular import RegularImport
from guanxi.engine.regular.databases import limits, servers

PORT = 5432


@contextmanager
def asked(regular: RegularImport, query: str) -> Iterator[tuple[list[str], Iterator[Sequence[Any]]]]:
    """The names of the columns and the rows."""
    server = servers.server_of(regular, PORT)
    with servers.getting_in(server, psycopg.Error) as addresses:
        connection = psycopg.connect(
            host=server.host,
            hostaddr=addresses[0],
            port=server.port,
            dbname=regular.database,
            user=regular.account,
            password=regular.secret,
            passfile="/dev/null",
            connect_timeout=limits.CONNECTING,
            client_encoding="UTF8",
            options=f"-c statement_timeout={limits.LONGEST}s -c idle_in_transaction_session_timeout={limits.LONGEST}s",
            sslmode="verify-full" if server.is_proved else None,
            sslrootcert=outgoing.trusted_file() if server.is_proved else None,
        )
    with closing(connection), connection.cursor() as cursor:
        connection.read_only = True
        # `stream` asks by the protocol that takes one command alone, so none can follow the transaction's end.
        yield _columns(connection, query), _in_words(cursor.stream(query))


def _columns(connection: psycopg.Connection[Any], query: str) -> list[str]:
    """What the columns are called, also where there are no rows; the query is looked at and not carried out."""
    told = connection.pgconn.prepare(b"", query.encode("utf-8", "replace"))
    if told.status == ExecStatus.COMMAND_OK:
        told = connection.pgconn.describe_prepared(b"")
    if told.status != ExecStatus.COMMAND_OK:
        raise servers.refused(told.error_message.decode("utf-8", "replace"))
    return [(told.fname(place) or b"").decode("utf-8", "replace") for place in range(told.nfields)]


def _in_words(rows: Iterator[Any]) -> Iterator[Any]:
    """The rows; what the database says against them is told in words."""
    try:
        yield from rows
    except psycopg.Error as bad:
        raise servers.refused(bad.diag.message_primary or str(bad)) from bad
