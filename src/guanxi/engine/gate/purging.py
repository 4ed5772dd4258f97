"""Out of the recycle bin for good."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from guanxi.engine.duplicates import keeping, said
from guanxi.engine.entity import Entity
from guanxi.engine.events.writing import note
from guanxi.engine.files.storing import path_of
from guanxi.engine.models.file import StoredFile
from guanxi.engine.models.merger import Merger
from guanxi.engine.models.share import Share
from guanxi.engine.models.stagespan import StageSpan
from guanxi.engine.permissions.system import System
from guanxi.engine.quality import examining
from guanxi.engine.record import Kept
from guanxi.engine.transactions import atomically
from guanxi.engine.uniting.leading import predecessors, rows_of


def purge(entity: Entity, rows: QuerySet[Kept], key: uuid.UUID, *, system: System) -> bool:
    """Delete a record with its lines, shares and files, if it still is among the rows; its history stays and says so.

    False when it is gone already, is being changed, or another record needs it.
    """

    def work() -> bool:
        record = rows.filter(pk=key).defer("search").select_for_update(skip_locked=True, of=("self",)).first()
        if record is None:
            return False
        for one in rows_of(entity, predecessors(entity, key)).values():  # what was merged into it goes with it
            _end(entity, one, system)
        _end(entity, record, system)
        return True

    try:
        return atomically(work)
    except IntegrityError:  # another record links to it; ProtectedError is one of these
        return False


def _end(entity: Entity, record: Kept, system: System) -> None:
    key = record.pk
    files = StoredFile.objects.filter(entity=entity.name, record=key)
    places = [path_of(file) for file in files]
    told = {"version": record.version, "files": len(places)}
    files.delete()
    StageSpan.objects.filter(record=key).delete()
    Share.objects.filter(entity=entity.name, record=key).delete()
    keeping.forget([key])
    said.forget([key])
    examining.forget([key])
    Merger.objects.filter(entity=entity.name, survivor=key).delete()
    record.delete()
    note(entity.name, "purge", told, actor=system, record=key)
    transaction.on_commit(lambda: unlink(places))


def unlink(places: Iterable[Path]) -> None:
    """Delete the bytes of files whose rows are gone."""
    for path in places:
        path.unlink(missing_ok=True)
