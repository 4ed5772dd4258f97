"""Several records side by side: the fields in which they differ, those in which they don't, and what goes along."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Actor
from guanxi.engine.reading import read_one
from guanxi.engine.uniting.choosing import ALL, choosable, joins, leads_back
from guanxi.engine.uniting.telling import leading
from guanxi.web import addresses, cells
from guanxi.web.merging.suggesting import Suggested, moments, suggest

Context = dict[str, Any]


def read(face: Entity, keys: Sequence[uuid.UUID], actor: Actor) -> list[Context]:
    """The rows, in the order asked for; raises NotFound, MergedInto."""
    return [read_one(face, key, actor) for key in keys]


def shown(face: Entity, row: Context, actor: Actor) -> Context:
    """One record as the head of its column."""
    going = leading(face, [row["id"]], actor)
    changed = row.get("updated_at")
    return {
        "id": str(row["id"]),
        "title": cells.title_of(face, row),
        "url": addresses.record_url(face.name, row["id"]),
        "version": row["version"],
        "changed": date_format(timezone.localtime(changed), "DATE_FORMAT") if changed else "",
        "going": [one.words for one in going],
        "weight": sum(one.count for one in going),
    }


def fields(
    face: Entity, rows: Sequence[Context], actor: Actor, chosen: Mapping[str, str]
) -> tuple[list[Context], list[Context]]:
    """The fields of which a value is chosen, and those that are the same everywhere."""
    keys = [row["id"] for row in rows]
    when = moments(face, keys)
    differing, same = [], []
    for name in choosable(face, actor):
        kind = face.fields[name]
        offered = [row for row in rows if not _leads_within(face, kind, row[name], set(keys))]
        values = [kind.to_exact(row[name]) if not kind.is_nothing(row[name]) else "" for row in rows]
        if len(set(values)) > 1 and any(not kind.is_nothing(row[name]) for row in offered):
            differing.append(_field(kind, offered, suggest(kind, offered, when), chosen.get(name, "")))
        elif values[0]:
            same.append({"label": cells.kind_label(kind), "html": cells.detail(kind, rows[0][name])})
    return differing, same


def _leads_within(face: Entity, kind: Any, value: Any, keys: set[uuid.UUID]) -> bool:
    """Whether a record would come to stand under itself by a value."""
    is_own = kind.kind == "link" and kind.target == face.name and value is not None
    return is_own and leads_back(face, kind, value.id, keys)


def _field(kind: Any, rows: Sequence[Context], suggested: Suggested, chosen: str) -> Context:
    taken = chosen or str(suggested.whose)
    options = [
        {
            "value": str(row["id"]),
            "html": cells.detail(kind, row[kind.name]),
            "why": suggested.why if row["id"] == suggested.whose else "",
            "checked": taken == str(row["id"]),
        }
        for row in rows
    ]
    if joins(kind):
        why = suggested.why if suggested.whose == ALL else ""
        options.append({"value": ALL, "html": _("All together"), "why": why, "checked": taken == ALL})
    return {"name": str(kind.name), "label": cells.kind_label(kind), "options": options}
