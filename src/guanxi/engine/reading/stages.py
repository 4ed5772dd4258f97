"""When one record entered and left its stages."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet

from guanxi.engine.entity import Entity
from guanxi.engine.models.stagespan import StageSpan
from guanxi.engine.permissions.access import Actor
from guanxi.engine.prepared import Prepared

MOST = 100


@dataclass(frozen=True)
class Stay:
    """A time at a stage; `left_at` is None while it goes on, and `by` is None where the system moved it there."""

    stage: str
    entered_at: dt.datetime
    left_at: dt.datetime | None
    by: uuid.UUID | None


def stays(
    entity: Entity, key: uuid.UUID, actor: Actor, *, here: str, since: dt.datetime, made_by: uuid.UUID | None
) -> list[Stay]:
    """The stages of a record that the actor has read, the present one first; none where the stage may not be read."""
    if entity.stage_since is None or not actor.access.readable(entity, entity.stage_since.name):  # type: ignore[attr-defined]
        return []
    left = [_Left(*row) for row in _spans.rows(key)]
    told = [Stay(here, since, None, left[0].moved_by if left else made_by)]
    movers = [*(span.moved_by for span in left[1:]), made_by]
    told += [Stay(span.stage, span.entered_at, span.left_at, by) for span, by in zip(left, movers, strict=False)]
    return told


class _Left(NamedTuple):
    """A stage that was left."""

    stage: str
    entered_at: dt.datetime
    left_at: dt.datetime
    moved_by: uuid.UUID | None


def _left(key: uuid.UUID) -> QuerySet[Any, Any]:
    return StageSpan.objects.filter(record=key).order_by("-left_at", "-id").values_list(*_Left._fields)[:MOST]


_spans = Prepared(_left, (uuid.UUID(int=0),))
