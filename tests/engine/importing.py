"""Bringing files in, as tests do it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from guanxi.engine.imports import working
from guanxi.engine.imports.running import Foreground
from guanxi.engine.models import Event, Import
from guanxi.engine.reading import Query, read_page
from guanxi.engine.registry import registry

DATA = Path(__file__).parents[3] / "shared" / "data"


def data(name: str) -> Path:
    """A file of the data that lies beside the project; the test is skipped where there is none."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{path} isn't here")
    return path


def take(actor: Any, entity: str, file: str | bytes | Path, name: str = "file.csv", **table: Any) -> Import:
    """A file that was handed in, not yet mapped by hand."""
    content = file.read_bytes() if isinstance(file, Path) else file.encode() if isinstance(file, str) else file
    title = file.name if isinstance(file, Path) else name
    return working.start(actor, registry[entity], io.BytesIO(content), title, **table)


def bring(
    actor: Any, entity: str, file: str | bytes | Path, mapping: dict[str, str] | None = None, **options: Any
) -> Import:
    """A file brought in, checked first: the check must say what the run then does."""
    work = take(actor, entity, file)
    working.set_mapping(work, actor, mapping, options)
    working.check(work, Foreground(actor))
    expected, said = dict(work.checked or {}), list(work.marks)
    expected.pop("alike", None)  # said before, so that nobody is surprised; the run brings in what it was told to
    working.run(work, Foreground(actor))
    assert (work.counts, work.marks) == (expected, said)
    return Import._base_manager.get(pk=work.pk)


def told(work: Import) -> list[tuple[int, str | None, str, bool]]:
    """What was said about rows: row, column, text, whether it is a problem."""
    return [(row, None if at is None else work.columns[at], text, bad) for row, at, text, bad in work.marks]


def rows(actor: Any, entity: str, *fields: str, **query: Any) -> list[dict[str, Any]]:
    """What the actor sees."""
    found = read_page(registry[entity], actor, Query(fields=fields or None, limit=500, **query)).rows
    return [{name: getattr(value, "label", value) for name, value in row.items()} for row in found]


def column(actor: Any, entity: str, field: str) -> list[Any]:
    return [row[field] for row in rows(actor, entity, field)]


def events(work: Import) -> int:
    """How many changes of records the import told."""
    return Event.objects.filter(via="import", request=work.pk.hex).count()
