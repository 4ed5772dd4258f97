"""Files that fields hold, on their way to the record: looked up before it is saved, given to it with the save."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid
from guanxi.engine.fields.file import File, keys_of, written
from guanxi.engine.models.file import StoredFile, of_field, uploaded_for
from guanxi.engine.permissions.access import Actor


def held(entity: Entity, kind: File, value: str, actor: Actor, record: Any = None) -> str:
    """The value for a file that this actor handed in, or that the field of this record held before.

    Raises ValidationError for any other, as if there were none.
    """
    present = getattr(record, kind.attname, "") if record is not None else ""
    if not value or value == present:
        return value
    keys = keys_of(value)
    if present and keys[:1] == keys_of(present)[:1]:
        return str(present)
    if present and kind.is_final:
        raise ValidationError(_("What was signed stays. Take it off first."), code="lasting")
    files = {file.pk: file for file in StoredFile.objects.filter(pk__in=keys)}
    if not keys or files.keys() != set(keys) or not all(_may(entity, kind, f, actor, record) for f in files.values()):
        raise ValidationError(_("This file isn’t there any more. Choose it again."), code="file")
    return written(files[keys[0]].name, *keys)


def _may(entity: Entity, kind: File, file: StoredFile, actor: Actor, record: Any) -> bool:
    if file.record is None:
        is_own = actor.pk is None or file.uploaded_by == actor.pk
        return is_own and file.purpose == uploaded_for(kind.kind) and file.deleted_at is None
    place = (file.entity, file.record, file.purpose)
    return record is not None and place == (entity.name, record.pk, of_field(kind.name))


def settle(entity: Entity, record: Any, changes: Mapping[str, Any]) -> None:
    """Give the record the files that its fields hold now; what they held before is kept as the recycle bin keeps it.

    Raises Invalid where another record has got one meanwhile, or it is gone for good.
    """
    for name in entity.holding:
        if name not in changes:
            continue
        before, after = (keys_of(value or "") for value in changes[name])
        own = StoredFile.objects.filter(entity=entity.name, record=record.pk, purpose=of_field(name))
        own.filter(pk__in=set(before) - set(after)).update(deleted_at=timezone.now())
        purpose = uploaded_for(entity.fields[name].kind)
        new = StoredFile.objects.filter(pk__in=after, record=None, purpose=purpose, deleted_at=None)
        got = new.update(entity=entity.name, record=record.pk, purpose=of_field(name))
        got += own.filter(pk__in=after).update(deleted_at=None) if got < len(after) else 0
        if got < len(after):
            raise Invalid({name: [_("This file isn’t there any more. Choose it again.")]})
