"""What was merged into a record, with the ways to their histories and back."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Actor
from guanxi.engine.reading.allowed import verbs_on
from guanxi.engine.uniting.carrying import MERGE
from guanxi.engine.uniting.leading import predecessors, rows_of
from guanxi.engine.uniting.unmerging import is_open
from guanxi.web import addresses, cells

Context = dict[str, Any]


def told(face: Entity, row: Context, actor: Actor, told_of: uuid.UUID) -> list[Context]:
    """Merging by merging, the latest first; of a record that was read with rights just before."""
    found = predecessors(face, row["id"])
    kept = rows_of(face, found) if found else {}
    may = bool(found) and MERGE in verbs_on(face, row["id"], actor, (MERGE,))
    mergers: dict[uuid.UUID, Context] = {}
    for one in found:
        merger = one.merger
        is_own = merger.survivor == row["id"] and may and is_open(merger)
        shown = mergers.setdefault(
            merger.pk,
            {
                "when": date_format(timezone.localtime(merger.at), "DATETIME_FORMAT"),
                "back_url": addresses.page_url("unmerge", face.name, row["id"], merger.pk) if is_own else "",
                "records": [],
            },
        )
        title = cells.record_title(face, kept[one.record], actor.access) if one.record in kept else ""
        url = addresses.page_url("history", face.name, row["id"], of=str(one.record))
        shown["records"].append({"title": title, "url": url, "here": one.record == told_of})
    return list(mergers.values())
