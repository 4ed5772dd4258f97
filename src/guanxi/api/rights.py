"""Who may do what, and why: one person's rights, everybody's on one record, two roles side by side."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext as _

from guanxi.api.endpoint import Answer, Call
from guanxi.api.listing import number
from guanxi.api.refusals import BadRequest
from guanxi.engine.entity import Entity
from guanxi.engine.errors import NotFound
from guanxi.engine.permissions import Access, Grant, explaining
from guanxi.engine.permissions.explaining import Limit, Reason, Verdict
from guanxi.engine.reading import read_one
from guanxi.engine.registry import registry
from guanxi.people import overview, snapshots
from guanxi.people.access import access_by_roles, access_of
from guanxi.people.models.snapshot import RightsSnapshot

BEFORE_ONE = ("create", "import")
"""Verbs that no record is there for yet."""
ON_ONE = ("read", "update", "delete")
MOST = 100


def of_person(call: Call) -> Answer:
    """GET of one person's rights; with `entity` the reasons for each verb, with `record` those on one record."""
    given = call.parameters("entity", "record")
    actor = call.actor
    if call.key != actor.pk and not overview.knows_rights(actor):
        raise NotFound()
    read_one(registry["users"], call.key, actor)
    person = overview.person(call.key)
    access = access_of(person)
    told: dict[str, Any] = {
        "person": {"id": str(person.pk), "label": person.name},
        "roles": sorted(overview.roles_of(person).values()),
        "entities": [_entity(face, access) for face in registry if _has(face, access)],
    }
    if given.get("entity"):
        told["detail"] = _detail(call, access, given["entity"], given.get("record", ""))
    elif given.get("record"):
        raise BadRequest(_("“%(name)s” is missing.") % {"name": "entity"})
    return Answer(told)


def who(call: Call) -> Answer:
    """GET of everybody who may see one record, and what else they may do with it."""
    given = call.parameters("limit", "cursor")
    face, actor = call.entity, call.actor
    _seen(call, face, call.key)
    if not overview.knows_rights(actor):
        raise NotFound()
    after = _key(given["cursor"]) if given.get("cursor") else None
    verbs = [verb for verb in ON_ONE if verb in face.all_verbs]
    limit = min(max(number(given, "limit", 50), 1), MOST)
    standings, further = overview.who_may(face, call.key, verbs, after=after, limit=limit)
    items = [
        {"person": {"id": str(one.user.pk), "label": one.user.name}, "verbs": [_verdict(v) for v in one.verdicts]}
        for one in standings
    ]
    return Answer({"items": items, "next": str(further) if further else None})


def compare(call: Call) -> Answer:
    """GET of what two roles differ in."""
    given = call.parameters("one", "other")
    roles = {role.pk: role for role in overview.roles_for(call.actor)}
    sides = []
    for name in ("one", "other"):
        role = roles.get(_key(given.get(name, "")))
        if role is None:
            raise NotFound()
        sides.append(access_by_roles({role.pk: role.key}, subjects=()))
    seen = [face for face in registry if call.actor.access.may(face.name, "read")]
    return Answer({"items": [_difference(one) for one in overview.differences(sides, seen)]})


def changes(call: Call) -> Answer:
    """GET of how what roles allow changed, newest first: when, by whom, and in what."""
    given = call.parameters("limit", "cursor")
    if not overview.knows_rights(call.actor):
        raise NotFound()
    before = _key(given["cursor"]) if given.get("cursor") else None
    limit = min(max(number(given, "limit", 30), 1), MOST)
    found = overview.role_changes(call.actor, before=before, limit=limit + 1)
    items = [_snapshot(one, call.actor.access) for one in found[:limit]]
    return Answer({"items": items, "next": str(found[limit - 1].pk) if len(found) > limit else None})


def _snapshot(one: RightsSnapshot, access: Access) -> dict[str, Any]:
    differences = snapshots.changes(one.before, one.rights)  # type: ignore[attr-defined]
    return {
        "at": one.at,
        "role": {"id": str(one.role), "label": one.name},
        "by": str(one.by) if one.by else None,
        "why": one.why,
        "release": one.release,
        "changes": [_change(change) for change in differences if access.may(change.entity, "read")],
    }


def _change(change: snapshots.Change) -> dict[str, Any]:
    if change.field:
        left, right = change.modes
        return {"entity": change.entity, "field": change.field, "from": left.name.lower(), "to": right.name.lower()}
    before, after = ([_grant(grant) for grant in side] for side in (change.before, change.after))
    return {"entity": change.entity, "verb": change.verb, "from": before, "to": after}


def _difference(one: overview.Difference) -> dict[str, Any]:
    if one.verdicts:
        return {
            "entity": one.entity.name,
            "verb": one.verdicts[0].verb,
            "one": [_reason(reason) for reason in one.verdicts[0].reasons],
            "other": [_reason(reason) for reason in one.verdicts[1].reasons],
        }
    left, right = one.modes
    return {"entity": one.entity.name, "field": one.field, "one": left.name.lower(), "other": right.name.lower()}


def _has(face: Entity, access: Access) -> bool:
    return any(access.may(face.name, verb) for verb in face.all_verbs)


def _entity(face: Entity, access: Access) -> dict[str, Any]:
    verbs = [verb for verb in face.all_verbs if access.may(face.name, verb)]
    return {"name": face.name, "verbs": verbs, "limits": [_limit(limit) for limit in explaining.limits(access, face)]}


def _detail(call: Call, access: Access, name: str, record: str) -> dict[str, Any]:
    face = registry.get(name)
    if face is None or not call.actor.access.may(name, "read"):
        raise NotFound()
    call.caller.demand("read", name)
    if not record:
        return {"entity": name, "verbs": [_verdict(verdict) for verdict in explaining.on_entity(access, face)]}
    key = _key(record)
    _seen(call, face, key)
    verbs = [verb for verb in face.all_verbs if verb not in BEFORE_ONE]
    verdicts = explaining.on_record([access], face, key, verbs)[0]
    return {"entity": name, "record": str(key), "verbs": [_verdict(verdict) for verdict in verdicts]}


def _verdict(verdict: Verdict) -> dict[str, Any]:
    told = {"verb": verdict.verb, "allowed": verdict.allowed, "why": [_reason(reason) for reason in verdict.reasons]}
    return told | ({"hangs": True} if verdict.hangs else {})


def _reason(reason: Reason) -> dict[str, Any]:
    lent = {"instead_of": {"id": str(reason.lent.whose), "label": reason.lent.name}} if reason.lent else {}
    return {"role": reason.grant.role, "rule": reason.grant.rule, **_grant(reason.grant), "fits": reason.fits, **lent}


def _grant(grant: Grant) -> dict[str, Any]:
    return {"allow": grant.allow, "scope": grant.scope.value, "filter": grant.filter or None}


def _limit(limit: Limit) -> dict[str, Any]:
    return {"field": limit.field, "mode": limit.mode.name.lower(), "roles": list(limit.roles), "right": limit.right}


def _seen(call: Call, face: Entity, key: uuid.UUID) -> None:
    """Raise NotFound unless the caller may read the record, living or in the recycle bin."""
    try:
        read_one(face, key, call.actor)
    except NotFound:
        read_one(face, key, call.actor, deleted=True)


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotFound() from None
