"""Which fields the company says matter, as this process knows it."""

from __future__ import annotations

from typing import Any

_chosen: dict[str, tuple[str, ...]] = {}


def refresh(*, empty: bool, **_signal: Any) -> None:
    """Look anew; nothing at all for a process that begins again."""
    from guanxi.engine.models.qualityrule import QualityRule

    _chosen.clear()
    if not empty:
        rows = QualityRule._base_manager.filter(deleted_at__isnull=True).order_by("created_at")
        for entity, names in rows.values_list("entity", "matters"):
            told = (*chosen(entity), *(one.partition(".")[2] for one in names))
            _chosen[entity] = tuple(dict.fromkeys(told))


def chosen(entity: str) -> tuple[str, ...]:
    """The fields of a kind of record that matter by the company's word; none where it said nothing."""
    return _chosen.get(entity, ())
