"""What a process has loaded is set aside, where the system can do so; what it holds stays as it was."""

from __future__ import annotations

import json
import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

from guanxi.kit import settling

FILLED = """
import gc, json, re
from guanxi.kit import settling
held = [str(number) for number in range(600_000)]
settling.set_aside()
rollup = open("/proc/self/smaps_rollup").read()
on_large = int(re.search(r"AnonHugePages: +(\\d+)", rollup)[1])
print(json.dumps([on_large, held == [str(number) for number in range(600_000)], gc.get_freeze_count()]))
"""


def _filled() -> list[int]:
    done = subprocess.run([sys.executable, "-c", FILLED], capture_output=True, text=True, check=True)
    told: list[int] = json.loads(done.stdout)
    return told


LINUX = tuple(map(int, re.findall(r"\d+", platform.release())[:2]))


@pytest.mark.skipif(
    settling._system() is None or LINUX < (6, 1), reason="no large pages at once here, or they are switched off"
)
def test_what_is_held_lies_on_large_pages() -> None:
    kilobytes, same, _frozen = _filled()
    assert same
    assert kilobytes >= 20 << 10, "600,000 short texts take over 30 MB"


def test_what_is_held_is_not_searched_for_cycles_again() -> None:
    _kilobytes, same, frozen = _filled()
    assert same
    assert frozen > 1_000


def test_a_system_without_large_pages_is_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settling, "_SWITCH", tmp_path / "not there")
    assert settling.on_large_pages() == 0


def test_an_administrator_may_have_switched_them_off(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    switch = tmp_path / "enabled"
    switch.write_text("always madvise [never]\n")
    monkeypatch.setattr(settling, "_SWITCH", switch)
    assert settling.on_large_pages() == 0
