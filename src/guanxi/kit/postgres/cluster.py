"""One embedded server and its files: making, starting, finding and stopping it."""

import hashlib
import os
import re
import shutil
import signal
import stat
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg

from guanxi.kit.postgres import account, processes, programs, tuning
from guanxi.kit.postgres.errors import PostgresError

_MAJOR = "18"
_SOCKET = ".s.PGSQL.5432"
_LONGEST_SOCKET_PATH = 107  # The kernel's limit, in bytes.
_SAFE_FOR_LIBPQ = re.compile(r"[\w/.+ -]+", re.ASCII)  # A comma would separate two hosts.
_START_SECONDS = 120
_STOP_SECONDS = 60


class Cluster:
    """The server in one folder. Its methods expect the register's lock, except `url` and `pid`."""

    def __init__(self, home: Path, *, fast: bool = False) -> None:
        self.home = home
        self.fast = fast
        self.data = home / "cluster"
        self.start_log = home / "logs" / "start.log"

    @property
    def sockets(self) -> Path:
        """The private folder of the socket: inside the data directory, or a short one elsewhere."""
        inside = self.home / "run"
        if len(os.fsencode(inside / _SOCKET)) <= _LONGEST_SOCKET_PATH and _SAFE_FOR_LIBPQ.fullmatch(str(inside)):
            return inside
        return Path(tempfile.gettempdir()) / f"guanxi-{hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]}"

    def url(self, role: str) -> str:
        """The address for one role: `guanxi` owns the database of that name, `postgres` is the superuser."""
        return f"postgresql://{role}@/{role}?host={quote(str(self.sockets), safe='')}"

    def pid(self) -> int | None:
        """Process id of the live server, or None."""
        try:
            noted = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        except PermissionError:
            raise PostgresError(f"{self.data} belongs to another user. Run Guanxi as that user.") from None
        if processes.HAS_PROC:
            return noted if processes.works_in(noted, self.data) else None
        answer = programs.run(["pg_ctl", "status", "-D", str(self.data)], self._account(), timeout=_STOP_SECONDS)
        return noted if answer.returncode == 0 else None

    def make_folders(self) -> None:
        """Make the folders, reachable by the server's account and closed to everyone else."""
        self.home.parent.mkdir(parents=True, exist_ok=True)
        self.home.mkdir(mode=0o700, exist_ok=True)
        self.start_log.parent.mkdir(exist_ok=True)
        self._make_socket_folder()
        if owner := self._account():
            for folder in (self.start_log.parent, self.sockets):
                owner.own(folder)
            owner.open_way_to(self.home)
            owner.open_way_to(programs.binaries() / "postgres")

    def start(self) -> None:
        """Start the server, making its files first when there are none."""
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._check_version()
        self._clear_remains()
        self._write("guanxi.conf", tuning.settings(self.sockets, self.start_log.parent, fast=self.fast))
        self._write("pg_hba.conf", "local all all peer map=guanxi\nlocal replication postgres peer map=guanxi\n")
        names = account.names(self._account())
        roles = ("guanxi", "postgres")
        self._write("pg_ident.conf", "".join(f'guanxi "{name}" {role}\n' for name in names for role in roles))
        log = str(self.start_log)
        self.start_log.unlink(missing_ok=True)
        self._pg_ctl("start", "-w", "-s", "-t", str(_START_SECONDS), "-l", log, seconds=_START_SECONDS)

    def stop(self) -> None:
        """Stop the server: orderly if it can be done in a minute, at once otherwise."""
        try:
            self._pg_ctl("stop", "-w", "-m", "fast", "-t", str(_STOP_SECONDS), seconds=_STOP_SECONDS)
        except PostgresError:
            if self.pid() is not None:
                self._pg_ctl("stop", "-w", "-m", "immediate", seconds=_STOP_SECONDS)

    def wait_until_ready(self) -> None:
        """Wait for the server to accept connections, and see to its role and database."""
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
                    _make_role_and_database(connection)
                    return
            except psycopg.OperationalError as error:
                if self.pid() is None or time.monotonic() > deadline:
                    raise PostgresError(f"PostgreSQL is not reachable: {error}. Its log: {self.start_log}") from error
            time.sleep(0.05)

    def _initialise(self) -> None:
        owner = self._account()
        fresh = self.home / "cluster.new"
        if fresh.exists():
            shutil.rmtree(fresh)  # Left by an initialisation that was killed.
        fresh.mkdir(mode=0o700)
        if owner:
            owner.own(fresh)
        command = ["initdb", "-D", str(fresh), "-U", "postgres", "-A", "peer", "-E", "UTF8", "--locale=C.UTF-8"]
        result = programs.run([*command, "--data-checksums", "--no-instructions"], owner, timeout=_START_SECONDS)
        if result.returncode:
            raise PostgresError(f"PostgreSQL can't make its files in {fresh}: {result.stdout.strip()}")
        with (fresh / "postgresql.conf").open("a") as configuration:
            configuration.write("\ninclude 'guanxi.conf'  # rewritten at every start\ninclude_if_exists 'local.conf'\n")
        fresh.rename(self.data)

    def _check_version(self) -> None:
        version = (self.data / "PG_VERSION").read_text().strip()
        if version != _MAJOR:
            raise PostgresError(
                f"{self.data} was made by PostgreSQL {version}, and this Guanxi brings {_MAJOR}. "
                "Export with the former version and import here; see docs/admin/upgrade.md."
            )

    def _clear_remains(self) -> None:
        """Clear what a killed server leaves: helpers that still run, and lock files that would refuse a start.

        The lock files go only when nothing works in the data folder any more: they protect a living server.
        """
        deadline = time.monotonic() + 10
        while left := processes.working_in(self.data):
            if time.monotonic() > deadline:
                raise PostgresError(f"Processes {left} still work in {self.data}. End them, then start again.")
            for pid in left:
                _quit(pid)
            time.sleep(0.05)
        if processes.HAS_PROC:
            for lock in (self.data / "postmaster.pid", self.sockets / f"{_SOCKET}.lock"):
                lock.unlink(missing_ok=True)

    def _make_socket_folder(self) -> None:
        owner = self._account()
        allowed = {os.geteuid(), owner.uid if owner else os.geteuid()}
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        found = self.sockets.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in allowed:
            raise PostgresError(
                f"{self.sockets} belongs to someone else. Remove it, or choose another GUANXI_DATA_DIR."
            )
        if stat.S_IMODE(found.st_mode) != 0o700:
            self.sockets.chmod(0o700)

    def _write(self, name: str, text: str) -> None:
        path = self.data / name
        path.write_text(text)
        if owner := self._account():
            owner.own(path)

    def _pg_ctl(self, verb: str, *options: str, seconds: int) -> None:
        command = ["pg_ctl", verb, "-D", str(self.data), *options]
        result = programs.run(command, self._account(), timeout=seconds + 30)
        if result.returncode:
            told = self.start_log.read_text().strip() if verb == "start" and self.start_log.exists() else ""
            raise PostgresError(f"PostgreSQL did not {verb}: {result.stdout.strip()} {told}".rstrip())

    def _account(self) -> account.Account | None:
        return account.for_server(self.data)


def _make_role_and_database(connection: psycopg.Connection) -> None:
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = 'guanxi'").fetchone() is None:
        connection.execute("CREATE ROLE guanxi LOGIN CREATEDB")
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = 'guanxi'").fetchone() is None:
        connection.execute("CREATE DATABASE guanxi OWNER guanxi")


def _quit(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGQUIT)
    except ProcessLookupError:
        return
