"""Everything that is known of a person, over every entity, as JSON and as a page that anybody can read."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from collections.abc import Iterator
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.engine.entity import Entity
from guanxi.engine.errors import NotAllowed, NotFound
from guanxi.engine.events.writing import note
from guanxi.engine.exports.writing import as_object
from guanxi.engine.fields.anchor import Anchor, written
from guanxi.engine.fields.link import Link
from guanxi.engine.files import store
from guanxi.engine.gate.erasing import is_person
from guanxi.engine.jobs import Job, Run, enqueue, job
from guanxi.engine.models import StoredFile
from guanxi.engine.permissions import Actor
from guanxi.engine.privacy import MARKS
from guanxi.engine.reading import Query, count, history, read_one, read_page
from guanxi.engine.reading.one import read_merged
from guanxi.engine.registry import registry
from guanxi.engine.uniting.leading import predecessors

VERB, JOB = "disclose", "privacy.disclose"
PURPOSE = "export"
PAGE = 500
HISTORY = 200
MOST_BYTES = 500_000_000
WORK = MARKS | {"owner"}
"""Fields that say who works on a record: told by their number."""
Row = dict[str, Any]


def check(entity: Entity, key: uuid.UUID, actor: Actor) -> Any:
    """The person asked about; raises NotFound, NotAllowed."""
    rows = entity.manager().filter(pk=key)
    seen = actor.access.narrow(entity, rows).first()
    if seen is None or not entity.person or not is_person(entity, seen):
        raise NotFound()
    if not actor.access.narrow(entity, rows, VERB).exists():
        raise NotAllowed()
    return seen


def begin(entity: Entity, key: uuid.UUID, actor: Actor) -> Job:
    """Have everything of a person taken out; the job's result names the file."""
    person = check(entity, key, actor)
    title = _("Personal data of %(name)s") % {"name": person}
    payload = {"entity": entity.name, "record": str(key)}
    return enqueue(JOB, payload, actor=actor, title=title[:200], entity=entity.name, record=key)


@job(JOB, label=gettext_lazy("Take out what is known of a person"), retries=1)
def disclose(run: Run, *, entity: str, record: str) -> Row:
    """Write an archive that only its asker can fetch."""
    face, key, actor = registry[entity], uuid.UUID(record), run.actor
    check(face, key, actor)
    told = gather(face, key, actor, run)
    file = store(
        iter([archive(told)]), actor=actor, purpose=PURPOSE, name=f"{face.name}-{key.hex[-8:]}.zip", most=MOST_BYTES
    )
    number = sum(len(part["rows"]) for part in told["parts"])
    note(face.name, VERB, {"count": number}, actor=actor, record=key)
    return {"file": str(file.pk), "count": number}


def gather(face: Entity, key: uuid.UUID, actor: Actor, run: Run | None = None) -> dict[str, Any]:
    """The person's record, what names it, what hangs on it, its files and its history; as far as the actor may see."""
    own = read_one(face, key, actor)
    parts = [_part(face, _("The record itself"), [as_object(face, own)])]
    merged = predecessors(face, key)
    if merged:
        rows = [as_object(face, row) for row in read_merged(face, [one.record for one in merged], actor)]
        parts.append(_part(face, _("Merged into the record"), rows))
    for other in registry:
        if run is not None:
            run.check()
        if not actor.access.may(other.name, "read"):
            continue
        for path in _paths(other, face):
            rows = list(_rows(other, {"field": path, "op": "eq", "value": str(key)}, actor))
            if rows:
                parts.append(_part(other, _("Named in: %(field)s") % {"field": _label(other, path)}, rows))
        for name in (name for name, kind in other.fields.items() if isinstance(kind, Anchor)):
            place = written(face.name, key)
            rows = list(_rows(other, {"field": name, "op": "eq", "value": place}, actor))
            if rows:
                parts.append(_part(other, _("Belongs to the record"), rows))
    return {
        "person": {"entity": face.name, "id": str(key), "title": str(own.get(face.title) or "")},
        "made_at": timezone.localtime().isoformat(timespec="seconds"),
        "parts": parts,
        "works_on": _works_on(face, key, actor),
        "files": [
            {"name": file.name, "bytes": file.size, "at": file.at.isoformat()}
            for file in StoredFile.objects.filter(entity=face.name, record=key)
        ],
        "history": [told for one in (key, *(one.record for one in merged)) for told in _history(face, one, actor)],
    }


def archive(told: dict[str, Any]) -> bytes:
    """The JSON for programs and the page for people, in one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("data.json", json.dumps(told, ensure_ascii=False, indent=1, default=str))
        packed.writestr("data.html", render_to_string("privacy/person.html", {"told": told, "parts": _shown(told)}))
    return out.getvalue()


def _paths(other: Entity, face: Entity) -> Iterator[str]:
    """Where records of another entity can name the person."""
    for name, kind in other.fields.items():
        if isinstance(kind, Link) and kind.target == face.name and name not in WORK:
            yield name
    for lines in other.lines.values():
        for name, kind in lines.fields.items():
            if isinstance(kind, Link) and kind.target == face.name:
                yield f"{lines.name}.{name}"


def _rows(other: Entity, condition: dict[str, Any], actor: Actor) -> Iterator[Row]:
    cursor: str | None = None
    while True:
        page = read_page(other, actor, Query(filter=condition, limit=PAGE, sort=("id",), cursor=cursor))
        for row in page.rows:
            yield as_object(other, row)
        cursor = page.next
        if cursor is None:
            return


def _works_on(face: Entity, key: uuid.UUID, actor: Actor) -> list[Row]:
    """How many records of each kind a user owns; their content is of others."""
    found = []
    for other in registry:
        kind = other.fields.get("owner")
        if isinstance(kind, Link) and kind.target == face.name and actor.access.may(other.name, "read"):
            number = count(other, actor, Query(filter={"field": "owner", "op": "eq", "value": str(key)}))
            if number.value:
                found.append({"entity": other.name, "label": other.label_plural, "count": str(number)})
    return found


def _history(face: Entity, key: uuid.UUID, actor: Actor) -> Iterator[Row]:
    before: int | None = None
    while True:
        found = history(face, key, actor, before=before, limit=HISTORY)
        for one in found:
            changes = {change.field: [str(change.old or ""), str(change.new or "")] for change in one.changes}
            who = str(one.actor) if one.actor else ""
            yield {"at": one.at.isoformat(), "verb": one.verb, "by": who, "changes": changes}
        if len(found) < HISTORY:
            return
        before = found[-1].version


def _part(face: Entity, heading: str, rows: list[Row]) -> dict[str, Any]:
    return {"entity": face.name, "label": capfirst(face.label_plural), "heading": heading, "rows": rows}


def _label(face: Entity, path: str) -> str:
    first, _dot, rest = path.partition(".")
    return str(face.lines[first].fields[rest].verbose_name if rest else face.fields[first].verbose_name)


def _shown(told: dict[str, Any]) -> list[dict[str, Any]]:
    """The same for the page: labels instead of names, words instead of objects, nothing that is empty."""
    return [{**part, "rows": [_facts(registry[part["entity"]], row) for row in part["rows"]]} for part in told["parts"]]


def _facts(face: Entity, row: Row) -> list[tuple[str, str]]:
    found = []
    for name, value in row.items():
        if value in (None, "", [], {}) or name in ("id", "version"):
            continue
        kind, lines = face.fields.get(name), face.lines.get(name)
        label = str(kind.verbose_name) if kind is not None else lines.label if lines is not None else name
        found.append((capfirst(label), _words(value)))
    return found


def _words(value: Any) -> str:
    if isinstance(value, dict):
        if "label" in value:
            return str(value["label"] or "")
        return ", ".join(_words(one) for name, one in value.items() if name != "id" and one not in (None, ""))
    if isinstance(value, list):
        return "; ".join(_words(one) for one in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
