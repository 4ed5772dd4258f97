"""A pytest plugin: the tests' own PostgreSQL, fast and forgetful, or another server by `--database-url`.

It works before Django's settings are read, sets the variables they read, and gives each run a database name of its own,
so that two runs in one folder don't meet.
"""

import os
import shutil
import time
from collections.abc import Generator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from guanxi.kit import postgres, uuids
from guanxi.kit.postgres.processes import start_time

_PREFIX = "guanxi_run_"
_FIXTURES = {"db", "transactional_db", "live_server"}
_joined: list[Path] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare --database-url."""
    parser.addoption(
        "--database-url",
        default=os.environ.get("GUANXI_TEST_DATABASE_URL", ""),
        help="Run on this PostgreSQL (postgresql://user@host:port/name) instead of the embedded one; "
        "the role must be allowed to create databases.",
    )


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, object, object]:
    """Set the environment for Django's settings; the workers of pytest-xdist inherit it."""
    cache = early_config.rootpath / ".cache"
    url = early_config.known_args_namespace.database_url
    if "PYTEST_XDIST_WORKER" not in os.environ:
        os.environ["GUANXI_DATA_DIR"] = str(cache / "test-data" / str(os.getpid()))
    if not url:
        _joined.append(cache / "test-postgres")
        url = postgres.ensure(_joined[-1], fast_for_tests=True)
    if "PYTEST_XDIST_WORKER" not in os.environ:
        _drop_databases_of_dead_runs(url)
        os.environ["GUANXI_DATABASE_URL"] = urlsplit(url)._replace(path=f"/{_PREFIX}{os.getpid()}").geturl()
    return (yield)


@pytest.fixture(autouse=True)
def _keys_of_today() -> Generator[None, None, None]:
    """A test that travelled into the future leaves no keys of that time to those after it."""
    yield
    if uuids._last_ms > time.time_ns() // 1_000_000 + 1_000:
        uuids._last_ms = 0


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what faces the database, so that `-m database` finds it whichever way a test asks for it."""
    for item in items:
        if item.get_closest_marker("django_db") or _FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")


def pytest_unconfigure() -> None:
    """Leave the server, and remove the run's files."""
    while _joined:
        postgres.release(_joined.pop())
    if "PYTEST_XDIST_WORKER" not in os.environ and (folder := os.environ.get("GUANXI_DATA_DIR")):
        shutil.rmtree(folder, ignore_errors=True)


def _drop_databases_of_dead_runs(url: str) -> None:
    maintenance = urlsplit(url)._replace(path="/postgres").geturl()
    with psycopg.connect(maintenance, autocommit=True) as connection:
        rows = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"test_{_PREFIX}%"])
        for (name,) in rows.fetchall():
            pid = name.removeprefix(f"test_{_PREFIX}").partition("_")[0]
            if pid.isdigit() and start_time(int(pid)) is None:
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
