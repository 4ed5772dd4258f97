"""Public pools for programs: what waits, and claiming it, as a member of the pool."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext as _

from guanxi.api.encoding import shaped
from guanxi.api.endpoint import Answer, Call
from guanxi.api.listing import query_of
from guanxi.api.records import told as told_record
from guanxi.engine import gate
from guanxi.engine.errors import Invalid, NotFound
from guanxi.engine.reading import read_page
from guanxi.ownership import claiming, membership
from guanxi.ownership.membership import Member

POOLS = "pools"
PARAMETERS = ("filter", "q", "sort", "fields", "limit", "cursor")


def _member(call: Call, right: str) -> Member:
    """The caller as a member of the pool; raises NotFound."""
    found = membership.in_pool(call.actor, call.key) if call.place["entity"] == POOLS else None  # type: ignore[arg-type]
    if found is None:
        raise NotFound()
    call.caller.demand(right, found.pool.entity)
    return found


def _key(value: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def waiting(call: Call) -> Answer:
    """GET of what waits in a pool: only the fields that it opens before something is claimed."""
    given, member = call.parameters(*PARAMETERS), _member(call, "read")
    page = read_page(member.entity, member, query_of(given))
    answer: dict[str, Any] = {
        "items": shaped(member.entity, page.rows, member.access),
        "next": page.next,
        "previous": page.previous,
        "claims_left": claiming.claims_left(member),
    }
    return Answer(answer)


def claim(call: Call) -> Answer:
    """POST that claims one record of a pool."""
    call.parameters()
    member, given = _member(call, "write"), call.object()
    wrong = {
        name[:80]: [_("There is no field “%(field)s”.") % {"field": name[:80]}]
        for name in given
        if name not in ("record", "reason")
    }
    key, reason = _key(given.get("record")), given.get("reason", "")
    if key is None:
        wrong["record"] = [_("The id of a record is expected here.")]
    if not isinstance(reason, str):
        wrong["reason"] = [_("A text is expected here.")]
    if wrong or key is None:
        raise Invalid(wrong)
    record = gate.act(member.entity, key, "claim", {"reason": reason}, actor=member, given="json")
    return told_record(call, record, entity=member.entity)
