"""`make fuzz`: each target for its share of the time, in a process of its own; what fails is kept and said."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

from fuzz import NAMES

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".cache" / "fuzz"
LONGEST, MEMORY = 8_192, 2_048
"""Bytes of one input; megabytes of a process."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", help="all of them when none is named")
    parser.add_argument("--seconds", type=int, default=600, help="for all of them together")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.here:
        fuzz(wanted.targets[0], wanted.seconds)
    else:
        every(wanted.targets or list(NAMES), wanted.seconds)


def every(names: list[str], seconds: int) -> None:
    share = max(seconds // len(names), 1)
    failed = [name for name in names if not one(name, share)]
    if failed:
        raise SystemExit(f"Failed: {', '.join(failed)}; what they failed on lies in {KEPT}")


def one(name: str, seconds: int) -> bool:
    """Whether a target bore it."""
    began = time.monotonic()
    command = [sys.executable, "-m", "fuzz", name, "--seconds", str(seconds), "--here"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    lines = (done.stdout + done.stderr).splitlines()
    told = next((line.strip() for line in reversed(lines) if line.startswith("Done ")), "")
    word = "FAILED" if done.returncode else "ok"
    print(f"{word:6}  {name:12} {time.monotonic() - began:4.0f} s  {told}", flush=True)
    if done.returncode:
        print("\n".join(lines[-40:]), flush=True)
    return done.returncode == 0


def ready() -> None:
    """The product without a database, and the example of the tests."""
    import os

    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    django.setup()


def fuzz(name: str, seconds: int) -> None:
    """Feed one target in this process; what was found interesting is kept for the next time."""
    import atheris

    with atheris.instrument_imports(include=["guanxi"]):
        ready()
        from fuzz.seeds import SEEDS
        from fuzz.targets import TARGETS
    corpus = KEPT / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[name]):
        (corpus / f"seed-{number}").write_bytes(seed)
        TARGETS[name](seed)  # whatever is loaded at first use is loaded now
    limits = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-rss_limit_mb={MEMORY}", "-timeout=10"]
    atheris.Setup([sys.argv[0], *limits, f"-artifact_prefix={KEPT}/{name}-", str(corpus)], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
