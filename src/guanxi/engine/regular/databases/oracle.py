"""Oracle, asked in a read-only transaction; its protocol takes one command at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

from django.utils.translation import gettext as _

from guanxi.engine import outgoing
from guanxi.engine.errors import Invalid
from guanxi.engine.models.regular import RegularImport
from guanxi.engine.regular.databases import limits, servers

PORT = 1521
_SERVICE = re.compile(r"[\w.$#-]+")
_BRINGS_CODE = re.compile(r"\bwith\b(?:\s|/\*.*?\*/|--[^\n]*\n)*\b(?:function|procedure)\b", re.IGNORECASE | re.DOTALL)
"""A query can bring functions of its own, and they could open a transaction of their own."""


@contextmanager
def asked(regular: RegularImport, query: str) -> Iterator[tuple[list[str], Iterator[Sequence[Any]]]]:
    """The names of the columns and the rows."""
    server = servers.server_of(regular, PORT)
    if not _SERVICE.fullmatch(regular.database.strip()):
        raise Invalid({"database": [_("For Oracle this is the name of a service, such as sales.example.com.")]})
    if _BRINGS_CODE.search(query):
        raise Invalid({"query": [_("A query begins with SELECT, and changes nothing.")]})
    driver = servers.driver("oracledb")
    with servers.getting_in(server, driver.Error):
        connection = _connected(driver, server, regular)
    with closing(connection):
        with servers.asking(driver.Error):
            connection.call_timeout = limits.LONGEST * 1000
            cursor = connection.cursor()
            cursor.execute("SET TRANSACTION READ ONLY")
            cursor.execute(query, fetch_lobs=False, fetch_decimals=True)
        yield [column[0] for column in cursor.description or ()], servers.in_words(cursor, driver.Error)


def _connected(driver: Any, server: servers.Server, regular: RegularImport) -> Any:
    return driver.connect(
        host=server.host,
        port=server.port,
        protocol="tcps" if server.is_proved else "tcp",
        service_name=regular.database.strip(),
        user=regular.account,
        password=regular.secret,
        tcp_connect_timeout=limits.CONNECTING,
        retry_count=0,
        ssl_context=outgoing.trust() if server.is_proved else None,
        ssl_server_dn_match=True,
    )
