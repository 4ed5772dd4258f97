"""Since when records are at their stages, and when they entered and left those before.

The present stage and its date stand in the record; a row tells of each stage that was left. Both are written with the
change that moves the record, and are told again by the event log at any time (`rebuild`).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db import models, transaction
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from guanxi.engine import origin
from guanxi.engine.entity import Entity
from guanxi.engine.models.event import Event
from guanxi.engine.models.stagespan import StageSpan
from guanxi.engine.record import Kept
from guanxi.engine.rows_sql import copy_rows, write_rows

SOON = dt.timedelta(minutes=15)
"""Who takes a record back to where it came from within this time never moved it."""
TAKEN_BACK = "taken back"
"""The reason of an event that undoes others."""
COLUMN = "stage_since"
CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Move:
    """What an event tells of a stage."""

    old: str
    new: str
    at: dt.datetime
    by: uuid.UUID | None
    via: str
    reason: str


@dataclass(slots=True)
class Course:
    """The stages of one record: those it left, the latest last, and since when it is where it is."""

    entity: str
    record: uuid.UUID
    since: dt.datetime
    left: list[Any] = field(default_factory=list)
    made: Callable[..., Any] = StageSpan

    def move(self, move: Move) -> None:
        """Follow a move; one that is taken back is forgotten, so that the time at the former stage runs on."""
        place = self._taken_back(move)
        if place is not None:
            self.since = self.left[place].entered_at
            del self.left[place:]
            return
        left_at = max(move.at, self.since)
        self.left.append(
            self.made(
                entity=self.entity,
                record=self.record,
                stage=move.old,
                entered_at=self.since,
                left_at=left_at,
                went_to=move.new,
                moved_by=move.by,
                moved_via=move.via,
            )
        )
        self.since = left_at

    def _taken_back(self, move: Move) -> int | None:
        """The place of the span that goes on."""
        if move.reason == TAKEN_BACK:
            return next((n for n in reversed(range(len(self.left))) if self.left[n].stage == move.new), None)
        last = self.left[-1] if self.left else None
        if last is None or (last.stage, last.went_to) != (move.new, move.old):
            return None
        is_own = last.moved_by is not None and last.moved_by == move.by
        return len(self.left) - 1 if is_own and move.at - last.left_at <= SOON else None


def keep(entity: Entity, changed: Iterable[tuple[Kept, Event]]) -> set[str]:
    """Date those of the locked records that move with these events; the columns that are to be saved with them."""
    stage = entity.stage_since and entity.stage.name  # type: ignore[union-attr]
    moving = [(record, event) for record, event in changed if stage in event.changes] if stage else []
    if not moving:
        return set()
    rows = StageSpan.objects.filter(record__among=[record.pk for record, _event in moving]).order_by("left_at", "id")
    if origin.current().reason != TAKEN_BACK:  # only the last can matter
        rows = rows.order_by("record", "-left_at", "-id").distinct("record")
    known: dict[uuid.UUID, list[StageSpan]] = {}
    for span in rows:
        known.setdefault(span.record, []).append(span)
    new: list[StageSpan] = []
    gone: list[uuid.UUID] = []
    for record, event in moving:
        before = known.get(record.pk, [])
        course = Course(entity.name, record.pk, getattr(record, COLUMN), list(before))
        course.move(_move(event.changes[stage], event.at, event.actor, event.via, event.reason))
        gone += [span.pk for span in before if span not in course.left]
        new += [span for span in course.left if span not in before]
        setattr(record, COLUMN, course.since)
    if gone:
        StageSpan.objects.filter(pk__in=gone).delete()
    copy_rows(StageSpan, new)
    return {COLUMN}


def _move(change: Sequence[Any], at: dt.datetime, by: uuid.UUID | None, via: str, reason: str) -> Move:
    return Move(change[0] or "", change[1] or "", at, by, via, reason)


def forget(entity: Entity, record: Kept) -> None:
    """Where a stage says something of a person: no more is known than since when there is the record."""
    if entity.stage_since is None:
        return
    StageSpan.objects.filter(record=record.pk).delete()
    entity.manager().filter(pk=record.pk).update(**{COLUMN: record.created_at})


# --- told again by the event log ----------------------------------------------------------------------------------


def rebuild(
    entity: str,
    stage: str,
    model: type[models.Model],
    *,
    events: Any = Event,
    spans: Any = StageSpan,
    progress: Callable[[int], None] = lambda count: None,
) -> int:
    """Tell all of a table's stages again, chunk by chunk while others work; how many records were put right.

    The models are given by a migration as they were at its time.
    """
    rows = model._base_manager.order_by("pk")
    mended, seen, last = 0, 0, None
    while True:
        with transaction.atomic(), origin.unguarded():
            ahead = rows.filter(pk__gt=last) if last else rows
            records = list(ahead.only("pk", "created_at", COLUMN)[:CHUNK].select_for_update(of=("self",)))
            if not records:
                break
            mended += _put_right(entity, stage, model, records, events, spans)
        last, seen = records[-1].pk, seen + len(records)
        progress(seen)
    present = model._base_manager.filter(pk=models.OuterRef("record"))
    spans._base_manager.filter(~models.Exists(present), entity=entity).delete()
    return mended


def _put_right(entity: str, stage: str, model: Any, records: Sequence[Any], events: Any, spans: Any) -> int:
    keys = [record.pk for record in records]
    there: dict[uuid.UUID, list[Any]] = {}
    for span in spans._base_manager.filter(record__in=keys).order_by("left_at", "id"):
        there.setdefault(span.record, []).append(span)
    moves = dict(_moves(stage, keys, events))
    wrong, new = [], []
    for record in records:
        course = Course(entity, record.pk, record.created_at, made=spans)
        for move in moves.get(record.pk, ()):
            course.move(move)
        known = there.get(record.pk, [])
        if course.since != getattr(record, COLUMN) or [_told(one) for one in known] != [_told(o) for o in course.left]:
            setattr(record, COLUMN, course.since)
            wrong.append(record)
            new += course.left
    if wrong:
        spans._base_manager.filter(record__in=[record.pk for record in wrong]).delete()
        copy_rows(spans, new)
        write_rows(model, wrong, [COLUMN])
    return len(wrong)


def _moves(stage: str, keys: Sequence[uuid.UUID], events: Any) -> Iterator[tuple[uuid.UUID, list[Move]]]:
    """What the event log tells of the records; what was erased from it is no move."""
    was = KeyTextTransform("0", KeyTransform(stage, "changes"))
    rows = (
        events._base_manager.filter(record__in=keys, version__gt=0, changes__has_key=stage)
        .annotate(was=was)
        .filter(was__isnull=False)
        .order_by("record", "version")
        .values_list("record", "changes", "at", "actor", "via", "reason")
    )
    for key, told in groupby(rows, key=lambda row: row[0]):
        yield key, [_move(changes[stage], *where) for _record, changes, *where in told]


def _told(span: Any) -> tuple[Any, ...]:
    return span.stage, span.entered_at, span.left_at, span.went_to, span.moved_by, span.moved_via
