"""`guanxi serve` with everything real: it gets ready, survives kills, and leaves nothing behind."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from guanxi.kit import postgres
from guanxi.kit.postgres.processes import start_time

pytestmark = pytest.mark.slow


class Served:
    """A running `guanxi serve` on a port and a data directory of its own."""

    def __init__(self, data_dir: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.data_dir = data_dir
        variables = {"GUANXI_DATA_DIR": str(data_dir), "GUANXI_PORT": str(self.port), "GUANXI_WORKERS": "1"}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GUANXI_")}
        command = [sys.executable, "-u", "-m", "guanxi.cli", "serve", "--jobs", "1"]
        self.log = data_dir.with_suffix(".log")
        with self.log.open("a") as log:
            self.process = subprocess.Popen(command, env=kept | variables, stdout=log, stderr=log)

    def get(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def wait_for(self, condition: Callable[[], bool], seconds: float = 240) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, self.log.read_text()
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.1)

    def wait_until_gone(self, *pids: int) -> None:
        deadline = time.monotonic() + 30
        while left := [pid for pid in pids if start_time(pid)]:
            assert time.monotonic() < deadline, left
            time.sleep(0.1)

    def said(self, words: str) -> bool:
        return words in self.log.read_text()

    def descendants(self) -> dict[str, int]:
        """Command lines of the processes it started, with their ids."""
        found = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and (line := _command_line(entry)) and str(self.port) in _environment(entry):
                found[line] = int(entry.name)
        return found

    def pid_of(self, words: str) -> int:
        return next(pid for line, pid in self.descendants().items() if words in line)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


def _command_line(entry: Path) -> str:
    try:
        return (entry / "cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def _environment(entry: Path) -> str:
    try:
        variables = (entry / "environ").read_text().split("\0")
    except OSError:
        return ""
    return next((line for line in variables if line.startswith("GUANXI_PORT=")), "")


@pytest.fixture
def served() -> Iterator[Served]:
    # Not in pytest's own folder: every new run of pytest takes from that folder the rights of the server's account.
    with tempfile.TemporaryDirectory(prefix="guanxi-test-") as folder:
        running = Served(Path(folder) / "var")
        yield running
        if running.process.poll() is None:
            running.process.kill()
            running.process.wait()
        if pid := postgres.running(running.data_dir):
            os.kill(pid, signal.SIGQUIT)
            running.wait_until_gone(pid)


def test_serve_gets_ready_survives_kills_and_leaves_nothing(served: Served) -> None:
    served.wait_for(lambda: served.said("Guanxi is ready"))
    assert served.get("/healthz") == 200
    assert served.get("/readyz") == 200
    served.wait_for(lambda: any("guanxi.cli worker" in line for line in served.descendants()))

    os.kill(served.pid_of("guanxi.cli worker"), signal.SIGKILL)
    served.wait_for(lambda: served.said("Worker 1 was started again."))

    os.kill(served.pid_of("granian"), signal.SIGKILL)
    served.wait_for(lambda: served.get("/healthz") == 200)

    database = postgres.running(served.data_dir)
    assert database is not None
    os.kill(database, signal.SIGKILL)
    served.wait_for(lambda: served.said("The database ended; it is started again."))
    served.wait_for(lambda: served.get("/readyz") == 200)

    left = [*served.descendants().values(), postgres.running(served.data_dir)]
    assert served.stop() == 0
    assert postgres.running(served.data_dir) is None
    assert [pid for pid in left if pid and start_time(pid)] == []


def test_children_end_when_the_supervisor_is_killed(served: Served) -> None:
    served.wait_for(lambda: served.said("Guanxi is ready"))
    left = served.descendants().values()
    served.process.kill()
    served.process.wait()
    served.wait_until_gone(*left)
