"""Microsoft SQL Server, asked in a transaction that is always taken back.

It knows no read-only transaction, and takes several commands as one. So a query is read here, too: outside of texts
and quoted names it may hold no word with which a command begins that is no SELECT.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

from django.utils.translation import gettext as _

from guanxi.engine import outgoing
from guanxi.engine.errors import Invalid
from guanxi.engine.models.regular import RegularImport
from guanxi.engine.regular.databases import limits, servers

PORT = 1433
_QUOTED = re.compile(
    r"""'(?:[^']|'')*' | "(?:[^"]|"")*" | \[(?:[^\]]|\]\])*\] | --[^\n]* | /\*(?:(?!/\*|\*/).)*\*/""",
    re.DOTALL | re.VERBOSE,
)
_REFUSED = re.compile(
    r"""[;'"\[] | /\* | \b(?:
    alter|backup|begin|bulk|checkpoint|close|commit|create|dbcc|deallocate|declare|delete|deny|disable|drop|dump|enable|
    exec|execute|goto|grant|if|insert|into|kill|load|merge|move|next\s+value|open|opendatasource|openquery|openrowset|
    print|raiserror|readtext|receive|reconfigure|restore|return|revert|revoke|rollback|save|send|set|setuser|shutdown|
    throw|truncate|update|updatetext|use|waitfor|while|writetext
    )\b""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
_NUMBER = re.compile(r"(?<![\w@#$])[\d$][\w@#$]*(?:\.(?=[a-z_]))?", re.ASCII | re.IGNORECASE)
_PLAIN_NUMBER = re.compile(r"\$?\d+|0x[\da-f]*|\d+e\d*", re.ASCII | re.IGNORECASE)
"""SQL Server reads `1UPDATE` as two words."""


@contextmanager
def asked(regular: RegularImport, query: str) -> Iterator[tuple[list[str], Iterator[Sequence[Any]]]]:
    """The names of the columns and the rows."""
    server = servers.server_of(regular, PORT)
    must_only_read(query)
    driver = servers.driver("pytds")
    errors = [driver.Error, *([servers.driver("OpenSSL.SSL").Error] if server.is_proved else [])]
    with servers.getting_in(server, *errors) as addresses:
        _must_be_sealed(server, addresses)
        connection = _connected(driver, server, regular)
    with closing(connection):
        with servers.asking(*errors):
            cursor = connection.cursor()
            cursor.execute(query)
        yield [column[0] for column in cursor.description or ()], servers.in_words(cursor, *errors)


def must_only_read(query: str) -> None:
    """Raise Invalid for a query that might do anything else; ends of lines are \\n."""
    bare = _QUOTED.sub(_bare, query)
    glued = (number for number in _NUMBER.finditer(bare) if not _PLAIN_NUMBER.fullmatch(number[0]))
    word = _REFUSED.search(bare) or next(glued, None)
    if word is not None:
        told = _("“%(word)s” can't stand in a query that only reads. Put names that are called so in [ ].")
        raise Invalid({"query": [told % {"word": word[0]}]})


def _must_be_sealed(server: servers.Server, addresses: list[str]) -> None:
    """Its password goes in the open without TLS: within one's own network at most."""
    if not server.is_proved and any(outgoing.is_public(ipaddress.ip_address(address)) for address in addresses):
        raise Invalid({"server": [_("Over the internet it is asked encrypted only: write tls:// before the server.")]})


def _bare(quoted: re.Match[str]) -> str:
    return " " if quoted[0].startswith(("--", "/*")) else " x "


def _connected(driver: Any, server: servers.Server, regular: RegularImport) -> Any:
    return driver.connect(
        dsn=server.host,
        port=server.port,
        database=regular.database,
        user=regular.account,
        password=regular.secret,
        login_timeout=limits.CONNECTING,
        timeout=limits.LONGEST,
        disable_connect_retry=True,
        autocommit=False,
        readonly=True,
        appname="Guanxi",
        cafile=outgoing.trusted_file() if server.is_proved else None,
    )
