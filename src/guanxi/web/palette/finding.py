"""What the palette answers: groups of rows, best first."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery
from guanxi.engine.permissions import Actor, Mode
from guanxi.engine.reading import Query, read_page
from guanxi.engine.registry import registry
from guanxi.engine.search.everywhere import Hit, search
from guanxi.engine.wording import strung
from guanxi.web import addresses, cells, places
from guanxi.web.palette import marking
from guanxi.web.palette.recent import Opened, recent
from guanxi.web.savedviews.opening import views_of

EACH = 5
PLACES = 6
RECENT = 8
COMMANDS = ">"
MOST_FACTS = 2
FACES = 4
"""Of so many lists at most saved views are looked through."""


@dataclass
class Row:
    """One thing to open."""

    label: SafeString | str
    url: str
    icon: str
    meta: SafeString | str = ""
    keys: tuple[str, ...] = ()
    acts_url: str = ""
    """Where the acts on this record are told."""
    method: str = ""
    danger: bool = False


@dataclass
class Group:
    """Rows of one kind under their heading."""

    label: str
    rows: list[Row] = field(default_factory=list)
    more_url: str = ""


def groups(actor: Actor, typed: str, here: str = "") -> list[Group]:
    """Everything that answers what was typed; what one opened last, but for the page one is on, when nothing was."""
    q = typed.strip()
    only_commands = q.startswith(COMMANDS)
    q = q.removeprefix(COMMANDS).strip()
    if len(q) > 200:
        raise BadQuery(_("This search text is too long."))
    if not q:
        found = [] if only_commands else [Group(_("Opened last"), _opened_last(actor, here))]
        return [group for group in (*found, *_all_places(actor)) if group.rows]
    best, others = _places(actor, q)
    records = [] if only_commands else found_records(actor, q, EACH)
    return [group for group in (*best, *records, _views(actor, q), *others) if group.rows]


# --- places ---------------------------------------------------------------------------------------------------------


def _all_places(actor: Actor) -> list[Group]:
    makes, goes = Group(_("Create")), Group(_("Go to"))
    for place in places.places(actor.access):
        (makes if place.new else goes).rows.append(_place(place, place.label))
    return [makes, goes]


def _places(actor: Actor, q: str) -> tuple[list[Group], list[Group]]:
    """Lists, pages and forms that are called so: those whose name begins with it apart, they come first."""
    first, makes, goes = Group(_("Go to")), Group(_("Create")), Group(_("Go to"))
    found = []
    for place in places.places(actor.access):
        if answer := marking.answers(place.label, place.words, q):
            found.append((answer, place))
    for (rank, label, why), place in sorted(found, key=lambda one: one[0][0])[: 2 * PLACES]:
        group = makes if place.new else first if rank == 0 else goes
        if len(group.rows) < PLACES:
            group.rows.append(_place(place, label, why))
    return [first], [goes, makes]


def _views(actor: Actor, q: str) -> Group:
    """Saved views that are called so, of this person's or meant for them."""
    group = Group(_("Saved views"))
    for face in [face for face in places.readable(actor.access) if places.is_business(face)][:FACES]:
        for view in views_of(face, actor):
            if answer := marking.answers(view.name, "", q):
                url = addresses.with_query(addresses.list_url(face.name), {"view": view.pk})
                group.rows.append(Row(answer[1], url, face.icon, answer[2] or capfirst(face.label_plural)))
    del group.rows[EACH:]
    return group


def _place(place: places.Place, label: SafeString | str, why: SafeString | str = "") -> Row:
    keys = ("N" if place.new else "G", place.key.upper()) if place.key else ()
    return Row(label, place.url, place.icon, why, keys)


def _opened_last(actor: Actor, here: str) -> list[Row]:
    return [_opened(one) for one in recent(actor, RECENT + 1) if one.url != here][:RECENT]


def _opened(one: Opened) -> Row:
    acts = addresses.page_url("palette-acts", *one.record) if one.record else ""
    return Row(one.label, one.url, one.icon, one.kind, acts_url=acts)


# --- records --------------------------------------------------------------------------------------------------------


def found_records(actor: Actor, q: str, each: int) -> list[Group]:
    """The best of each entity, those of the business first, each telling why it was found."""
    named = [entity.name for entity in registry if entity.searched and actor.access.may(entity.name, "read")]
    hits = search(actor, q, named, limit=each + 1)
    by_entity = {name: list(found) for name, found in groupby(hits, key=lambda hit: hit.entity)}
    ordered = sorted(by_entity, key=lambda name: not places.is_business(registry[name]))
    return [_records(registry[name], by_entity[name], actor, q, each) for name in ordered]


def _records(entity: Entity, hits: list[Hit], actor: Actor, q: str, each: int) -> Group:
    shown = hits[:each]
    facts = _facts(entity, [hit.id for hit in shown], actor)
    group = Group(capfirst(entity.label_plural), [_record(entity, hit, q, facts.get(hit.id, "")) for hit in shown])
    if len(hits) > each:
        group.more_url = addresses.with_query(addresses.list_url(entity.name), {"q": q})
    return group


def _record(entity: Entity, hit: Hit, q: str, facts: str) -> Row:
    in_title = hit.field == entity.title
    if in_title:
        why: SafeString | str = strung(told for told in (marking.sound(q, hit.text, hit.spans), facts) if told)
    else:
        why = marking.labelled(cells.label(entity, hit.field), hit.text, hit.spans)
    return Row(
        marking.marked(hit.text, hit.spans) if in_title else format_html("{}", hit.label),
        addresses.record_url(entity.name, hit.id),
        entity.icon,
        why,
        acts_url=addresses.page_url("palette-acts", entity.name, hit.id),
    )


def _facts(entity: Entity, keys: list[uuid.UUID], actor: Actor) -> dict[uuid.UUID, str]:
    """The first key facts of some records, to tell namesakes apart; one query for all of them."""
    wanted = [
        name
        for name in entity.key_facts
        if entity.fields[name].kind in ("link", "choice", "stage", "phone")
        and actor.access.mode(entity, name) > Mode.HIDDEN
    ][:MOST_FACTS]
    if not wanted:
        return {}
    condition = {"field": "id", "op": "in", "value": [str(key) for key in keys]}
    query = Query(filter=condition, sort=("id",), fields=tuple(wanted), limit=max(1, len(keys)))
    return {row["id"]: _told(entity, wanted, row) for row in read_page(entity, actor, query).rows}


def _told(entity: Entity, names: list[str], row: dict[str, Any]) -> str:
    told = (cells.words(entity.fields[name], row.get(name)) for name in names)
    return strung(word for word in told if word != "—")
