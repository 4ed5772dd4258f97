"""What is said about a record, who follows it, and what the caller was told."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext as _

from guanxi.api.encoding import shaped
from guanxi.api.endpoint import Answer, Call
from guanxi.api.listing import number, one_of
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid
from guanxi.engine.reading import Query, read_one, read_page
from guanxi.engine.registry import registry
from guanxi.messaging import following, inbox, notifying, talking
from guanxi.messaging.rooms import Room, room


def comments(call: Call) -> Answer:
    """GET of the comments on a record, newest first."""
    return _about(call, "comments")


def notes(call: Call) -> Answer:
    """GET of the notes, calls and visits on a record, newest first."""
    return _about(call, "notes")


def comment(call: Call) -> Answer:
    """POST of a comment; `mentions` names users by their id, and their names as "@name" in the body."""
    call.parameters()
    place, given = _room(call, "comments", "write"), call.object()
    _only(given, "body", "mentions", "quotes")
    named = given.get("mentions", [])
    if not isinstance(named, list) or not all(isinstance(one, str) for one in named):
        raise Invalid({"mentions": [_("A list of ids is expected here.")]})
    body, quotes = _text(given, "body"), _text(given, "quotes")
    made = talking.comment(place, body, call.actor, named=named, quotes=quotes)
    return _made(call, "comments", made.pk)


def note(call: Call) -> Answer:
    """POST of a note, a call or a visit."""
    call.parameters()
    place = _room(call, "notes", "write")
    made = talking.write_note(place, call.object(), call.actor, given="json")
    return _made(call, "notes", made.pk)


def react(call: Call) -> Answer:
    """POST of a sign under a comment; the same again takes it away."""
    call.parameters()
    given = call.object()
    _only(given, "sign")
    talking.react(call.key, _text(given, "sign"), call.actor)
    return Answer(None, 204)


def follows(call: Call) -> Answer:
    """GET: whether the caller hears of a record."""
    call.parameters()
    return _follows(call, room(call.entity, call.key, call.actor))


def follow(call: Call) -> Answer:
    """POST: hear of a record from now on, or no more."""
    call.parameters()
    place, given = room(call.entity, call.key, call.actor), call.object()
    _only(given, "wanted")
    if not isinstance(given.get("wanted"), bool):
        raise Invalid({"wanted": [_("Yes or no is expected here, as true or false.")]})
    following.follow(place, call.actor, wanted=given["wanted"])
    return _follows(call, place)


def notifications(call: Call) -> Answer:
    """GET of what the caller was told, newest first."""
    given = call.parameters("limit", "cursor", "only")
    call.caller.demand("read", "notifications")
    tab = one_of(given, "only", inbox.TABS) or inbox.ALL
    limit = min(max(number(given, "limit", 30), 1), 100)
    found = inbox.read(call.actor, tab, before=given.get("cursor", ""), limit=limit)
    return Answer({"items": [_told(one) for one in found.items], "next": found.more or None})


def read_notifications(call: Call) -> Answer:
    """POST: mark these as read, or all."""
    call.parameters()
    call.caller.demand("write", "notifications")
    given = call.object()
    _only(given, "ids", "all")
    if given.get("all") is True:
        return Answer({"read": inbox.mark_read(call.actor)})
    try:
        keys = [uuid.UUID(text) for text in given.get("ids", [])]
    except (ValueError, TypeError, AttributeError):
        raise Invalid({"ids": [_("A list of ids is expected here.")]}) from None
    return Answer({"read": inbox.mark_read(call.actor, keys)})


def _about(call: Call, name: str) -> Answer:
    given = call.parameters("limit", "cursor")
    place, face = _room(call, name, "read"), registry[name]
    condition = {"field": "about", "op": "eq", "value": place.about}
    query = Query(
        filter=condition,
        sort=("-created_at",),
        limit=number(given, "limit", 50),
        cursor=given.get("cursor") or None,
    )
    found = read_page(face, call.actor, query)
    items = shaped(face, found.rows, call.actor.access)
    return Answer({"items": items, "next": found.next, "previous": found.previous})


def _room(call: Call, name: str, scope: str) -> Room:
    """The record of the address, if the caller may read it and the token reaches what is said there."""
    call.caller.demand(scope, name)
    return room(call.entity, call.key, call.actor)


def _made(call: Call, name: str, key: uuid.UUID) -> Answer:
    face: Entity = registry[name]
    row = shaped(face, [read_one(face, key, call.actor)], call.actor.access)[0]
    return Answer(row, 201, {"Location": f"/api/v1/{name}/{key}"})


def _follows(call: Call, place: Room) -> Answer:
    owner = notifying.owners_of(place.entity.name, [place.key]).get(place.key)
    return Answer({"follows": following.follows(place, call.actor, owner)})


def _told(told: inbox.Told) -> dict[str, Any]:
    one = told.notification
    return {
        "id": one.pk,
        "kind": one.kind,
        "at": one.at,
        "read_at": one.read_at,
        "waits": one.waits and one.read_at is None,
        "count": one.count,
        "entity": one.entity or None,
        "record": {"id": str(one.record), "label": told.title} if one.record else None,
        "by": {"id": str(one.by), "label": told.who or None} if one.by else None,
        "source": one.source,
        "words": told.words or None,
        "instead_of": {"id": one.told["instead_of"], "label": told.instead_of or None}
        if "instead_of" in one.told
        else None,
        "turn": one.told.get("turn"),
        "other": {"entity": one.told["other"][0], "id": one.told["other"][1], "label": told.other or None}
        if "other" in one.told
        else None,
        "until": one.told.get("until"),
    }


def _only(given: dict[str, Any], *known: str) -> None:
    unknown = [name for name in given if name not in known]
    if unknown:
        raise Invalid({name[:80]: [_("There is no field “%(field)s”.") % {"field": name[:80]}] for name in unknown})


def _text(given: dict[str, Any], name: str) -> str:
    value = given.get(name, "")
    if not isinstance(value, str):
        raise Invalid({name: [_("A text is expected here.")]})
    return value
