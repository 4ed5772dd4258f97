"""The rules with which a company begins: one for depth and some for next steps, to be changed or thrown away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from guanxi.engine import gate
from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Actor, as_system
from guanxi.engine.registry import registry
from guanxi.engine.transactions import atomically
from guanxi.grading.depth_rules import deepened

REASON = gettext_noop("rules that come with the product")
Condition = dict[str, Any]


def is_(field: str, op: str, value: Any) -> Condition:
    return {"field": field, "op": op, "value": value}


def _not_within(field: str, span: str) -> Condition:
    return {"not": is_(field, "within", span)}


MET = is_("last_talk", "empty", False)
GOOD = is_("grade", "in", ["A"])
NONE_WHO_DECIDES = is_("deciders_known", "eq", 0)


def steps() -> Iterator[tuple[str, str, str, list[Condition]]]:
    """Step by step: its key, what the rule is called, with what it begins, and when it fits."""
    lately = [
        is_("unanswered", "eq", True),
        is_("last_bought", "within", "last_90_days"),
        _not_within("last_bought", "last_14_days"),
    ]
    yield "win_decider", _("Somebody who decides is against us"), "visit", [is_("deciders_against", "gt", 0)]
    yield "thank", _("Bought, and nobody asked how it went"), "call", lately
    yield (
        "answer_rival",
        _("A competitor is there, and nobody visited"),
        "visit",
        [
            is_("rivals", "gt", 0),
            _not_within("last_visit", "last_90_days"),
        ],
    )
    overdue = [is_("contact_due", "within", "last_3650_days"), _not_within("contact_due", "today")]
    yield "call", _("A contact is due"), "call", overdue
    yield "find_decider", _("Nobody who decides is known"), "people", [MET, NONE_WHO_DECIDES]
    yield "visit", _("Grade A, and no visit for 90 days"), "visit", [GOOD, _not_within("last_visit", "last_90_days")]
    yield "meet_second", _("Only one person is known"), "people", [is_("people_known", "eq", 1)]
    yield "ask_back", _("They never come to us"), "call", [MET, is_("theirs", "eq", 0), is_("depth", "gte", 30)]
    nobody = [is_("last_talk", "empty", True), is_("owner", "empty", False)]
    yield "begin", _("Nobody talked with them yet"), "call", nobody


def ship() -> None:
    """Make them where there never were any; one that somebody threw away doesn't come back."""
    depths, rules = registry["depth-rules"], registry["step-rules"]
    if depths.manager().exists() or rules.manager().exists():
        return
    with as_system(REASON) as system, override(settings.LANGUAGE_CODE):
        for entity in deepened():
            atomically(lambda entity=entity: _make(entity, system))  # type: ignore[misc]


def _make(entity: Entity, system: Actor) -> None:
    depths, rules = registry["depth-rules"], registry["step-rules"]
    made = gate.create(depths, {"name": _("Depth of relationships"), "entity": entity.name}, actor=system)
    gate.act(depths, made.pk, "activate", actor=system)
    for place, (key, name, does, conditions) in enumerate(steps(), 1):
        told = {"name": name, "entity": entity.name, "place": place * 10, "filter": {"all": conditions}}
        made = gate.create(rules, {**told, "step": f"{entity.name}:{key}", "does": does}, actor=system)
        gate.act(rules, made.pk, "activate", actor=system)
