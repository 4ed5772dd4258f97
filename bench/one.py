"""Measures one size of database and prints the figures as JSON."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any


def main() -> None:
    size, rounds, with_own = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:] == ["own"]
    from guanxi.cli import application

    application.set_up()
    application.start_database()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    loaded = prepare(size, with_own=with_own)
    from bench.browser import interactions
    from bench.server import FIRST_ROUND, Server
    from bench.work import Work

    with Server() as server:
        server.at_rest(FIRST_ROUND)
        work = Work(server, size, rounds, with_own=with_own)
        figures = work.all()
        browser = interactions(server.port, work.page["Cookie"])
        memory = server.memory()
        ready = server.ready_after
    told = {"size": size, "loaded": loaded, "figures": figures, "browser": browser, "memory": memory, "ready": ready}
    json.dump(told, sys.stdout)


def prepare(size: int, *, with_own: bool) -> float:
    """Fill the database unless an earlier run did; the seconds it took."""
    from bench import loading, own
    from guanxi.engine.customfields import living
    from guanxi.people.setup import ensure_presets

    mark = Path(os.environ["GUANXI_DATA_DIR"]) / "bench.loaded"
    if mark.exists():
        living.catch_up()
        return float(mark.read_text())
    begun = time.perf_counter()
    ensure_presets()
    loading.people()
    if with_own:
        own.provide()
    loading.fill(size)
    took = time.perf_counter() - begun
    mark.write_text(str(took))
    return took


def told(figure: Any) -> dict[str, float]:
    return {"median": figure.median, "p95": figure.p95}


if __name__ == "__main__":
    main()
