"""The middle column of a record's page: composer, filters, timeline; and the part of the header that follows."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.fields.link import Ref
from guanxi.engine.permissions import Actor
from guanxi.messaging import following, notifying
from guanxi.messaging import timeline as happened
from guanxi.messaging.models.note import CALL, DIRECTIONS, MESSAGE, NOTE, OUTCOMES, VISIT
from guanxi.messaging.rooms import NEVER, Room
from guanxi.web import addresses
from guanxi.web.forms.once import token
from guanxi.web.records.timeline import by_day
from guanxi.web.talk import showing

FIRST = 12
Context = dict[str, Any]
LENGTHS = (5, 10, 15, 30, 45, 60, 90, 120)


def column(face: Entity, row: Context, actor: Actor, *, is_deleted: bool = False) -> Context:
    """What `web/talk/column.html` shows of a record that was just read for this person."""
    place = Room(face, row["id"])
    return region(place, actor) | {
        "composer": None if is_deleted or face.name in NEVER else composer(place, actor),
        "watch": place.about,
        "version": row["version"],
        "whole_url": addresses.page_url("history", face.name, row["id"]),
    }


def region(place: Room, actor: Actor, what: str = happened.ALL, mark: str = "") -> Context:
    """The filters and a stretch of the timeline."""
    stretch = happened.read(place, actor, what=what, mark=mark, limit=FIRST)
    url = addresses.page_url("talk", place.entity.name, place.key)
    return {
        "url": url,
        "what": what,
        "filters": [
            {"label": label, "url": f"{url}?what={kind}", "active": kind == what} for kind, label in _filters().items()
        ],
        "days": by_day([(item.at, showing.event(place, item, actor)) for item in stretch.items]),
        "more_url": addresses.with_query(url, {"what": what, "mark": stretch.more}) if stretch.more else "",
        "going_on": bool(mark),
        "empty": _empty(what),
    }


def composer(place: Room, actor: Actor) -> Context | None:
    """The tabs in which this person may write."""
    notes = actor.access.may("notes", "create")
    tabs = [
        {"kind": "comment", "label": _("Comment"), "icon": "message-2", "button": _("Comment")},
        {"kind": NOTE, "label": _("Note"), "icon": "note", "button": _("Save note")},
        {"kind": CALL, "label": _("Call"), "icon": "phone", "button": _("Save call")},
        {"kind": VISIT, "label": _("Visit"), "icon": "map-pin", "button": _("Save visit")},
        {"kind": MESSAGE, "label": _("Message"), "icon": "mail", "button": _("Save message")},
    ]
    return {
        "url": addresses.page_url("talk", place.entity.name, place.key),
        "people_url": addresses.page_url("talk-people", place.entity.name, place.key),
        "draft_key": f"talk:{place.entity.name}:{place.key}",
        "tabs": tabs if notes else tabs[:1],
        "directions": [(key, str(label)) for key, label in DIRECTIONS],
        "outcomes": [(key, str(label)) for key, label in OUTCOMES],
        "lengths": LENGTHS,
        "today": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "once": token(),
    }


def follow(face: Entity, row: Context, actor: Actor) -> Context:
    """What `web/talk/follow.html` shows: whether this person hears of the record."""
    owner = row.get("owner")
    place = Room(face, row["id"])
    follows = following.follows(place, actor, owner.id if isinstance(owner, Ref) else None)
    return follow_state(face.name, row["id"], follows=follows)


def followed(place: Room, actor: Actor) -> Context:
    """The toggle after one said something, which makes one follow; put in its place by the answer."""
    owner = notifying.owners_of(place.entity.name, [place.key]).get(place.key)
    state = follow_state(place.entity.name, place.key, follows=following.follows(place, actor, owner))
    return state | {"oob": True}


def follow_state(entity: str, key: uuid.UUID, *, follows: bool) -> Context:
    """The toggle as it stands."""
    return {"url": addresses.page_url("talk-follow", entity, key), "follows": follows}


def _filters() -> dict[str, str]:
    return {
        happened.ALL: _("All"),
        happened.TALK: _("Talk"),
        happened.CHANGES: _("Changes"),
        happened.FILES: _("Files"),
    }


def _empty(what: str) -> str:
    return {
        happened.TALK: _("Nobody has said anything yet. Write the first comment above."),
        happened.FILES: _("No file was attached yet."),
    }.get(what, _("Nothing has happened yet."))
