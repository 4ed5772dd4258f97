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
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.reading import read_page
from guanxi.ownership import claiming, membership, protecting
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


def _deciding(call: Call, right: str) -> Member:
    """The caller as who decides there of requests for protection; raises NotFound, NotAllowed."""
    member = _member(call, right)
    if not member.manages:
        raise NotAllowed()
    return membership.deciding(member)


def requests(call: Call) -> Answer:
    """GET of the records of a pool for which protection is asked, for who manages it."""
    given, member = call.parameters(*PARAMETERS), _deciding(call, "read")
    page = read_page(member.entity, member, query_of(given))
    items = shaped(member.entity, page.rows, member.access)
    return Answer({"items": items, "next": page.next, "previous": page.previous})


def decide(call: Call) -> Answer:
    """POST that agrees to protection of one record, perhaps for a shorter time, or declines it with a word."""
    call.parameters()
    member, given = _deciding(call, "write"), call.object()
    wrong = {
        name[:80]: [_("There is no field “%(field)s”.") % {"field": name[:80]}]
        for name in given
        if name not in ("record", "agree", "until", "word", "version")
    }
    key, agree, version = _key(given.get("record")), given.get("agree"), given.get("version")
    if key is None:
        wrong["record"] = [_("The id of a record is expected here.")]
    if not isinstance(agree, bool):
        wrong["agree"] = [_("Yes or no is expected here.")]
    if version is not None and (not isinstance(version, int) or isinstance(version, bool)):
        wrong["version"] = [_("A number is expected here.")]
    if wrong or key is None:
        raise Invalid(wrong)
    verb = protecting.VERBS["agree" if agree else "decline"]
    said: dict[str, Any] = {name: given[name] for name in ("until", "word") if name in given}
    record: Any = gate.act(member.entity, key, verb, said, actor=member, version=version, given="json")
    until = record.protected_until
    return Answer({"id": str(record.pk), "agreed": agree, "protected_until": until.isoformat() if until else None})
