"""Engine values as JSON: ids and moments as text, decimals exact, links with their titles, masked values as such."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from django.utils.functional import Promise

from guanxi.engine.entity import Entity
from guanxi.engine.permissions.access import Access
from guanxi.engine.permissions.grants import Mode
from guanxi.engine.reading import Masked
from guanxi.engine.reading.rows import Row


def _otherwise(value: Any) -> Any:
    if isinstance(value, Promise | str):
        return str(value)
    raise NotImplementedError(f"{type(value).__name__} has no JSON form")


encode = msgspec.json.Encoder(enc_hook=_otherwise).encode


def shaped(entity: Entity, rows: Sequence[Row], access: Access) -> Sequence[Row]:
    """Rows ready to encode; only columns whose values aren't so already are touched."""
    if not rows:
        return rows
    for name in rows[0]:
        kind = entity.fields.get(name)
        if kind is None:
            continue
        if access.mode(entity, name) is Mode.MASKED:
            for row in rows:
                row[name] = masked(row[name])
        elif not kind.json_identity and kind.kind != "link":
            for row in rows:
                row[name] = kind.to_json(row[name])
    return rows


def masked(value: Any) -> Any:
    """The outline of a masked value."""
    return {"masked": value.outline} if isinstance(value, Masked) else value
