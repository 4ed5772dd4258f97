"""The tiles that every entity gives without a line of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.engine.entity import Entity
from guanxi.engine.models.imports import PREPARING, Import
from guanxi.engine.models.job import FAILED, PARKED, Job
from guanxi.engine.permissions import Access, Actor
from guanxi.engine.reading import Query, read_page, select
from guanxi.engine.registry import registry
from guanxi.messaging import inbox
from guanxi.messaging.following import followed
from guanxi.web import addresses, cells, marks, moments, places
from guanxi.web.home.figures import figures
from guanxi.web.home.seen import since
from guanxi.web.home.tiles import ALL_ROLES, FULL, NARROW, WIDE, Content, Tile, tile, tiles_from
from guanxi.web.lists.emptiness import may_import
from guanxi.web.palette.recent import recent
from guanxi.web.talk.telling import days
from guanxi.web.views.jobs import running_jobs

FEW = 6
MOST_WAITING = 8
LOOKED_AT = 500
FACES = 4
"""Of so many entities at most a tile reads."""
Row = dict[str, Any]
OWNERLESS = "service_representative service_centre_representative service_centre_manager marketing_manager finance"
LOOKING_ON = (*OWNERLESS.split(), "warehouse_keeper", "executive")
"""Roles whose people own no records of their own as shipped: they see what is new everywhere."""


def business(access: Access) -> list[Entity]:
    """The entities of the business that may be read."""
    return [face for face in places.readable(access) if places.is_business(face)]


def changed(actor: Actor) -> Content:
    """What others did with one's records, and with what one follows, since one was here last."""
    found: dict[Any, tuple[Any, Row]] = {}
    follows = followed(actor)
    for face in [face for face in business(actor.access) if _has_news(face, actor.access)][:FACES]:
        whose: list[dict[str, Any]] = [{"field": face.owner_path, "op": "eq", "value": "me"}]
        if keys := follows.get(face.name):
            whose.append({"field": "id", "op": "in", "value": [str(key) for key in keys]})
        if changed_keys := [key for condition in whose for key in _by_others(face, actor, condition)]:
            only = {"field": "id", "op": "in", "value": changed_keys}
            fields = (face.title, "updated_at", "updated_by")
            for row in read_page(face, actor, Query(filter=only, fields=fields, limit=len(changed_keys))).rows:
                found[row["id"]] = row["updated_at"], _changed_row(face, row)
    newest = sorted(found.values(), key=lambda one: one[0], reverse=True)
    return Content(
        [row for _when, row in newest[:FEW]],
        empty=_("Nobody changed your records or what you follow since you were here last."),
    )


def _by_others(face: Entity, actor: Actor, condition: dict[str, Any]) -> list[str]:
    """The newest of these that somebody else changed last, among a bounded number of the newest changes.

    Who brought in a great file changed thousands themselves; they aren't all walked through.
    """
    recent = {"field": "updated_at", "op": "gte", "value": since(actor).isoformat()}
    rows = select(face, actor, Query(filter={"all": [condition, recent]})).order_by("-updated_at", "-id")
    looked_at = rows.values("pk")[:LOOKED_AT]
    others = select(face, actor, Query()).filter(pk__in=looked_at).exclude(updated_by=actor.pk)
    return [str(key) for key in others.order_by("-updated_at", "-id").values_list("pk", flat=True)[:FEW]]


def _has_news(face: Entity, access: Access) -> bool:
    needed = (face.owner_path, "updated_by", "updated_at", face.title)
    return all(name in face.fields and access.readable(face, name) for name in needed)


def _changed_row(face: Entity, row: Row) -> Row:
    who = str(row["updated_by"]) if row.get("updated_by") else _("System")
    return record_row(face, row) | {"note": _("%(who)s changed this %(thing)s") % {"who": who, "thing": face.label}}


def record_row(face: Entity, row: Row) -> Row:
    """A record in a tile."""
    label = cells.title_of(face, row)
    told: Row = {"label": label, "url": addresses.record_url(face.name, row["id"]), "mark": marks.letter(label)}
    if isinstance(row.get("updated_at"), dt.datetime):
        told["when"] = moments.short(row["updated_at"])
    return told


def opened(actor: Actor) -> Content:
    """What one opened last."""
    rows = [
        {"label": one.label, "url": one.url, "mark": marks.letter(one.label), "note": capfirst(one.kind)}
        for one in recent(actor, FEW, records_only=True)
    ]
    return Content(rows, empty=_("Records you open stand here, so that you find them again."))


def waiting(actor: Actor) -> Content:
    """What colleagues put before one, and work that stopped and needs a hand: files halfway in, jobs that failed."""
    rows = [*_told(actor), *_unfinished(actor), *_failed(actor)][:MOST_WAITING]
    return Content(
        rows,
        count=str(len(rows)) if rows else "",
        more=(_("Notifications"), addresses.page_url("notifications")),
        left=len(rows),
        empty=_("Nothing waits for you."),
    )


def _told(actor: Actor) -> Iterator[Row]:
    for day in days(inbox.read(actor, inbox.WAITS, limit=MOST_WAITING).items, actor):
        for item in day["items"]:
            when = moments.short(dt.datetime.fromisoformat(item["stamp"]))
            about = {"html": item["html"], "said": item["words"], "when": when, "icon": item["icon"]}
            yield about | ({"person": item["person"]} if item["person"] else {})


def _unfinished(actor: Actor) -> Iterator[Row]:
    face = registry.for_model(Import)
    for row in _own(face, actor, list(PREPARING), ("title", "entity")):
        yield {
            "label": face.fields["title"].told(row["title"]),
            "url": addresses.record_url(face.name, row["id"]),
            "icon": face.icon,
            "note": _("The file was chosen, but not brought in yet"),
            "tone": "warn",
            "told": _("halfway"),
        }


def _failed(actor: Actor) -> Iterator[Row]:
    face = registry.for_model(Job)
    for row in _own(face, actor, [FAILED, PARKED], ("title", "error")):
        yield {
            "label": face.fields["title"].told(row["title"]),
            "url": addresses.page_url("job-progress", row["id"]),
            "icon": face.icon,
            "note": row.get("error") or "",
            "tone": "bad",
            "told": _("failed"),
        }


def _own(face: Entity, actor: Actor, states: list[str], fields: tuple[str, ...]) -> list[Row]:
    """One's own pieces of work that stand so."""
    wanted = ("owner", "state", *fields)
    if not actor.access.may(face.name, "read") or not all(actor.access.readable(face, name) for name in wanted):
        return []
    conditions = [
        {"field": "owner", "op": "eq", "value": "me"},
        {"field": "state", "op": "in", "value": states},
    ]
    return read_page(face, actor, Query(filter={"all": conditions}, fields=fields, limit=FEW)).rows


def under_way(actor: Actor) -> Content:
    """What runs for one in the background."""
    return Content(running_jobs(actor), template="web/tiles/jobs.html", empty=_("Nothing runs for you now."), count="")


def make(actor: Actor) -> Content:
    """What one can create, and bring in."""
    access = actor.access
    makes = [
        {"label": place.label, "url": place.url, "icon": place.icon}
        for place in places.places(access)
        if place.new and places.is_business(registry[place.name])
    ]
    brings = [
        {
            "label": _("Import %(things)s") % {"things": face.label_plural},
            "url": addresses.page_url("import", face.name),
            "icon": "upload",
        }
        for face in business(access)
        if may_import(face, access)
    ]
    return Content(template="web/tiles/buttons.html", extra={"buttons": [*makes, *brings]})


def newest(face: Entity, actor: Actor) -> Content:
    """The records of one entity that changed last, among all one sees."""
    query = Query(sort=("-updated_at",), fields=(face.title, "updated_at"), limit=FEW)
    rows = [record_row(face, row) for row in read_page(face, actor, query).rows]
    more = (_("Show all"), addresses.list_url(face.name))
    return Content(rows, more=more, empty=str(face.hint) or _("None yet."))


def newest_of_each(actor: Actor) -> Iterator[Tile]:
    """A tile for each entity of the business; on the page from the beginning for who owns no records."""
    for place, face in enumerate(business(actor.access)):
        if actor.access.readable(face, "updated_at") and actor.access.readable(face, face.title):
            label = _("New in %(things)s") % {"things": face.label_plural}
            roles = LOOKING_ON if place < 2 else ()
            size = NARROW if place else WIDE
            yield Tile(
                f"newest-{face.name}", label, face.icon, partial(newest, face), roles, size, place=40 + min(place, 9)
            )


def _makes(access: Access) -> bool:
    return any(access.may(face.name, "create") for face in business(access))


def _works(access: Access) -> bool:
    return access.may(registry.for_model(Job).name, "read")


OWNING = ("administrator", "clerk", "sales_representative", "sales_manager")

tile(Tile("figures", gettext_lazy("My figures"), "chart-bar", figures, ALL_ROLES, FULL, place=10))
tile(Tile("waiting", gettext_lazy("Waits for me"), "checklist", waiting, ALL_ROLES, place=20, counts=True))
tile(Tile("changed", gettext_lazy("What others changed"), "activity", changed, OWNING, WIDE, place=30))
tile(Tile("opened", gettext_lazy("Opened last"), "history", opened, ALL_ROLES, WIDE, place=35))
tile(Tile("create", gettext_lazy("Create"), "plus", make, OWNING, offered=_makes, place=60))
tile(Tile("under-way", gettext_lazy("Under way"), "clock", under_way, OWNING, offered=_works, place=70))
tiles_from(newest_of_each)
