"""Which of several records' values is likely the better one, and why."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.models.event import Event
from guanxi.engine.uniting.choosing import ALL, joins

MOST_EVENTS = 200
"""So many of a record's latest changes are looked through."""
Moments = dict[uuid.UUID, dict[str, dt.datetime]]


@dataclass(frozen=True)
class Suggested:
    """The record whose value is suggested, or ALL."""

    whose: uuid.UUID | str
    why: str = ""


def moments(entity: Entity, keys: Sequence[uuid.UUID]) -> Moments:
    """When each field of each record was changed last, as far as its latest changes tell."""
    found: Moments = {}
    for key in keys:
        events = Event.objects.filter(record=key, entity=entity.name, version__gt=0).order_by("-version")
        told = found.setdefault(key, {})
        for at, changes in events.values_list("at", "changes")[:MOST_EVENTS]:
            for name in changes:
                told.setdefault(name, at)
    return found


def suggest(kind: Any, rows: Sequence[dict[str, Any]], when: Moments) -> Suggested:
    """The only value there is; all together where they can be; the fuller text; else the newest."""
    filled = [row for row in rows if not kind.is_nothing(row[kind.name])]
    if len(filled) == 1:
        return Suggested(filled[0]["id"], _("the only one"))
    if joins(kind):
        return Suggested(ALL, _("nothing is lost"))
    fullest = _fullest([row for row in filled if isinstance(row[kind.name], str)], kind.name)
    if fullest is not None and kind.kind != "choice":
        return Suggested(fullest["id"], _("fuller"))
    newest = max(filled, key=lambda row: (_changed(row, kind.name, when), row["id"]))
    day = date_format(timezone.localtime(_changed(newest, kind.name, when)), "DATE_FORMAT")
    return Suggested(newest["id"], _("newer, of %(day)s") % {"day": day})


def _changed(row: dict[str, Any], name: str, when: Moments) -> dt.datetime:
    known = when.get(row["id"], {}).get(name)
    return known or row.get("created_at") or dt.datetime.min.replace(tzinfo=dt.UTC)


def _fullest(rows: Sequence[dict[str, Any]], name: str) -> dict[str, Any] | None:
    """The row whose text holds those of all others."""
    if len(rows) < 2:
        return None
    longest = max(rows, key=lambda row: len(row[name]))
    text = longest[name].casefold()
    others = [row for row in rows if row is not longest]
    return longest if all(row[name].casefold() in text and row[name] != longest[name] for row in others) else None
