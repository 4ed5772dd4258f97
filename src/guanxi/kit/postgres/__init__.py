"""The embedded PostgreSQL: one private server per data directory, shared by every process that uses it.

`ensure` starts it (or joins a running one) and `release` leaves it; the last to leave stops it.
Nothing outside this package knows where the binaries come from.
"""

import atexit
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

from guanxi.kit.postgres.cluster import Cluster
from guanxi.kit.postgres.errors import PostgresError
from guanxi.kit.postgres.programs import binaries
from guanxi.kit.postgres.register import Register

__all__ = [
    "PostgresError",
    "address",
    "binaries",
    "ensure",
    "folder",
    "log_file",
    "release",
    "running",
    "superuser_address",
]


def folder(data_dir: Path) -> Path:
    """The part of a data directory that belongs to the server."""
    return data_dir.expanduser().resolve() / "postgres"


def address(data_dir: Path) -> str:
    """The URL under which the server answers, without starting it."""
    return Cluster(folder(data_dir)).url("guanxi")


def superuser_address(data_dir: Path) -> str:
    """The URL of the superuser, for backups and repairs only; the application never needs it."""
    return Cluster(folder(data_dir)).url("postgres")


def log_file(data_dir: Path) -> Path:
    """Where the server says why it did not start."""
    return Cluster(folder(data_dir)).start_log


def running(data_dir: Path) -> int | None:
    """Process id of the running server, or None."""
    return Cluster(folder(data_dir)).pid()


def ensure(data_dir: Path, *, fast_for_tests: bool = False) -> str:
    """Initialise and start the server where necessary, note this process as a user, return the URL.

    `fast_for_tests` gives up durability. Raises PostgresError with a remedy.
    """
    home = folder(data_dir)
    cluster = Cluster(home, fast=fast_for_tests)
    try:
        _join(cluster)
    except PermissionError as error:
        raise PostgresError(f"No access to {error.filename}. Run Guanxi as the user who owns {home}.") from error
    atexit.unregister(_release_all)
    atexit.register(_release_all)
    _used.add(home)
    _exit_on_terminate()
    return cluster.url("guanxi")


def _join(cluster: Cluster) -> None:
    cluster.make_folders()
    with Register(cluster.home) as register:
        if cluster.pid() is None:
            cluster.start()
        cluster.wait_until_ready()
        register.add()


def release(data_dir: Path) -> bool:
    """Leave the server; the last one stops it. True when it was stopped."""
    return _leave(folder(data_dir))


_used: set[Path] = set()


def _leave(home: Path) -> bool:
    _used.discard(home)
    if not home.is_dir():
        return False
    cluster = Cluster(home)
    with Register(home) as register:
        if register.remove():
            return False
        if cluster.pid() is None:
            return False
        cluster.stop()
        return True


def _release_all() -> None:
    for home in sorted(_used):
        _leave(home)


def _exit_on_terminate() -> None:
    """Let SIGTERM run the exit handlers, unless the program has its own idea of SIGTERM."""
    if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _terminate)


def _terminate(signum: int, frame: FrameType | None) -> None:
    sys.exit(128 + signum)
