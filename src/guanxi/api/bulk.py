"""The same change to many records, by their ids or by a filter."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext as _

from guanxi.api import problems
from guanxi.api.endpoint import Answer, Call
from guanxi.engine import gate
from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery, Invalid, NotAllowed, NotFound
from guanxi.engine.reading import Query, select

MOST = 1_000
STANDARD = ("update", "delete", "restore")


def bulk(call: Call) -> Answer:
    """POST of a change to many: each judged by itself; who was refused and why is told by id."""
    call.parameters()
    entity, body = call.entity, call.object()
    verb, values = _asked(entity, body)
    right = entity.actions[verb].verb if verb in entity.actions else verb
    if not call.actor.access.may(entity.name, right):
        raise NotAllowed() if call.actor.access.may(entity.name, "read") else NotFound()
    keys = _listed(body["ids"]) if "ids" in body else _found(call, entity, body["filter"], verb)
    result = gate.bulk(entity, keys, verb, values, actor=call.actor, given="json")
    refused = {str(key): problems.details(why) for key, why in result.refused.items()}
    return Answer({"done": result.done, "refused": refused})


def _asked(entity: Entity, body: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The verb and its values; raises Invalid with all that is wrong with the request."""
    errors: dict[str, list[str]] = {
        name[:80]: [_("There is no field “%(field)s”.") % {"field": name[:80]}]
        for name in body
        if name not in ("ids", "filter", "verb", "values")
    }
    verbs = [*(verb for verb in STANDARD if verb in entity.verbs), *entity.actions]
    verb, values = body.get("verb"), body.get("values", {})
    if verb not in verbs:
        errors["verb"] = [_("One of these is expected here: %(known)s.") % {"known": ", ".join(verbs)}]
    if not isinstance(values, dict) or (values and verb in ("delete", "restore")):
        errors["values"] = [_("An object of fields and values is expected here; delete and restore take none.")]
    if ("ids" in body) == ("filter" in body):
        errors["ids"] = [_("Give either “ids” or “filter”.")]
    if errors:
        raise Invalid(errors)
    return str(verb), values


def _listed(ids: Any) -> list[uuid.UUID]:
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise Invalid({"ids": [_("A list of ids is expected here.")]})
    if len(ids) > MOST:
        raise _too_many()
    try:
        return [uuid.UUID(one) for one in ids]
    except ValueError as bad:
        raise Invalid({"ids": [_("A list of ids is expected here.")]}) from bad


def _found(call: Call, entity: Entity, condition: Any, verb: str) -> list[uuid.UUID]:
    """The records a filter means now; an empty filter means all."""
    query = Query(filter=condition, deleted=verb == "restore")
    keys = list(select(entity, call.actor, query).order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    if len(keys) > MOST:
        raise _too_many()
    return keys


def _too_many() -> BadQuery:
    return BadQuery(_("At most %(most)d records at once. Do it in several steps.") % {"most": MOST})
