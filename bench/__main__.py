"""`make bench`: fills databases of several sizes, measures, and prints the tables of docs/performance.md."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

SIZES = (10_000, 100_000, 1_000_000)
ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=list(SIZES), help="customers, with as many contacts")
    parser.add_argument("--rounds", type=int, default=60, help="requests per figure")
    parser.add_argument("--fresh", action="store_true", help="fill again instead of using an earlier run's database")
    parser.add_argument("--own", action="store_true", help="with forty fields of the company's own on each customer")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    wanted = parser.parse_args()
    results = [run(size, wanted.rounds, wanted.fresh, wanted.own) for size in wanted.sizes or SIZES]
    if wanted.json:
        wanted.json.write_text(json.dumps(results, indent=1))
    for result in results:
        print(table(result))
    if len(results) > 1:
        print(growth(results))


def run(size: int, rounds: int, fresh: bool, own: bool) -> dict[str, Any]:
    folder = ROOT / ".cache" / "bench" / (f"{size}-own" if own else str(size))
    if fresh and folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "GUANXI_DATA_DIR": str(folder), "GUANXI_LOG_LEVEL": "warning"}
    environment.pop("GUANXI_DATABASE_URL", None)
    print(f"{size:,} customers …", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "bench.one", str(size), str(rounds), *(["own"] if own else [])]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE)
    if done.returncode:
        raise SystemExit(done.returncode)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def table(result: dict[str, Any]) -> str:
    lines = [
        f"\n### {result['size']:,} customers and as many contacts",
        "",
        f"Filled in {result['loaded']:.0f} s; ready in {result['ready']:.1f} s. Milliseconds: median (95th centile).",
        "",
        "| work | bare SQL | API or command | × | page | × | a second (requests: at 8 clients) |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, ways in result["figures"].items():
        sql = ways["sql"]["median"]
        api, page = ways.get("api") or ways.get("command"), ways.get("page")
        load = "; ".join(
            f"{label} {ways[way]['per_second']:,.0f}"
            for way, label in (("api", "API"), ("page", "pages"), ("command", "rows"))
            if "per_second" in ways.get(way, {})
        )
        lines.append(f"| {name} | {shown(ways['sql'])} | {versus(api, sql)} | {versus(page, sql)} | {load} |")
    if result.get("browser"):
        told = (f"{name} {shown(figure)}" for name, figure in result["browser"].items())
        lines += ["", "In Chromium, from the press to the paint: " + "; ".join(told)]
    lines += [
        "",
        "Memory: "
        + "; ".join(f"{size:.0f} MB {name.split(' ', 1)[1][:60]}" for name, size in result["memory"].items()),
    ]
    return "\n".join(lines)


def shown(figure: dict[str, float]) -> str:
    return f"{figure['median']:.2f} ({figure['p95']:.2f})"


def versus(figure: dict[str, float] | None, sql: float) -> str:
    return f"{shown(figure)} | {figure['median'] / sql:.1f}" if figure else " | "


def growth(results: list[dict[str, Any]]) -> str:
    small, large = results[0], results[-1]
    lines = [
        f"\n### Growth from {small['size']:,} to {large['size']:,}",
        "",
        "| work | bare SQL | API | page |",
        "|---|---|---|---|",
    ]
    for name, ways in small["figures"].items():
        other = large["figures"].get(name)
        if other:
            cells = [
                f"{other[way]['median'] / ways[way]['median']:.2f}" if way in ways and way in other else ""
                for way in ("sql", "api", "page")
            ]
            lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
