"""A large import whose worker is killed three times, while somebody reads: `python -m bench.killed [rows]`.

Prints how long it took from the request to the last row, the rows a second, the largest memory of the worker, and how
long lists took meanwhile; fails when a row is missing or came twice.
"""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.server import Server

ROOT = Path(__file__).resolve().parent.parent
SIZE = 10_000
"""Customers there before."""
KILLS = (0.25, 0.5, 0.75)
PAUSE = 0.5
"""Seconds between two looks, as a quick reader turns pages."""


def main() -> None:
    rows = int(sys.argv[1]) if sys.argv[1:] else 1_000_000
    if "GUANXI_DATA_DIR" not in os.environ:
        raise SystemExit(subprocess.run([sys.executable, "-m", "bench.killed", str(rows)], env=_apart()).returncode)
    from guanxi.cli import application

    application.set_up()
    application.start_database()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from bench.one import prepare
    from bench.server import Server
    from guanxi.modules.customers.models import Customer

    prepare(SIZE, with_own=False)
    before = Customer._base_manager.count()
    path = Path(os.environ["GUANXI_DATA_DIR"]) / "bench-killed.csv"
    write(path, rows)
    with Server() as server:
        server.at_rest(30)  # a new database's first night is not the import's
        told = Watched(server).imported(path, rows)
    names = Customer._base_manager.filter(short_name__startswith="K-")
    told["made"] = Customer._base_manager.count() - before
    told["different"] = names.values("short_name").distinct().count()
    print(json.dumps(told, indent=1))
    if told["made"] != rows or told["different"] != rows:
        raise SystemExit("Rows are missing, or came twice.")


def _apart() -> dict[str, str]:
    folder = ROOT / ".cache" / "bench" / "killed"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return {**os.environ, "GUANXI_DATA_DIR": str(folder), "GUANXI_LOG_LEVEL": "warning", "GUANXI_DATABASE_URL": ""}


def write(path: Path, rows: int) -> None:
    """A file whose rows each have a short name of their own."""
    from guanxi.modules.customers import sample

    dice = random.Random(7)
    names = ["name", "short_name", "industry", "region", "phone", "employees", "annual_revenue", "founded"]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows({**sample.company(dice), "short_name": f"K-{number}"} for number in range(rows))


class Watched:
    """One import, followed from outside."""

    def __init__(self, server: Server) -> None:
        from bench.work import signed_in
        from guanxi.people import tokens
        from guanxi.people.models import User

        admin = User.objects.get(username="admin")
        self.server = server
        self.api = {"Authorization": f"Bearer {tokens.make(admin, 'killed')}"}
        self.page = signed_in(admin)
        self.seconds: list[float] = []
        self.memory = 0.0
        self.ended = threading.Event()

    def imported(self, path: Path, rows: int) -> dict[str, Any]:
        begun = time.perf_counter()
        key = self.handed_in(path)
        taken = time.perf_counter() - begun
        watchers = [threading.Thread(target=work) for work in (self.read_lists, self.weigh)]
        for watcher in watchers:
            watcher.start()
        kills = [int(rows * share) for share in KILLS]
        places = []
        try:
            while (work := self.asked(key))["state"] in ("waiting", "running", "uploaded"):
                if kills and work["position"] >= kills[0]:
                    places.append([kills.pop(0), work["position"]])
                    os.kill(self.worker(), signal.SIGKILL)
                time.sleep(PAUSE)
        finally:
            self.ended.set()
            for watcher in watchers:
                watcher.join()
        took = time.perf_counter() - begun
        quick = sorted(self.seconds)
        return {
            "state": work["state"],
            "counts": work["counts"],
            "killed_at": places,
            "handed_in_seconds": round(taken, 1),
            "seconds": round(took, 1),
            "rows_a_second": round(rows / took),
            "worker_megabytes": round(self.memory),
            "lists": len(quick),
            "list_median_ms": round(quick[len(quick) // 2] * 1_000, 1),
            "list_p95_ms": round(quick[int(len(quick) * 0.95)] * 1_000, 1),
            "list_longest_ms": round(quick[-1] * 1_000, 1),
        }

    def handed_in(self, path: Path) -> str:
        """Sent in pieces, as a browser does; the import's id."""
        fields = {"entity": "customers", "options": json.dumps({"on_match": "create"})}
        edge = "--bench-edge"
        head = "".join(
            f'{edge}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()
        )
        head += f'{edge}\r\nContent-Disposition: form-data; name="file"; filename="killed.csv"\r\n\r\n'
        body = head.encode() + path.read_bytes() + f"\r\n{edge}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={edge[2:]}"}
        return str(self.send("POST", "/api/v1/imports", body, **kind)["id"])

    def asked(self, key: str) -> dict[str, Any]:
        return self.send("GET", f"/api/v1/imports/{key}")

    def send(self, method: str, path: str, body: bytes | None = None, **headers: Any) -> dict[str, Any]:
        from bench.timing import Client

        told: dict[str, Any] = json.loads(Client(self.server.port, self.api).send(method, path, body, **headers))
        return told

    def worker(self) -> int:
        """The process that works in the background."""
        (found,) = [int(name.split(" ")[0]) for name in self.server.memory() if " worker" in name]
        return found

    def read_lists(self) -> None:
        from bench.timing import Client

        client = Client(self.server.port, self.page)
        while not self.ended.wait(PAUSE):
            begun = time.perf_counter()
            client.get("/customers/")
            self.seconds.append(time.perf_counter() - begun)

    def weigh(self) -> None:
        while not self.ended.wait(1):
            sizes = self.server.memory()
            self.memory = max([self.memory, *(size for name, size in sizes.items() if " worker" in name)])


if __name__ == "__main__":
    main()
