"""What `guanxi doctor` looks at: each check says what it found, or raises ProblemError with a remedy."""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import psycopg
from django.db import DatabaseError

from guanxi.cli import application
from guanxi.kit import postgres
from guanxi.site import environment

_OLDEST_SERVER = 150000
_LEAST_FREE = 1 << 30  # Bytes.
_GREATEST_CLOCK_DIFFERENCE = 5  # Seconds.
_LONGEST_LAG = 180  # Seconds that an event may wait for a reader.
_LONGEST_SILENCE = 60  # Seconds without a sign of life from a worker.


class ProblemError(Exception):
    """Something is wrong; the message says what, and what to do."""


class ConcernError(Exception):
    """Something deserves a look, and does not stop Guanxi."""


_WORKERS_AND_OLD_JOBS = """
    SELECT (SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s)),
           (SELECT count(*) FROM procrastinate_jobs j WHERE j.status = 'todo' AND coalesce(j.scheduled_at,
              (SELECT max(at) FROM procrastinate_events WHERE job_id = j.id)) < now() - make_interval(secs => %s))
"""

Check = Callable[[], str]


def python() -> str:
    """Python and Guanxi are there, and which."""
    return f"Python {sys.version.split()[0]}, Guanxi {version('guanxi')}"


def settings() -> str:
    """Every variable of the environment can be read."""
    for read in (environment.host, environment.port, environment.workers, environment.jobs, environment.metrics):
        read()
    for parse in (environment.allowed_hosts, environment.smtp, environment.mail_from, environment.time_zone):
        parse()
    environment.log_level()
    if unknown := environment.unknown():
        raise ConcernError(f"Nothing reads {', '.join(unknown)}. Look for a typing error; see docs/admin/install.md.")
    if environment.debug():
        raise ConcernError("GUANXI_DEBUG is on: errors show their source to everyone. Use it only on your own machine.")
    return "all variables can be read"


def data_directory() -> str:
    """The data directory can be written."""
    folder = environment.data_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return str(folder)
    except OSError as error:
        raise ProblemError(
            f"{folder} can't be written ({error.strerror}). Give it to this user, or set GUANXI_DATA_DIR."
        ) from None


def disk() -> str:
    """There is room for the database to grow."""
    free = shutil.disk_usage(environment.data_dir()).free
    if free < _LEAST_FREE:
        raise ProblemError(f"{free >> 20} MB are free at {environment.data_dir()}. At least 1 GB is needed.")
    return f"{free >> 30} GB free"


def secret_key() -> str:
    """There is a key, and only this user can read it."""
    environment.secret_key()
    return "present"


def field_keys() -> str:
    """There are keys for encrypted fields, and only this user can read them."""
    names = list(environment.field_keys().keys)
    return f"{len(names)}, the newest is {names[-1]}"


def database() -> str:
    """The database answers, and is new enough."""
    application.start_database()
    with _connected() as connection:
        number = connection.info.server_version
    if number < _OLDEST_SERVER:
        raise ProblemError(f"PostgreSQL {number // 10000} is too old. Use 15 or newer.")
    kind = "embedded" if environment.is_embedded() else "external"
    return f"PostgreSQL {number // 10000}.{number % 10000}, {kind}"


def migrations() -> str:
    """The database has the tables of this version."""
    application.set_up()
    try:
        steps = len(application.pending_migrations())
    except DatabaseError as error:
        raise ProblemError(f"The database refuses to tell: {error}") from None
    if steps:
        raise ProblemError(f"The database is {steps} steps behind. Run `guanxi migrate`.")
    return "up to date"


def clock() -> str:
    """This machine and the database agree about the time."""
    with _connected() as connection:
        row = connection.execute("SELECT extract(epoch FROM clock_timestamp())::float8").fetchone()
    apart = abs(time.time() - row[0]) if row else 0.0
    if apart > _GREATEST_CLOCK_DIFFERENCE:
        raise ProblemError(
            f"This machine's clock and the database's are {apart:.0f} s apart. Set up time synchronisation."
        )
    return f"agrees with the database's to {apart:.1f} s"


def static_files() -> str:
    """The pages' styles and scripts were built."""
    spec = find_spec("guanxi.web")
    built = Path(spec.origin).parent / "static" / "build" if spec and spec.origin else Path()
    if missing := [name for name in ("app.css", "app.js", "icons.svg") if not (built / name).is_file()]:
        raise ProblemError(f"{', '.join(missing)} are not built. Run `make setup`.")
    return "built"


def workers() -> str:
    """Somebody does the background work."""
    with _connected() as connection:
        if (row := connection.execute("SELECT to_regclass('procrastinate_workers')").fetchone()) and row[0] is None:
            raise ConcernError("not known before the database is up to date")
        alive, waiting = connection.execute(_WORKERS_AND_OLD_JOBS, [_LONGEST_SILENCE] * 2).fetchone() or (0, 0)
    if alive:
        return f"{alive} at work"
    if waiting:
        raise ProblemError(f"{waiting} jobs wait and no worker is at work. Start `guanxi serve` or `guanxi worker`.")
    raise ConcernError("No worker is at work. `guanxi serve` starts one.")


def event_readers() -> str:
    """What reads the event log keeps up with it."""
    application.set_up()
    from guanxi.engine.events.lag import BOUND, lags

    try:
        behind = [lag for lag in lags() if lag.error or lag.oldest.total_seconds() > _LONGEST_LAG]
    except DatabaseError:
        raise ConcernError("not known before the database is up to date") from None
    told = ", ".join(
        f"{lag.name}: {lag.unread}{'+' if lag.unread == BOUND else ''} events unread, the oldest for "
        f"{lag.oldest.total_seconds():.0f} s{f' ({lag.error})' if lag.error else ''}"
        for lag in behind
    )
    if behind:
        raise ConcernError(f"{told}. Look whether a worker is at work, and at its log.")
    return "up to date"


def _connected() -> psycopg.Connection:
    try:
        return psycopg.connect(environment.database_dsn(), connect_timeout=5)
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        log = f" Its log: {postgres.log_file(environment.data_dir())}" if environment.is_embedded() else ""
        raise ProblemError(f"The database can't be reached: {reason}.{log}") from None


CHECKS: tuple[tuple[str, Check], ...] = (
    ("Python", python),
    ("Settings", settings),
    ("Data directory", data_directory),
    ("Disk space", disk),
    ("Secret key", secret_key),
    ("Keys of fields", field_keys),
    ("Database", database),
    ("Migrations", migrations),
    ("Clock", clock),
    ("Static files", static_files),
    ("Workers", workers),
    ("Event readers", event_readers),
)
