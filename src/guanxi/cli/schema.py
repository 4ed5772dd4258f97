"""Remembering in the database which program brought it up to date, so that a start needn't load Django to find out.

The note is a comment on Django's table of migrations: it is dumped and restored with the tables it speaks of. It holds
a digest of the program and the number of migrations, so that taking one back makes it void.
"""

import hashlib
from importlib.metadata import version
from pathlib import Path

import psycopg
from psycopg import sql

import guanxi

_PARTS_WITH_TABLES = ("django", "django-allauth", "procrastinate")
_NOTED = """
    SELECT obj_description(to_regclass('django_migrations'), 'pg_class') = %s || ':' || count(*) FROM django_migrations
"""


def fingerprint() -> str:
    """A digest of what decides about the database: our source, and the versions of the parts that bring tables."""
    digest = hashlib.sha256()
    for name in _PARTS_WITH_TABLES:
        digest.update(f"{name} {version(name)}\n".encode())
    package = Path(guanxi.__file__).parent
    for path in sorted(package.rglob("*.py")):
        digest.update(f"{path.relative_to(package).as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:32]


def is_current(url: str) -> bool:
    """Whether this very program brought the database up to date; False when it can't be told."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            row = connection.execute(_NOTED, [fingerprint()]).fetchone()
    except (psycopg.OperationalError, psycopg.errors.UndefinedTable):
        return False
    return row is not None and row[0] is True


def note(url: str) -> None:
    """Write down that this program brought the database up to date."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM django_migrations").fetchone()
        text = f"{fingerprint()}:{row[0] if row else 0}"
        connection.execute(sql.SQL("COMMENT ON TABLE django_migrations IS {}").format(sql.Literal(text)))
