"""Files that are handed in for a field: kept for who handed them in until the gate gives them to a record."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.utils import timezone

from guanxi.engine.errors import Invalid
from guanxi.engine.fields.file import File, written
from guanxi.engine.files import pictures
from guanxi.engine.files.names import shown_name
from guanxi.engine.files.storing import MOST_BYTES, store, too_large
from guanxi.engine.models.file import uploaded_for
from guanxi.engine.permissions.access import Actor


def take(kind: File, upload: Any, actor: Actor) -> str:
    """Keep what was handed in; the value with which the field holds it. Raises Invalid (of "file"), NoRoom."""
    purpose, name = uploaded_for(kind.kind), shown_name(getattr(upload, "name", ""))
    if kind.kind == "file":
        return written(*_kept(upload, actor, purpose, name))
    if (getattr(upload, "size", 0) or 0) > MOST_BYTES:
        raise Invalid({"file": [too_large(MOST_BYTES)]})
    made = pictures.made(upload)
    if kind.kind == "signature":
        name = f"{actor} {timezone.localtime():%Y-%m-%d %H.%M}.png"
    name = shown_name(f"{PurePath(name).stem}{made.ending}")
    _small, small = _kept([made.small], actor, purpose, name)
    return written(*_kept([made.data], actor, purpose, name), small)


def _kept(data: Any, actor: Actor, purpose: str, name: str) -> tuple[str, Any]:
    file = store(data, actor=actor, purpose=purpose, name=name)
    return file.name, file.pk
