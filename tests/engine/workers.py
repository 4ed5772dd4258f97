"""Real worker processes for tests, in a hurry: their lease is two seconds."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection

LEASE, POLL = 2.0, 0.4
_PROGRAM = """
import django; django.setup()
import tests.engine.work
from guanxi.engine.jobs.worker import Pace, work
pace = Pace(lease={lease}, sign_of_life=0.4, rounds=0.4, reading=0.4, poll={poll})
work(concurrency={concurrency}, wait=True, pace=pace)
"""


class Worker:
    """One process."""

    def __init__(self, concurrency: int = 1, lease: float = LEASE, poll: float = POLL) -> None:
        program = _PROGRAM.format(concurrency=concurrency, lease=lease, poll=poll)
        self.process = subprocess.Popen([sys.executable, "-c", program], env=environment(), start_new_session=True)

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def end(self) -> int:
        """Kill it if need be; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
        return self.process.wait(10)


@contextmanager
def workers(count: int, concurrency: int = 1, lease: float = LEASE, poll: float = POLL) -> Iterator[list[Worker]]:
    """Some processes, ended afterwards whatever happens."""
    started: list[Worker] = []
    try:
        started.extend(Worker(concurrency, lease, poll) for _number in range(count))
        yield started
    finally:
        for worker in started:
            worker.end()


def until(condition: Callable[[], Any], seconds: float = 30.0) -> Any:
    """Wait for something; what it was, or a failure of the test."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s")


def environment() -> dict[str, str]:
    at = connection.settings_dict
    host, port = quote(at["HOST"] or "", safe=""), at["PORT"] or "5432"
    login = quote(at["USER"] or "") + (f":{quote(at['PASSWORD'])}" if at["PASSWORD"] else "")
    url = f"postgresql://{login}@/{at['NAME']}?host={host}&port={port}"
    root = Path(__file__).parents[2]
    return {
        **os.environ,
        "GUANXI_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": os.pathsep.join([str(root / "src"), str(root)]),
    }
