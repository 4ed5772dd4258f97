"""Timing: medians of many single requests, and how many a second eight clients get."""

from __future__ import annotations

import http.client
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

ROUNDS = 60
WARM_UP = 10
CLIENTS = 8
LOAD_SECONDS = 5.0
LOAD_WARM_UP = 4.0
"""Each thread of the server connects to the database and prepares its statements when it is asked first."""


@dataclass(frozen=True)
class Figure:
    """Milliseconds."""

    median: float
    p95: float
    runs: int


def measure(work: Callable[[], Any], rounds: int = ROUNDS, warm_up: int = WARM_UP) -> Figure:
    """Time a piece of work again and again."""
    for _ in range(warm_up):
        work()
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1_000)
    times.sort()
    return Figure(statistics.median(times), times[min(len(times) - 1, int(len(times) * 0.95))], rounds)


class Client:
    """One keep-alive connection to the server."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.headers = headers

    def send(self, method: str, path: str, body: bytes | None = None, *, fine: int = 200, **headers: str) -> bytes:
        """The answer's body; anything but success, or the status that is fine, stops the measurement."""
        try:
            self.connection.request(method, path, body, {**self.headers, **headers})
            response = self.connection.getresponse()
        except http.client.RemoteDisconnected:  # it was idle for longer than the server waits
            self.connection.close()
            self.connection.request(method, path, body, {**self.headers, **headers})
            response = self.connection.getresponse()
        answer = response.read()
        if response.status >= 300 and response.status != fine:
            raise SystemExit(f"{method} {path}: {response.status} {answer[:400]!r}")
        return answer

    def get(self, path: str) -> bytes:
        return self.send("GET", path)


def throughput(port: int, headers: dict[str, str], path: str) -> float:
    """Requests a second that eight clients get together."""
    counts = [0] * CLIENTS
    begin = time.perf_counter() + LOAD_WARM_UP
    end = begin + LOAD_SECONDS

    def run(place: int) -> None:
        client = Client(port, headers)
        while time.perf_counter() < end:
            client.get(path)
            counts[place] += time.perf_counter() >= begin

    threads = [threading.Thread(target=run, args=(place,)) for place in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - begin)
