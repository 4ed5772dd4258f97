"""A second PostgreSQL, reached over TCP with a password as another company's would be."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from guanxi.kit.postgres import account, programs

PASSWORD = "a password of the other company"


@contextmanager
def second_database() -> Iterator[int]:
    """The port on 127.0.0.1; the account `reader` may read the table `people`, and write it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        data, words = Path(home) / "data", Path(home) / "words"
        words.write_text(PASSWORD)
        owner = account.for_server(data)
        if owner:
            for path in (Path(home), words):
                owner.own(path)
        port = _free()
        _run(["initdb", "-D", str(data), "-U", "reader", "-A", "scram-sha-256", f"--pwfile={words}"], owner)
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={home} -c fsync=off"
        _run(["pg_ctl", "start", "-w", "-D", str(data), "-l", f"{home}/log", "-o", options], owner)
        try:
            with connected(port) as other:
                other.execute("CREATE TABLE people (name text, phone text, born date, score numeric, extra jsonb)")
            yield port
        finally:
            _run(["pg_ctl", "stop", "-m", "immediate", "-D", str(data)], owner)


def connected(port: int) -> psycopg.Connection:
    return psycopg.connect(
        host="127.0.0.1", port=port, dbname="postgres", user="reader", password=PASSWORD, autocommit=True
    )


def _run(arguments: list[str], owner: account.Account | None) -> None:
    told = programs.run(arguments, owner, timeout=60)
    assert told.returncode == 0, told.stdout


def _free() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
