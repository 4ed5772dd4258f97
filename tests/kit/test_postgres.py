"""The embedded PostgreSQL with real processes: started together, killed, adopted, left by the last."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from guanxi.kit import postgres
from guanxi.kit.postgres.processes import start_time

USER_PROGRAM = """
import sys
from pathlib import Path
from guanxi.kit import postgres
print(postgres.ensure(Path(sys.argv[1])), flush=True)
sys.stdin.readline()
"""

StartUser = Callable[[], subprocess.Popen[str]]


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data directory with a space in its name, whose server is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="guanxi test ") as folder:
        yield Path(folder) / "var"
        if pid := postgres.running(Path(folder) / "var"):
            os.kill(pid, signal.SIGQUIT)
            wait_until(lambda: start_time(pid) is None)


@pytest.fixture
def start_user(data_dir: Path) -> Iterator[StartUser]:
    """Starts processes that use the server until they read a line."""
    users = []

    def start() -> subprocess.Popen[str]:
        command = [sys.executable, "-c", USER_PROGRAM, str(data_dir)]
        users.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        return users[-1]

    yield start
    for user in users:
        user.kill()
        user.communicate()


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def url_of(user: subprocess.Popen[str]) -> str:
    assert user.stdout is not None
    return user.stdout.readline().strip()


def finish(user: subprocess.Popen[str]) -> None:
    user.communicate("\n", timeout=90)
    assert user.returncode == 0


def answer(url: str, query: str = "SELECT current_user") -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def test_processes_that_start_together_share_one_server_and_the_last_stops_it(
    data_dir: Path, start_user: StartUser
) -> None:
    users = [start_user() for _ in range(3)]
    assert {url_of(user) for user in users} == {postgres.address(data_dir)}
    server = postgres.running(data_dir)
    assert server is not None
    assert answer(postgres.address(data_dir)) == "guanxi"
    for user in users[:2]:
        finish(user)
    assert postgres.running(data_dir) == server
    finish(users[2])
    assert postgres.running(data_dir) is None
    assert start_time(server) is None


def test_a_terminated_process_leaves_the_server_as_well(data_dir: Path, start_user: StartUser) -> None:
    user = start_user()
    url_of(user)
    user.terminate()
    user.communicate(timeout=90)
    assert user.returncode == 128 + signal.SIGTERM
    assert postgres.running(data_dir) is None


def test_a_killed_server_starts_again_with_its_data(data_dir: Path, start_user: StartUser) -> None:
    first = start_user()
    url = url_of(first)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS n")
    killed = postgres.running(data_dir)
    assert killed is not None
    busy = psycopg.connect(url)
    os.kill(killed, signal.SIGKILL)
    second = start_user()
    assert url_of(second) == url
    busy.close()
    assert postgres.running(data_dir) not in (None, killed)
    finish(first)
    assert answer(url, "SELECT n FROM kept") == 42
    finish(second)
    assert postgres.running(data_dir) is None


def test_a_killed_user_leaves_a_server_that_the_next_adopts_and_stops(data_dir: Path, start_user: StartUser) -> None:
    user = start_user()
    url_of(user)
    server = postgres.running(data_dir)
    user.kill()
    user.communicate()
    assert postgres.running(data_dir) == server
    following = start_user()
    url_of(following)
    assert postgres.running(data_dir) == server
    finish(following)
    assert postgres.running(data_dir) is None


def test_a_stale_pid_file_naming_a_living_stranger_does_not_refuse_the_start(
    data_dir: Path, start_user: StartUser
) -> None:
    user = start_user()
    url_of(user)
    pid_file = postgres.folder(data_dir) / "cluster" / "postmaster.pid"
    stale = pid_file.read_text().split("\n", 1)[1]
    finish(user)
    pid_file.write_text(f"{os.getpid()}\n{stale}")
    assert postgres.running(data_dir) is None
    again = start_user()
    assert answer(url_of(again)) == "guanxi"
    finish(again)


def test_a_long_path_gets_a_short_private_socket_folder(data_dir: Path) -> None:
    deep = data_dir / ("long" * 20) / ("path" * 20)
    url = postgres.ensure(deep, fast_for_tests=True)
    try:
        assert answer(url, "SELECT current_setting('listen_addresses')") == ""
        sockets = Path(
            str(answer(postgres.superuser_address(deep), "SELECT current_setting('unix_socket_directories')"))
        )
        assert len(str(sockets)) < 60
        assert sockets.stat().st_mode & 0o777 == 0o700
    finally:
        assert postgres.release(deep)


def test_an_interrupted_initialisation_is_begun_afresh(data_dir: Path) -> None:
    half_made = postgres.folder(data_dir) / "cluster.new"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")
    try:
        assert answer(postgres.ensure(data_dir, fast_for_tests=True)) == "guanxi"
    finally:
        assert postgres.release(data_dir)


def test_files_of_another_major_version_are_refused_and_left_alone(data_dir: Path) -> None:
    cluster = postgres.folder(data_dir) / "cluster"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("17\n")
    with pytest.raises(postgres.PostgresError, match="made by PostgreSQL 17"):
        postgres.ensure(data_dir)
    assert [path.name for path in cluster.iterdir()] == ["PG_VERSION"]


def test_the_default_is_durable_and_the_application_is_no_superuser(data_dir: Path) -> None:
    url = postgres.ensure(data_dir)
    try:
        for setting in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums"):
            assert answer(url, f"SELECT current_setting('{setting}')") == "on"
        assert answer(url, "SELECT current_setting('is_superuser')") == "off"
        assert answer(postgres.superuser_address(data_dir), "SELECT current_setting('is_superuser')") == "on"
    finally:
        assert postgres.release(data_dir)


def test_the_programs_for_backups_are_there() -> None:
    for name in ("pg_dump", "pg_restore", "pg_basebackup", "pg_verifybackup", "pg_amcheck"):
        assert os.access(postgres.binaries() / name, os.X_OK)
