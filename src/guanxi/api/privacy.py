"""A person's data for programs: taken out, erased, and what the person said about them."""

from __future__ import annotations

import contextlib
from typing import Any

from django.utils.translation import gettext as _

from guanxi.api import exports
from guanxi.api.encoding import shaped
from guanxi.api.endpoint import Answer, Call
from guanxi.api.listing import one_of
from guanxi.engine.errors import Invalid, NotFound
from guanxi.engine.reading import read_one
from guanxi.engine.registry import registry
from guanxi.privacy import consenting, disclosing, ledger


def disclose(call: Call) -> Answer:
    """POST: everything that is known of a person, as a file; made in the background, fetched as an export is."""
    call.parameters()
    _only(call.object())
    task = disclosing.begin(call.entity, call.key, call.actor)
    return Answer(exports.told(task), 202, {"Location": f"/api/v1/exports/{task.pk}"})


def erase(call: Call) -> Answer:
    """POST that forgets a person for good: `why`, and `sure`; with `foresee=true` only tells how much would go."""
    given, asked = call.parameters("foresee"), call.object()
    _only(asked, "why", "sure")
    looking = one_of(given, "foresee", ("true", "false")) == "true"
    why = asked.get("why", "")
    wrong: dict[str, list[str]] = {}
    if not isinstance(why, str) or not why.strip():
        wrong["why"] = [_("Say why.")]
    if not looking and asked.get("sure") is not True:
        wrong["sure"] = [_("Send true: it can't be taken back.")]
    if wrong:
        raise Invalid(wrong)
    do = ledger.foresee if looking else ledger.erase
    told = do(call.entity, call.key, actor=call.actor, why=why)
    return Answer({"done": not looking, "records": told.records, "events": told.events, "files": told.files})


def consents(call: Call) -> Answer:
    """GET of what a person said, the latest first, and whether it still holds."""
    call.parameters()
    call.caller.demand("read", consenting.CONSENTS)
    face, actor = registry[consenting.CONSENTS], call.actor
    if not actor.access.may(face.name, "read"):
        raise NotFound()
    consenting.person(call.entity, call.key, actor)
    rows = consenting.said(call.entity, call.key, actor)
    holding = {row["id"] for row in consenting.stands(rows).values()}
    return Answer({"items": [row | {"holds": row["id"] in holding} for row in shaped(face, rows, actor.access)]})


def consent(call: Call) -> Answer:
    """POST of one more answer: given, or with `given` false refused or taken back; what was said before stays."""
    call.parameters()
    call.caller.demand("write", consenting.CONSENTS)
    face = registry[consenting.CONSENTS]
    given = call.object()
    _only(given, *consenting.GIVEN)
    made = consenting.say(call.entity, call.key, given, call.actor, given="json")
    row: dict[str, Any] = {"id": made.pk, "version": made.version}
    if call.caller.may("read", face.name):
        with contextlib.suppress(NotFound):
            row = dict(shaped(face, [read_one(face, made.pk, call.actor)], call.actor.access)[0])
    return Answer(row, 201, {"Location": f"/api/v1/{face.name}/{made.pk}"})


def _only(given: dict[str, Any], *known: str) -> None:
    unknown = [name for name in given if name not in known]
    if unknown:
        raise Invalid({name[:80]: [_("There is no field “%(field)s”.") % {"field": name[:80]}] for name in unknown})
