"""Python's search for reference cycles, made rarer where thousands of objects live for a moment and form none."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (100_000, 20, 100)


@contextmanager
def collected_seldom() -> Iterator[None]:
    """Inside, the search runs after a hundred thousand new objects; it takes a third of the time of bulk work else."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
