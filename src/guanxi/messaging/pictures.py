"""Pictures within rich text: kept by the file server under the rights of the record that shows them."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext as _

from guanxi.engine import files
from guanxi.engine.errors import Invalid
from guanxi.engine.permissions import Actor
from guanxi.kit import sanitising

PURPOSE = "picture"
KINDS = ("image/png", "image/jpeg", "image/gif", "image/webp")
MOST_BYTES = 8 * 1024 * 1024


def keep(upload: Any, actor: Actor) -> files.StoredFile:
    """Take in a picture that was pasted; until a text shows it, only who pasted it sees it. Raises Invalid, NoRoom."""
    kept = files.store(upload, actor=actor, purpose=PURPOSE, most=MOST_BYTES)
    if kept.type not in KINDS:
        files.remove(kept)
        raise Invalid({"file": [_("Only pictures can stand in a text: PNG, JPEG, GIF or WebP.")]})
    return kept


def settle(entity: str, record: uuid.UUID, body: str, actor: uuid.UUID | None) -> None:
    """Give the record the pictures that its text shows and that this person pasted: its rights are theirs now."""
    keys = sanitising.pictures(body)
    if keys and actor is not None:
        mine = files.StoredFile.objects.filter(pk__in=keys, record=None, purpose=PURPOSE, uploaded_by=actor)
        mine.update(entity=entity, record=record)
