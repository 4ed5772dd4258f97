"""Files of records: attached and removed like any other change, with the right, the lock and the event."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from guanxi.engine.entity import Entity
from guanxi.engine.errors import NotAllowed, NotFound
from guanxi.engine.files import storing
from guanxi.engine.gate import touch
from guanxi.engine.gate.updating import locked
from guanxi.engine.models.file import ATTACHMENT, StoredFile
from guanxi.engine.permissions.access import Actor
from guanxi.engine.prepared import Prepared
from guanxi.engine.registry import registry
from guanxi.engine.transactions import atomically


def attach(
    entity: Entity, key: uuid.UUID, upload: Any, *, actor: Actor, replacing: bool = False, name: str | None = None
) -> StoredFile:
    """Put a file on a record; raises NotFound, NotAllowed, Invalid, NoRoom.

    With `replacing`, it becomes the next version of the file of that name, if the record has one.
    """
    _authorise(entity, key, actor)
    file = storing.store(upload, actor=actor, purpose=ATTACHMENT, name=name)  # bytes first: no lock while they come in

    def work() -> None:
        locked(entity, key, actor, "update")
        before = _attached(entity, key).filter(name__iexact=file.name).first() if replacing else None
        touch(entity, key, "attach", {"files": [told(before) if before else None, told(file)]}, actor=actor)
        file.entity, file.record = entity.name, key
        if before is not None:
            _follow(before, file)
        file.save(update_fields=["entity", "record", "series", "number"])

    try:
        atomically(work)
    except BaseException:
        storing.remove(file)
        raise
    return file


def _follow(before: StoredFile, file: StoredFile) -> None:
    """The file stands in the place of the one before, which stays as an earlier version."""
    file.series, file.number = before.series or before.pk, before.number + 1
    StoredFile.objects.filter(pk=before.pk).update(series=file.series, replaced_at=timezone.now())


def bring_back(key: uuid.UUID, *, actor: Actor) -> StoredFile:
    """Make an earlier version of a file the present one, by a copy of it; the others stay. Raises as `attach`."""
    old = StoredFile.objects.filter(pk=key, deleted_at=None, purpose=ATTACHMENT).exclude(replaced_at=None).first()
    entity = registry.get(old.entity) if old else None
    if old is None or entity is None or old.record is None:
        raise NotFound()
    _authorise(entity, old.record, actor)
    try:
        data = storing.path_of(old).open("rb")
    except FileNotFoundError:
        raise NotFound() from None
    with data:
        return attach(entity, old.record, data, actor=actor, replacing=True, name=old.name)


def detach(key: uuid.UUID, *, actor: Actor) -> StoredFile:
    """Take a file with its versions off its record, or one earlier version; the recycle bin keeps the bytes a while.

    Raises as `attach`.
    """

    def work() -> StoredFile:
        file = StoredFile.objects.filter(pk=key, deleted_at__isnull=True, purpose=ATTACHMENT).first()
        entity = registry.get(file.entity) if file else None
        if file is None or entity is None or file.record is None:
            raise NotFound()
        touch(entity, file.record, "detach", {"files": [told(file), None]}, actor=actor)
        going = Q(pk=key)
        if file.series and file.replaced_at is None:
            going |= Q(series=file.series)
        if not StoredFile.objects.filter(going, deleted_at__isnull=True).update(deleted_at=timezone.now()):
            raise NotFound()
        return file

    return atomically(work)


def reattach(key: uuid.UUID, *, actor: Actor) -> StoredFile:
    """Put back a file, with its versions, that was taken off a while ago; raises NotFound, NotAllowed."""

    def work() -> StoredFile:
        file = StoredFile.objects.filter(pk=key, deleted_at__isnull=False, purpose=ATTACHMENT).first()
        entity = registry.get(file.entity) if file else None
        if file is None or entity is None or file.record is None:
            raise NotFound()
        touch(entity, file.record, "attach", {"files": [None, told(file)]}, actor=actor)
        coming = Q(pk=key)
        if file.series and file.replaced_at is None:
            coming |= Q(series=file.series, deleted_at=file.deleted_at)
        if not StoredFile.objects.filter(coming, deleted_at__isnull=False).update(deleted_at=None):
            raise NotFound()
        return file

    return atomically(work)


_COLUMNS = [field.attname for field in StoredFile._meta.concrete_fields]


def _living_files(entity: str, key: uuid.UUID) -> QuerySet[StoredFile, Any]:
    rows = StoredFile.objects.filter(entity=entity, record=key, purpose=ATTACHMENT, deleted_at__isnull=True)
    return rows.order_by("-at", "-id").values_list(*_COLUMNS)


_files = Prepared(_living_files, ("an entity", uuid.UUID(int=0)))


def files_of(entity: Entity, key: uuid.UUID, actor: Actor) -> list[StoredFile]:
    """The files on a record, newest first; raises NotFound when the actor may not read the record."""
    return [versions[0] for versions in versions_of(entity, key, actor)]


def versions_of(entity: Entity, key: uuid.UUID, actor: Actor, *, was_read: bool = False) -> list[list[StoredFile]]:
    """The same, each with its earlier versions behind it; `was_read`: the record was read with rights just before."""
    if not was_read and not readable(entity, key, actor):
        raise NotFound()
    series: dict[uuid.UUID, list[StoredFile]] = {}
    for values in _files.rows(entity.name, key):
        file = StoredFile.from_db("default", _COLUMNS, values)
        series.setdefault(file.series or file.pk, []).append(file)
    return list(series.values())


def readable(entity: Entity, key: uuid.UUID, actor: Actor) -> bool:
    """Whether the actor may read this record, be it in the recycle bin."""
    rows = entity.manager().filter(pk=key)
    return any(actor.access.narrow(entity, rows, "read", deleted=gone).exists() for gone in (False, True))


def told(file: StoredFile) -> dict[str, Any]:
    """What an event says of a file."""
    return {"id": str(file.pk), "name": file.name, "size": file.size, "sha256": file.sha256}


def _attached(entity: Entity, key: uuid.UUID) -> QuerySet[StoredFile]:
    """The files that stand on a record now, without their earlier versions."""
    rows = StoredFile.objects.filter(entity=entity.name, record=key, purpose=ATTACHMENT)
    return rows.filter(deleted_at=None, replaced_at=None).order_by("-at", "-id")


def _authorise(entity: Entity, key: uuid.UUID, actor: Actor) -> None:
    rows = entity.manager().filter(pk=key)
    if not actor.access.narrow(entity, rows, "update").exists():
        raise NotAllowed() if actor.access.narrow(entity, rows, "read").exists() else NotFound()
