"""Several records become one, and are taken apart again."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from guanxi.api.endpoint import Answer, Call
from guanxi.api.listing import one_of
from guanxi.api.records import act, told
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.models.merger import Merger
from guanxi.engine.reading import read_one
from guanxi.engine.uniting import merging, unmerging
from guanxi.engine.uniting.carrying import MERGE
from guanxi.engine.uniting.choosing import ALL

TAKEN = ("others", "take", "versions", "reason")
LARGEST = 2**31


def merge(call: Call) -> Answer:
    """POST that merges other records into this one; where an entity has a verb of this name, that one."""
    if MERGE in call.entity.actions:
        return act(replace(call, place={**call.place, "action": MERGE}))
    call.parameters()
    entity, given = offering(call), call.object()
    errors = {name[:80]: [_unknown(name)] for name in given if name not in TAKEN}
    others = _keys(given.get("others"), errors)
    chosen = {name: _whose(name, whose, errors) for name, whose in _mapping(given, "take", errors).items()}
    versions = dict(_version(*one, errors) for one in _mapping(given, "versions", errors).items())
    reason = given.get("reason", "")
    if not isinstance(reason, str):
        errors["reason"] = [_("A text is expected here.")]
    if errors:
        raise Invalid(errors)
    done = merging.merge(entity, call.key, others, actor=call.actor, chosen=chosen, versions=versions, reason=reason)
    record = told(call, entity.manager().get(pk=call.key))
    return Answer({"record": record.data, **_told(done)}, 200, record.headers)


def mergers(call: Call) -> Answer:
    """GET of what was merged into a record and still is."""
    call.parameters()
    entity = call.entity
    read_one(entity, call.key, call.actor, ())
    return Answer({"items": [_told(one) for one in unmerging.mergers(entity, call.key)]})


def unmerge(call: Call) -> Answer:
    """POST that takes a merging back; with `foresee=true` only tells what it would do."""
    given = call.parameters("foresee")
    entity, asked = offering(call), call.object()
    errors = {name[:80]: [_unknown(name)] for name in asked if name != "merger"}
    found = _keys([asked.get("merger")], errors, "merger")
    if errors:
        raise Invalid(errors)
    ahead = one_of(given, "foresee", ("true", "false")) == "true"
    work = unmerging.foresee if ahead else unmerging.unmerge
    done = work(entity, call.key, found[0], actor=call.actor)
    access = call.actor.access
    return Answer(
        {
            "done": not ahead,
            "records": done.records,
            "back": {name: number for name, number in done.back.items() if access.may(name, "read")},
            "stayed": {name: number for name, number in done.stayed.items() if access.may(name, "read")},
            "fields": [name for name in (*done.fields, *done.taken) if access.readable(entity, name)],
        }
    )


def offering(call: Call) -> Entity:
    """The entity of the address, if its records merge; raises NotFound, NotAllowed."""
    entity = call.entity
    if MERGE not in entity.all_verbs:
        raise NotAllowed() if call.actor.access.may(entity.name, "read") else NotFound()
    return entity


def _told(merger: Merger) -> dict[str, Any]:
    return {
        "merger": merger.pk,
        "at": merger.at,
        "until": merger.until,
        "open": unmerging.is_open(merger),
        "others": [one.record for one in merger.others.all()],  # type: ignore[attr-defined]
    }


def _unknown(name: str) -> str:
    return _("There is no field “%(field)s”.") % {"field": name[:80]}


def _keys(given: Any, errors: dict[str, list[str]], name: str = "others") -> list[uuid.UUID]:
    try:
        return [uuid.UUID(key) for key in given]
    except (TypeError, ValueError, AttributeError):
        errors[name] = [_("The id of a record is expected here.")]
        return []


def _mapping(given: Mapping[str, Any], name: str, errors: dict[str, list[str]]) -> Mapping[str, Any]:
    value = given.get(name, {})
    if isinstance(value, dict):
        return value
    errors[name] = [_("An object is expected: {…}.")]
    return {}


def _whose(name: str, value: Any, errors: dict[str, list[str]]) -> uuid.UUID | str:
    if value == ALL:
        return ALL
    found = _keys([value], errors, f"take.{name[:80]}")
    return found[0] if found else ""


def _version(key: str, value: Any, errors: dict[str, list[str]]) -> tuple[Any, int]:
    found = _keys([key], errors, "versions")
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < LARGEST:
        errors["versions"] = [_("A whole number is expected here.")]
        return (key, 0)
    return (found[0] if found else key, value)
