"""Pictures within rich text: kept by the file server under the rights of the record that shows them."""

from __future__ import annotations

import uuid
from pathlib import PurePath
from typing import Any

from guanxi.engine import files
from guanxi.engine.errors import Invalid
from guanxi.engine.files.names import shown_name
from guanxi.engine.files.pictures import made
from guanxi.engine.files.storing import too_large
from guanxi.engine.permissions import Actor
from guanxi.kit import sanitising

PURPOSE = "picture"
MOST_BYTES = 8 * 1024 * 1024


def keep(upload: Any, actor: Actor) -> files.StoredFile:
    """Take in a picture that was pasted, made anew so that nothing hides in it. Raises Invalid, NoRoom.

    Until a text shows it, only who pasted it sees it.
    """
    if (getattr(upload, "size", 0) or 0) > MOST_BYTES:
        raise Invalid({"file": [too_large(MOST_BYTES)]})
    picture = made(upload)
    name = shown_name(f"{PurePath(shown_name(getattr(upload, 'name', ''))).stem}{picture.ending}")
    return files.store([picture.data], actor=actor, purpose=PURPOSE, name=name)


def settle(entity: str, record: uuid.UUID, body: str, actor: uuid.UUID | None) -> None:
    """Give the record the pictures that its text shows and that this person pasted: its rights are theirs now."""
    keys = sanitising.pictures(body)
    if keys and actor is not None:
        mine = files.StoredFile.objects.filter(pk__in=keys, record=None, purpose=PURPOSE, uploaded_by=actor)
        mine.update(entity=entity, record=record)
