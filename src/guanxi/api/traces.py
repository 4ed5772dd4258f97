"""Who saw what, for programs; and a masked value shown for a reason."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from guanxi.api.endpoint import Answer, Call
from guanxi.api.listing import key, number
from guanxi.engine.errors import BadQuery, Invalid
from guanxi.engine.events.traces import PAGE, Wanted, traces
from guanxi.engine.reading.revealing import reveal


def listing(call: Call) -> Answer:
    """GET of traces, newest first."""
    given = call.parameters("verb", "actor", "record", "cursor", "limit")
    limit = number(given, "limit", PAGE)
    if not 1 <= limit <= 200:
        raise BadQuery(_("“limit” is a number from 1 to %(most)d.") % {"most": 200})
    wanted = Wanted(key(given, "actor"), key(given, "record"), given.get("verb", ""))
    found = traces(call.actor, wanted, given.get("cursor", ""), limit)
    items: list[dict[str, Any]] = [
        {
            "id": event.pk,
            "at": event.at,
            "verb": event.verb,
            "entity": event.entity,
            "record": event.record,
            "actor": event.actor,
            "instead_of": event.instead_of,
            "via": event.via,
            "address": event.address,
            "told": event.changes,
        }
        for event in found.rows
    ]
    return Answer({"items": items, "next": found.next})


def show(call: Call) -> Answer:
    """POST that shows a masked value: which field, and what for."""
    call.parameters()
    asked = call.object()
    if set(asked) != {"field", "why"} or not all(isinstance(text, str) for text in asked.values()):
        raise Invalid({"": [_("Send “field” and “why”.")]})
    entity, field = call.entity, asked["field"]
    value = reveal(entity, call.key, field, call.actor, why=asked["why"])
    return Answer({"field": field, "value": entity.fields[field].to_json(value)})
