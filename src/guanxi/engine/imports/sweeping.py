"""Files on their way in that nobody waits for: a worker or a web process died between writing and using them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

from guanxi.engine.files.clearing import YOUNG, age, must_be_ours
from guanxi.engine.imports import storage
from guanxi.engine.models.imports import Import


def sweep(check: Callable[[], None], now: float) -> int:
    """Delete what no import knows; returns how many files. Raises WrongFolder when most are unknown.

    A file is without its import for minutes at most, while it is received and looked at; a day is far beyond that.
    """
    files = dict(_files())
    check()
    rows = Import._base_manager.exclude(file=None, spool=None).values_list("file", "spool")
    known = {key for row in rows.iterator() for key in row}
    orphans = [path for key, path in files.items() if key not in known and age(path, now) > YOUNG]
    must_be_ours(len(orphans), len(files) - len(orphans))
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _files() -> Iterator[tuple[uuid.UUID, Path]]:
    """What has a name of our making; anything else isn't ours."""
    for folder in storage.folders():
        for path in folder.iterdir():
            try:
                yield uuid.UUID(hex=path.name), path
            except ValueError:
                continue
