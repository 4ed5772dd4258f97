"""What `make fuzz` begins with, and what it ever failed on, is borne by every target."""

from __future__ import annotations

import pytest

from fuzz.seeds import SEEDS
from fuzz.targets import TARGETS

FOUND: dict[str, tuple[bytes, ...]] = {"words": (b"<sv5\0\0\0><img src\xf8x onerror=a()>",)}
"""What a target failed on once."""


def test_every_target_has_seeds() -> None:
    assert set(SEEDS) == set(TARGETS)
    assert all(len(set(seeds)) > 2 for seeds in SEEDS.values())


@pytest.mark.parametrize("name", SEEDS)
def test_it_bears_what_it_begins_with(name: str) -> None:
    for seed in SEEDS[name]:
        TARGETS[name](seed)
        TARGETS[name](seed[: len(seed) // 2])
        TARGETS[name](seed + seed)


@pytest.mark.parametrize(("name", "data"), [(name, data) for name, found in FOUND.items() for data in found])
def test_it_bears_what_it_failed_on(name: str, data: bytes) -> None:
    TARGETS[name](data)
