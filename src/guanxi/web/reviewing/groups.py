"""Records that may be the same, side by side: pairs that share a record stand together, up to five records."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from guanxi.engine.duplicates.pairs import MOST, Told, touching
from guanxi.engine.duplicates.words import reasons
from guanxi.engine.entity import Entity
from guanxi.engine.models.matchpair import DIFFERENT, OPEN
from guanxi.engine.permissions import Actor
from guanxi.engine.permissions.access import NEVER_OPEN
from guanxi.engine.reading import Query, read_page
from guanxi.engine.reading.rows import titles_of
from guanxi.web import addresses, cells, marks

Context = dict[str, Any]


@dataclass
class Group:
    """Records of which each is in a pair with another."""

    keys: list[uuid.UUID]
    pairs: list[Told] = field(default_factory=list)


def grouped(pairs: Sequence[Told], beside: Iterable[Told] = ()) -> list[Group]:
    """Put pairs together that share a record, the surest first; `beside`: pairs that only make groups larger.

    What would join two groups, or is one record too many, is left out: it is shown once these are decided.
    """
    groups: list[Group] = []
    of: dict[uuid.UUID, Group] = {}
    asked = {pair.pk for pair in pairs}
    for pair in (*pairs, *(pair for pair in beside if pair.pk not in asked)):
        there = [of[key] for key in pair.keys if key in of]
        group = there[0] if there else Group([])
        if any(one is not group for one in there) or len({*group.keys, *pair.keys}) > MOST:
            continue
        if not there and pair.pk in asked:
            groups.append(group)
        if there or pair.pk in asked:
            group.pairs.append(pair)
            group.keys += [key for key in pair.keys if key not in group.keys]
            of |= dict.fromkeys(pair.keys, group)
    return groups


def cards(face: Entity, actor: Actor, pairs: Sequence[Told], state: str) -> list[Context]:
    """The pairs as they are shown, group by group."""
    keys = {key for pair in pairs for key in pair.keys}
    beside = touching(face, actor, keys) if state == OPEN and keys else []
    groups = grouped(pairs, beside) if state == OPEN else [Group(list(pair.keys), [pair]) for pair in pairs]
    names = compared(face, actor)
    rows = _rows(face, actor, {key for group in groups for key in group.keys}, names)
    who = titles_of(marks.people(), {pair.decided_by for pair in pairs if pair.decided_by}, actor.access)
    return [_card(face, group, rows, names, who) for group in groups if all(key in rows for key in group.keys)]


def compared(face: Entity, actor: Actor) -> list[str]:
    """The fields that are held against each other: by which records are known, and those of the list."""
    known = face.identity.fields if face.identity is not None else ()
    names = dict.fromkeys((*known, *face.key_facts, *face.columns))
    visible = set(actor.access.visible(face))
    left_out = NEVER_OPEN | {face.title}
    return [name for name in names if name in face.fields and name in visible and name not in left_out]


def _rows(face: Entity, actor: Actor, keys: set[uuid.UUID], names: list[str]) -> dict[uuid.UUID, Context]:
    if not keys:
        return {}
    among = {"field": "id", "op": "in", "value": sorted(map(str, keys))}
    title = [face.title] if face.title in actor.access.visible(face) else []
    found = read_page(face, actor, Query(filter=among, fields=(*title, *names), limit=len(keys)))
    return {row["id"]: row for row in found.rows}


def _card(
    face: Entity, group: Group, rows: dict[uuid.UUID, Context], names: list[str], who: dict[uuid.UUID, str]
) -> Context:
    shown = [rows[key] for key in group.keys]
    facts = [fact for name in names if (fact := _fact(face, name, shown))]
    best = max(group.pairs, key=lambda pair: pair.likeness.score)
    return {
        "id": best.pk.hex,
        "records": [
            {
                "key": str(key),
                "title": cells.title_of(face, rows[key]),
                "url": addresses.record_url(face.name, key),
                "why": _why(face, key, group, rows) if len(group.keys) > 2 else "",
            }
            for key in group.keys
        ],
        "columns": len(group.keys),
        "things": face.numbered(len(group.keys)),
        "score": f"{best.likeness.score:.0%}" if best.likeness.score else "",
        "sure": best.is_sure,
        "why": reasons(best.likeness),
        "facts": facts,
        "same": sum(fact["same"] for fact in facts),
        "said": _said(best, who) if best.state == DIFFERENT else "",
    }


def _fact(face: Entity, name: str, rows: Sequence[Context]) -> Context | None:
    kind = face.fields[name]
    if all(kind.is_nothing(row[name]) for row in rows):
        return None
    told = [cells.words(kind, row[name]) for row in rows]
    return {
        "label": cells.kind_label(kind),
        "values": [cells.detail(kind, row[name]) for row in rows],
        "same": len(set(told)) == 1,
    }


def _why(face: Entity, key: uuid.UUID, group: Group, rows: dict[uuid.UUID, Context]) -> str:
    """Which of the others a record is like most, and why."""
    best = max((pair for pair in group.pairs if key in pair.keys), key=lambda pair: pair.likeness.score)
    other = best.other if best.one == key else best.one
    told = {"title": cells.title_of(face, rows[other]), "why": reasons(best.likeness)}
    return _("like %(title)s: %(why)s") % told


def _said(pair: Told, who: dict[uuid.UUID, str]) -> str:
    if pair.decided_at is None:
        return ""
    day = date_format(timezone.localtime(pair.decided_at), "DATE_FORMAT")
    name = who.get(pair.decided_by, "") if pair.decided_by else ""
    if not name:
        return _("Said to be different on %(day)s") % {"day": day}
    return _("Said to be different by %(who)s on %(day)s") % {"who": name, "day": day}
