"""Python's search for reference cycles, made rarer where thousands of objects live for a moment and form none."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from guanxi.kit.settling import on_large_pages

SELDOM = (100_000, 20, 100)


@contextmanager
def collected_seldom() -> Iterator[None]:
    """Inside, the search runs after a hundred thousand new objects; it takes a third of the time of bulk work else.

    What is there already moves onto large pages first.
    """
    before, is_settled = gc.get_threshold(), gc.get_freeze_count() > 0
    if not is_settled:  # what a process has set aside for good stays aside
        gc.freeze()
    gc.set_threshold(*SELDOM)
    on_large_pages()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        if not is_settled:
            gc.unfreeze()
