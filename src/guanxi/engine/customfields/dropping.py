"""A custom field deleted for good, with everything it held; first it is told what that is."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import OperationalError, ProgrammingError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guanxi.engine import origin
from guanxi.engine.customfields import living
from guanxi.engine.customfields.columns import held_in, is_filled
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid
from guanxi.engine.events.writing import note
from guanxi.engine.fields.link import Link
from guanxi.engine.gate.updating import locked
from guanxi.engine.models.customfield import CustomField
from guanxi.engine.models.file import StoredFile, of_field
from guanxi.engine.permissions.access import Actor
from guanxi.engine.reading.counting import Count
from guanxi.engine.reading.rows import titles_of
from guanxi.engine.registry import registry
from guanxi.engine.sql import drop_column
from guanxi.engine.transactions import atomically

MOST_COUNTED = 10_000
FIRST = 8
UNDONE = {
    "55P03": _("These records are being worked on. Nothing was deleted; try again in a moment."),
    "42501": _("Guanxi’s account in the database may not drop columns; ask who runs the database."),
}
"""What can keep the database from dropping a column, by its own code, and what to tell."""


@dataclass(frozen=True)
class Held:
    """What would be lost: in how many records something stands, and the first of it that this actor may see."""

    entity: Entity
    count: Count
    values: list[str]


def held(key: uuid.UUID, actor: Actor) -> Held:
    """What a retired field holds; raises NotFound, NotAllowed."""
    row = _retired(key, actor)
    entity, kind = registry[row.entity], living.field_of(row)
    there = _filled(entity.manager(), kind)
    with origin.unguarded():
        count = there.order_by().values("pk")[: MOST_COUNTED + 1].count()
        values: list[Any] = []
        if actor.access.readable(entity, row.name) and actor.access.may(entity.name, "read"):
            seen = _filled(actor.access.narrow(entity, entity.manager(), "read"), kind)
            values = list(seen.order_by("-pk").values_list("held", flat=True)[:FIRST])
    if isinstance(kind, Link):
        titles = titles_of(kind.target, values, actor.access)
        told = [titles[value] for value in values if value in titles]
    else:
        told = [kind.in_words(value)[:120] for value in values]
    return Held(entity, Count(min(count, MOST_COUNTED), exact=count <= MOST_COUNTED), told)


def drop(key: uuid.UUID, *, actor: Actor) -> str:
    """Delete a retired field with its column; returns its label. Raises NotFound, NotAllowed, Invalid.

    Its history stays, and says who did it. The table is locked for a moment only, however many records there are.
    """

    def work() -> str:
        row = _retired(key, actor)
        try:
            for column in {row.column or row.name, row.beside, row.was_column} - {""}:
                drop_column(registry[row.entity].model, living.field_as(row, "text", column))
        except (OperationalError, ProgrammingError) as failed:
            code = getattr(failed.__cause__, "sqlstate", "")
            if code not in UNDONE:
                raise
            raise Invalid({"": [str(UNDONE[code])]}) from failed
        held_there = StoredFile.objects.filter(entity=row.entity, purpose=of_field(row.name), deleted_at=None)
        held_there.update(deleted_at=timezone.now())
        face = registry.for_model(CustomField)
        told = {"version": row.version, "label": row.label, "entity": row.entity, "key": row.key, "kind": row.kind}
        with origin.unguarded():
            living.changed.send(sender=CustomField)
            row.delete()
            note(face.name, "purge", told, actor=actor, record=key)
        transaction.on_commit(partial(living.refresh))
        return row.label

    return atomically(work)


def _retired(key: uuid.UUID, actor: Actor) -> Any:
    with transaction.atomic():
        return locked(registry.for_model(CustomField), key, actor, "delete", deleted=True)


def _filled(rows: models.QuerySet[Any], kind: Any) -> models.QuerySet[Any]:
    """The rows in which something stands, with it as `held`; the model doesn't know the column any more."""
    return rows.annotate(held=held_in(kind)).filter(is_filled(kind, "held"))
