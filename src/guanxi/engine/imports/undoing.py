"""A whole import taken back: what it made goes to the recycle bin, what it changed becomes as it was.

Each record is judged by itself, by the gate and by what happened since: whoever worked on it, tied something to it or
wrote about it must not lose that, so such a record stays and is told.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.engine import gate, origin
from guanxi.engine.entity import Entity
from guanxi.engine.errors import EngineError, NotAllowed, NotFound
from guanxi.engine.fields.anchor import written
from guanxi.engine.fields.link import Link
from guanxi.engine.gate.bulk import BulkResult
from guanxi.engine.gate.undoing import REASON, TooLate
from guanxi.engine.imports import working
from guanxi.engine.imports.targets import of_links
from guanxi.engine.jobs import Cancelled, Run, enqueue, job
from guanxi.engine.mass.changing import MOST_TOLD, outcome, put_down
from guanxi.engine.models.event import Event
from guanxi.engine.models.file import StoredFile
from guanxi.engine.models.imports import UNDONE, Import
from guanxi.engine.permissions.access import Actor
from guanxi.engine.registry import registry

TAKEN_BACK = gettext_lazy("Take back: %(title)s")
CHUNK = 100
LOOKED_AT = 5_000
"""So many records are looked at before it is begun; the others are judged when their turn comes."""


@dataclass
class Forecast:
    """What taking an import back would do, as far as it was looked at."""

    made: int = 0
    changed: int = 0
    stays: dict[uuid.UUID, str] = field(default_factory=dict)
    """Records that would stay as they are, the first of them with the reason."""
    staying: int = 0
    is_whole: bool = True
    """Whether every record was looked at."""
    beside: dict[str, int] = field(default_factory=dict)
    """Records of other kinds that were made because rows needed them; they go when nothing else needs them."""


def forecast(work: Import) -> Forecast:
    """Look ahead; nothing is written."""
    face = registry.written(work.entity)
    told = Forecast()
    ahead = touched(work)
    for seen in _chunks(islice(ahead, LOOKED_AT), CHUNK):
        chunk = _left(work, seen)
        later = worked_on_since(face, work, chunk)
        told.staying += len(later)
        for key, why in later.items():
            if len(told.stays) < MOST_TOLD:
                told.stays[key] = why
        new = _made_by(work, chunk) - set(later)
        told.made += len(new)
        told.changed += len(set(chunk) - new - set(later))
    told.is_whole = next(ahead, None) is None
    told.beside = {
        other.name: count
        for other in beside(work)
        if (count := sum(1 for _key in islice(touched(work, other), LOOKED_AT)))
    }
    return told


def begin(work: Import) -> None:
    """Have it done in the background, in the name of who asked; called within the change of the import's state."""
    from django.contrib.auth import get_user_model

    asked_by: Any = work.updated_by_id  # type: ignore[attr-defined]
    who = get_user_model()._base_manager.filter(pk=asked_by).first()
    if who is None:
        raise NotAllowed()  # it is done in somebody's name
    working.may_import(registry.written(work.entity), who)
    task = enqueue(
        "imports.undo",
        {"import_id": str(work.pk)},
        actor=who,
        title=str(TAKEN_BACK) % {"title": work.title},
        entity="imports",
        record=work.pk,
    )
    Import._base_manager.filter(pk=work.pk).update(job=task.pk)


@job("imports.undo", label=gettext_lazy("Take an import back"), retries=1)
def undo_import(run: Run, *, import_id: str) -> dict[str, Any]:
    """Chunk by chunk, each with the place it reached; what was taken back before an interruption isn't done again."""
    work = Import._base_manager.defer("search").filter(pk=uuid.UUID(import_id)).first()
    if work is None:
        raise NotFound()
    total = work.created + work.updated
    try:
        for face in (registry.written(work.entity), *beside(work)):
            place = f"last of {face.name}"
            last = uuid.UUID(run.memory[place]) if place in run.memory else None
            for chunk in _chunks(touched(work, face, after=last), CHUNK):
                run.check()
                with run.transaction():
                    told = _take_back(face, work, chunk, run.actor)
                    if face.name == work.entity:
                        put_down(run, told, total)
                    run.memory[place] = str(chunk[-1])
    except Cancelled:
        working.move(work, run.actor, "finish", state=working.before_undo(work))
        raise
    working.move(work, run.actor, "finish", state=UNDONE)
    return outcome(run, work.entity, "update")


def beside(work: Import) -> list[Entity]:
    """The kinds of records that an import may have made beside its own, where a link found none."""
    known = of_links(registry.written(work.entity))
    return [
        registry[name]
        for name in dict.fromkeys(
            known[field] for field, one in work.made.items() if one.get("create") and field in known
        )
    ]


def touched(work: Import, face: Entity | None = None, *, after: uuid.UUID | None = None) -> Iterator[uuid.UUID]:
    """The records of a kind, its own if not said, that an import made or changed, in the order of their keys."""
    entity = face.name if face else work.entity
    events = Event.objects.filter(entity=entity, request=work.pk.hex, version__gt=0, record__isnull=False)
    if work.started_at:
        events = events.filter(at__gte=work.started_at)
    if work.finished_at:
        events = events.filter(at__lte=work.finished_at)
    if after is not None:
        events = events.filter(record__gt=after)
    keys = events.order_by("record").values_list("record", flat=True).distinct()
    yield from (key for key in keys.iterator(chunk_size=2_000) if key is not None)


def worked_on_since(face: Entity, work: Import, keys: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Those of an import's records whose loss would lose later work, each with the reason in words."""
    found: dict[uuid.UUID, str] = {}
    latest = _latest(work, keys)
    now = dict(face.manager().filter(pk__in=keys).values_list("pk", "version"))
    for key in keys:
        if key not in now:
            found[key] = _("It is not there any more.")
        elif now[key] != latest.get(key):
            found[key] = _("It was changed since.")
    made = _made_by(work, keys) - set(found)
    for key, why in _tied_to(face, work, made):
        found.setdefault(key, why)
    return found


def _take_back(face: Entity, work: Import, keys: Sequence[uuid.UUID], actor: Actor) -> BulkResult:
    result = BulkResult()
    with origin.unguarded():
        list(face.manager().filter(pk__in=keys).order_by("pk").select_for_update().values_list("pk", flat=True))
    keys = _left(work, keys)
    later = worked_on_since(face, work, keys)
    for key in keys:
        if key in later:
            result.refused[key] = TooLate(later[key])
            continue
        try:
            gate.undo(face, key, work.pk.hex, actor=actor, whose=work.owner_id, creation=True)  # type: ignore[attr-defined]
        except EngineError as refused:
            result.refused[key] = refused
        else:
            result.done.append(key)
    return result


def _left(work: Import, keys: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    """Those that an attempt that was stopped has not taken back."""
    latest = _latest(work, keys)
    now = dict(registry[work.entity].manager().filter(pk__in=keys).values_list("pk", "version"))
    undone = set(Event.objects.filter(record__in=keys, reason=REASON).values_list("record", "version"))
    return [key for key in keys if (key, latest[key] + 1) not in undone or now.get(key) != latest[key] + 1]


def _latest(work: Import, keys: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """The version in which the import left each record."""
    events = Event.objects.filter(record__in=keys, request=work.pk.hex, version__gt=0).order_by("version")
    return {key: version for key, version in events.values_list("record", "version") if key is not None}


def _made_by(work: Import, keys: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    events = Event.objects.filter(record__in=keys, request=work.pk.hex, verb="create")
    return {key for key in events.values_list("record", flat=True) if key is not None}


def _tied_to(face: Entity, work: Import, keys: set[uuid.UUID]) -> Iterator[tuple[uuid.UUID, str]]:
    """Records of these on which other work hangs: links from elsewhere, notes and comments, files."""
    if not keys:
        return
    for other in registry:
        for name, kind in other.fields.items():
            if isinstance(kind, Link) and kind.target == face.name:
                rows = other.manager().filter(**{f"{name}__in": keys}, deleted_at__isnull=True)
                pairs = list(rows.values_list("pk", f"{name}_id"))
                own = _made_by(work, [pk for pk, _key in pairs]) if other is face else set()
                yield from ((key, _linked(other)) for pk, key in pairs if pk not in own)
        for lines in other.lines.values():
            for name, kind in lines.fields.items():
                if isinstance(kind, Link) and kind.target == face.name and other is not face:
                    rows = lines.model._base_manager.filter(
                        **{f"{name}__in": keys, f"{lines.parent}__deleted_at__isnull": True}
                    )
                    yield from ((key, _linked(other)) for key in rows.values_list(f"{name}_id", flat=True))
        if other.anchor is not None:
            anchors = {written(face.name, key): key for key in keys}
            rows = other.manager().filter(**{f"{other.anchor.name}__in": list(anchors)}, deleted_at__isnull=True)  # type: ignore[attr-defined]
            yield from (
                (anchors[there], _linked(other))
                for there in rows.values_list(other.anchor.name, flat=True)  # type: ignore[attr-defined]
            )
    files = StoredFile.objects.filter(record__in=keys, deleted_at__isnull=True)
    yield from ((key, _("Files were attached to it.")) for key in files.values_list("record", flat=True) if key)


def _linked(other: Entity) -> str:
    return _("It is in use: %(things)s.") % {"things": other.label_plural}


def _chunks(keys: Iterable[uuid.UUID], size: int) -> Iterator[list[uuid.UUID]]:
    ahead = iter(keys)
    while chunk := list(islice(ahead, size)):
        yield chunk
