"""The product as a user runs it: `guanxi serve` on a free port, watched from outside."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

FIRST_ROUND = 15
"""Seconds in which a worker has started and asked for what is due."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """Started on entry, stopped on leaving."""

    def __init__(self, workers: int = 2) -> None:
        self.port = free_port()
        self.workers = workers
        self.ready_after = 0.0

    def __enter__(self) -> Self:
        program = Path(sys.executable).parent / "guanxi"
        environment = {**os.environ, "GUANXI_PORT": str(self.port), "GUANXI_API_RATE": "999999"}
        begun = time.perf_counter()
        self.log = open(os.environ["GUANXI_DATA_DIR"] + ".serve.log", "wb")
        self.process = subprocess.Popen(
            [str(program), "serve", "--workers", str(self.workers), "--jobs", "1"],
            env=environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        while not self.answers():
            if self.process.poll() is not None or time.perf_counter() - begun > 60:
                raise SystemExit(f"The server did not start; see {self.log.name}")
            time.sleep(0.02)
        self.ready_after = time.perf_counter() - begun
        return self

    def answers(self) -> bool:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
            return False

    def at_rest(self, seconds: float = 0.0) -> None:
        """Wait until the workers did what was left to them, the history read and its nightly proof among it."""
        from django.db import connection

        from guanxi.engine.events import lag, readers
        from guanxi.engine.models.job import ALIVE, Job

        time.sleep(seconds)
        while Job._base_manager.filter(state__in=ALIVE).exists() or any(
            one.unread >= readers.BATCH for one in lag.lags()
        ):
            time.sleep(1)
        connection.close()

    def memory(self) -> dict[str, float]:
        """Resident megabytes of each process below the supervisor, by its command's beginning."""
        found: dict[str, float] = {}
        for pid in descendants(self.process.pid):
            try:
                status = Path(f"/proc/{pid}/status").read_text()
                command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            lines = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
            kilobytes = int(lines.get("VmRSS", "0 kB").split()[0])
            if "postgres" not in command.split(" ")[0]:
                found[f"{pid} {command[:90]}"] = kilobytes / 1024
        return found

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.log.close()


def descendants(pid: int) -> list[int]:
    """The process's children, and theirs."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int(folder.joinpath("stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            if parent == pid:
                found += [int(folder.name), *descendants(int(folder.name))]
    return found
