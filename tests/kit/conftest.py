"""What several tests of the kit share."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from guanxi.kit.tables import TableError, open_table


@pytest.fixture
def peak() -> Callable[[], int]:
    """Kilobytes the process grew by at its highest since the test began, not counting what earlier tests needed."""

    def now(name: str) -> int:
        return int(re.search(rf"{name}:\s+(\d+)", Path("/proc/self/status").read_text())[1])

    start = 0

    def grown() -> int:
        nonlocal start
        highest = now("VmHWM") - start
        Path("/proc/self/clear_refs").write_text("5")
        start = now("VmRSS")
        return highest

    grown()
    return grown


@pytest.fixture
def refusal(peak) -> Callable[..., TableError]:
    """Why a table is refused, which must come quickly and without filling the memory."""

    def refuse(path: Path, **options: object) -> TableError:
        peak()
        start = time.perf_counter()
        with pytest.raises(TableError) as refused:
            list(open_table(path, filename=path.name, **options).rows())
        assert time.perf_counter() - start < 2
        assert peak() < 64 * 1024
        assert refused.value.message.format(**refused.value.params) == str(refused.value)
        return refused.value

    return refuse
