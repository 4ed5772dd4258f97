"""The pairs of records that may be the same, for programs: read, decided, looked for."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext as _

from guanxi.api.endpoint import Answer, Call
from guanxi.api.listing import number, one_of
from guanxi.api.refusals import BadRequest
from guanxi.engine.duplicates import matching, pairs
from guanxi.engine.errors import Invalid
from guanxi.engine.models.matchpair import OPEN, STATES

MOST, USUAL = 100, 20
TAKEN = ("records", "state")


def queue(call: Call) -> Answer:
    """GET of the pairs of a state of which the caller may see both records, the surest first."""
    given = call.parameters("state", "limit", "cursor")
    state, most = one_of(given, "state", STATES) or OPEN, number(given, "limit", USUAL)
    if not 1 <= most <= MOST:
        raise BadRequest(_("“limit” is a number from 1 to %(most)d.") % {"most": MOST})
    found = pairs.queue(call.entity, call.actor, state=state, after=given.get("cursor", ""), most=most)
    return Answer({"items": [_told(pair) for pair in found.pairs], "next": found.next})


def decide(call: Call) -> Answer:
    """POST of what is said of each two of some records."""
    call.parameters()
    pairs.authorise(call.entity, call.actor)
    given = call.object()
    errors = {
        name[:80]: [_("There is no field “%(field)s”.") % {"field": name[:80]}] for name in given if name not in TAKEN
    }
    state, keys = given.get("state"), _keys(given.get("records"))
    if not isinstance(state, str):
        errors["state"] = [_("A text is expected here.")]
    if keys is None:
        errors["records"] = [_("The id of a record is expected here.")]
    if errors:
        raise Invalid(errors)
    number = pairs.decide(call.entity, keys or [], str(state), actor=call.actor)
    return Answer({"records": keys, "state": state, "pairs": number})


def look(call: Call) -> Answer:
    """POST that has all records held against each other in the background."""
    call.parameters()
    job = matching.begin(call.entity, call.actor)
    return Answer({"job": job.pk, "state": job.state}, 202)


def _told(pair: pairs.Told) -> dict[str, Any]:
    return {
        "records": list(pair.keys),
        "score": pair.likeness.score,
        "sure": pair.is_sure,
        "reasons": [{"kind": reason.kind, "degree": reason.degree} for reason in pair.likeness.reasons],
        "state": pair.state,
        "decided_by": pair.decided_by,
        "decided_at": pair.decided_at,
    }


def _keys(given: Any) -> list[uuid.UUID] | None:
    try:
        return [uuid.UUID(key) for key in given]
    except (TypeError, ValueError, AttributeError):
        return None
