"""A person forgotten: what tells of them goes, out of records, files and history; the record stays for what needs it.

Invoices and the chain of events go on naming the record by its key. What it says of a person is emptied, and a field
that can't be empty says that it was erased; the same for what hangs on the record. Links stay: who owned a record is
not said of the person it is about.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from guanxi.engine import origin, stagedates
from guanxi.engine.duplicates import said
from guanxi.engine.entity import Entity, LineSet
from guanxi.engine.errors import Invalid, NotFound
from guanxi.engine.events.redacting import redact
from guanxi.engine.fields.anchor import Anchor, written
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.link import Link
from guanxi.engine.files.storing import path_of
from guanxi.engine.gate.purging import unlink
from guanxi.engine.gate.saving import present_lines
from guanxi.engine.gate.updating import locked, save_changes, snapshot
from guanxi.engine.models.event import Event
from guanxi.engine.models.file import StoredFile
from guanxi.engine.permissions.access import Actor
from guanxi.engine.privacy import Privacy, classified, telling_fields
from guanxi.engine.record import Kept
from guanxi.engine.registry import registry
from guanxi.engine.transactions import atomically
from guanxi.engine.uniting.leading import predecessors, rows_of

VERB = "erase"
LONGEST_REASON = 200
PERSONAL = (Privacy.PERSONAL, Privacy.SENSITIVE)


@dataclass
class Erased:
    """What went."""

    records: int = 0
    events: int = 0
    files: int = 0
    places: list[Path] = field(default_factory=list)


def is_person(entity: Entity, record: Any) -> bool:
    """Whether a record is a person."""
    if isinstance(entity.person, bool):
        return entity.person
    return all(getattr(record, name) == value for name, value in entity.person.items())


def erase(entity: Entity, key: uuid.UUID, *, actor: Actor, why: str) -> Erased:
    """Forget a person; raises NotFound, NotAllowed, Invalid. It can't be taken back."""
    why = " ".join(why.split())
    if not why or len(why) > LONGEST_REASON:
        raise Invalid({"why": [_("Say why, in at most %(n)d characters.") % {"n": LONGEST_REASON}]})

    def work() -> Erased:
        deleted = entity.manager().filter(pk=key, deleted_at__isnull=False).exists()
        record = locked(entity, key, actor, VERB, deleted=deleted)
        if not is_person(entity, record):
            raise NotFound()
        told = Erased()
        with origin.because(why), translation.override(settings.LANGUAGE_CODE):
            fitting = record.before_erasure()
            for one in (*rows_of(entity, predecessors(entity, key)).values(), record):
                for face, hanging in _hanging(entity, one.pk):
                    _forget(face, hanging, {}, actor, told)
                _forget(entity, one, fitting, actor, told)
        transaction.on_commit(partial(unlink, told.places))
        return told

    return atomically(work)


def pseudonym(key: uuid.UUID) -> str:
    """What is said instead of a name."""
    return _("Erased %(mark)s") % {"mark": key.hex[-8:]}


def _hanging(entity: Entity, key: uuid.UUID) -> Iterator[tuple[Entity, Kept]]:
    """What hangs on the record or is about it, and what hangs on that: a comment on a note on a customer."""
    for face in registry:
        if face.anchor is None:
            continue
        for one in (
            face.manager().filter(**{face.anchor.name: written(entity.name, key)}).select_for_update(of=("self",))
        ):
            yield from _hanging(face, one.pk)
            yield face, one


def _forget(face: Entity, record: Kept, fitting: dict[str, Any], actor: Actor, told: Erased) -> None:
    """One record: its values, its files, and what its history says of both."""
    before = snapshot(face, record)
    for name in telling_fields(face):
        kind = face.fields[name]
        if not isinstance(kind, Link | Anchor):
            setattr(record, kind.attname, fitting.get(name, _nothing(kind, record)))
    lines = {lines.name: list(_emptied(face, lines, record)) for lines in face.lines.values() if _tells(face, lines)}
    save_changes(face, record, before, lines, actor, VERB)
    said.forget([record.pk])
    files = StoredFile.objects.filter(entity=face.name, record=record.pk)
    told.places += [path_of(file) for file in files]
    told.files += files.delete()[0]
    events = Event.objects.filter(entity=face.name, record=record.pk).order_by("version")
    if face.stage is not None and face.stage.name in telling_fields(face):  # type: ignore[attr-defined]
        stagedates.forget(face, record)
    told.events += redact(events, partial(_redacted, face), entity=face.name, record=record.pk, actor=actor)
    told.records += 1


def _nothing(kind: Kind, record: Kept) -> Any:
    """An empty value, or what a new record has; where it can't be empty a pseudonym, or, if no text, what was there."""
    if kind.has_default():
        return kind.get_default()
    if not kind.needed:
        return kind.nothing()
    if kind.json_type != "string" or kind.json_format:
        return getattr(record, kind.attname)
    return pseudonym(record.pk)[: getattr(kind, "max_length", None) or 200]


def _tells(face: Entity, lines: LineSet) -> bool:
    return any(classified(face, f"{lines.name}.{name}") in PERSONAL for name in lines.fields)


def _emptied(face: Entity, lines: LineSet, record: Kept) -> Iterator[dict[str, Any]]:
    for line in present_lines(lines, record):
        values: dict[str, Any] = {"id": line.pk}
        for name, kind in lines.fields.items():
            goes = (
                classified(face, f"{lines.name}.{name}") in PERSONAL and not isinstance(kind, Link) and not kind.needed
            )
            values[name] = kind.nothing() if goes else getattr(line, kind.attname)
        yield values


def _redacted(face: Entity, event: Event) -> dict[str, Any] | None:
    """What is left of an event."""
    if event.version == 0:
        return None
    return {name: _side(face, name, change) for name, change in event.changes.items()}


def _side(face: Entity, name: str, change: Any) -> Any:
    if name in face.lines:
        return [[_line(face, name, line) for line in side or ()] if side else side for side in change]
    kind = face.fields.get(name)
    stays = kind is not None and (classified(face, name) is Privacy.NONE or isinstance(kind, Link | Anchor))
    return change if stays else [None, None]


def _line(face: Entity, lines: str, line: dict[str, Any]) -> dict[str, Any]:
    kinds = face.lines[lines].fields

    def stays(name: str) -> bool:
        kind = kinds.get(name)
        return name == "id" or isinstance(kind, Link) or classified(face, f"{lines}.{name}") is Privacy.NONE

    return {name: value if stays(name) else None for name, value in line.items()}
