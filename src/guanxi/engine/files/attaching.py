"""Files of records: attached and removed like any other change, with the right, the lock and the event."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from guanxi.engine.entity import Entity
from guanxi.engine.errors import NotAllowed, NotFound
from guanxi.engine.files import storing
from guanxi.engine.gate import touch
from guanxi.engine.models.file import ATTACHMENT, StoredFile
from guanxi.engine.permissions.access import Actor
from guanxi.engine.registry import registry
from guanxi.engine.transactions import atomically


def attach(entity: Entity, key: uuid.UUID, upload: Any, *, actor: Actor) -> StoredFile:
    """Put a file on a record; raises NotFound, NotAllowed, Invalid, NoRoom."""
    _authorise(entity, key, actor)
    file = storing.store(upload, actor=actor, purpose=ATTACHMENT)  # bytes first: no lock is held while they come in

    def work() -> None:
        touch(entity, key, "attach", {"files": [None, told(file)]}, actor=actor)
        StoredFile.objects.filter(pk=file.pk).update(entity=entity.name, record=key)

    try:
        atomically(work)
    except BaseException:
        storing.remove(file)
        raise
    file.entity, file.record = entity.name, key
    return file


def detach(key: uuid.UUID, *, actor: Actor) -> StoredFile:
    """Take a file off its record; its bytes stay as long as the recycle bin keeps things. Raises as `attach`."""

    def work() -> StoredFile:
        file = StoredFile.objects.filter(pk=key, deleted_at__isnull=True, purpose=ATTACHMENT).first()
        entity = registry.get(file.entity) if file else None
        if file is None or entity is None or file.record is None:
            raise NotFound()
        touch(entity, file.record, "detach", {"files": [told(file), None]}, actor=actor)
        if not StoredFile.objects.filter(pk=key, deleted_at__isnull=True).update(deleted_at=timezone.now()):
            raise NotFound()
        return file

    return atomically(work)


def files_of(entity: Entity, key: uuid.UUID, actor: Actor) -> list[StoredFile]:
    """The files on a record, newest first; raises NotFound when the actor may not read the record."""
    if not readable(entity, key, actor):
        raise NotFound()
    files = StoredFile.objects.filter(entity=entity.name, record=key, purpose=ATTACHMENT, deleted_at__isnull=True)
    return list(files.order_by("-at", "-id"))


def readable(entity: Entity, key: uuid.UUID, actor: Actor) -> bool:
    """Whether the actor may read this record, be it in the recycle bin."""
    rows = entity.manager().filter(pk=key)
    return any(actor.access.narrow(entity, rows, "read", deleted=gone).exists() for gone in (False, True))


def told(file: StoredFile) -> dict[str, Any]:
    """What an event says of a file."""
    return {"id": str(file.pk), "name": file.name, "size": file.size, "sha256": file.sha256}


def _authorise(entity: Entity, key: uuid.UUID, actor: Actor) -> None:
    rows = entity.manager().filter(pk=key)
    if not actor.access.narrow(entity, rows, "update").exists():
        raise NotAllowed() if actor.access.narrow(entity, rows, "read").exists() else NotFound()
