"""The rules with which a company begins: for segments, depth and next steps; to be changed or thrown away."""

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
from guanxi.grading.models.graded import SEGMENT
from guanxi.grading.plan import POINTS
from guanxi.grading.rules import LONGEST_DAYS, graded

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


Span = tuple[int, int]
ANY: Span = (1, 5)
USUAL: tuple[tuple[str, Span, Span, Span], ...] = (
    ("champions", (5, 5), (4, 5), (3, 5)),
    ("loyal", (3, 5), (4, 5), ANY),
    ("potential", (4, 5), (2, 3), ANY),
    ("new", (5, 5), (1, 1), ANY),
    ("promising", (4, 4), (1, 1), ANY),
    ("attention", (3, 3), (3, 3), ANY),
    ("about_to_sleep", (3, 3), (1, 2), ANY),
    ("cant_lose", (1, 2), (4, 5), (4, 5)),
    ("at_risk", (1, 2), (3, 5), ANY),
    ("hibernating", (1, 2), (1, 2), ANY),
)
"""The usual bounds: from and to how many points for recency, frequency and amount; every pair of the first two fits."""


def segment_rule(name: str) -> dict[str, Any]:
    """The rule for segments of an entity, as values of a record."""
    steps: list[dict[str, Any]] = []
    for key, *spans in USUAL:
        bounds: dict[str, int] = {}
        for what, (least, most) in zip(POINTS, spans, strict=True):
            bounds |= {f"{what}_from": least} if least > ANY[0] else {}
            bounds |= {f"{what}_to": most} if most < ANY[1] else {}
        steps.append({"rating": f"{name}:{SEGMENT}:{key}", **bounds})
    steps.append({"rating": f"{name}:{SEGMENT}:lost", "days": LONGEST_DAYS})
    with override(settings.LANGUAGE_CODE):
        told = {"name": _("Segments by recency, frequency and amount"), "entity": name, "axis": SEGMENT, "months": 12}
    return {**told, "otherwise": f"{name}:{SEGMENT}:never", "steps": steps}


def ship_segments() -> None:
    """Make the rule for segments where there never was one, not active: the first night would change every record."""
    rules = registry["grading-rules"]
    with as_system(REASON) as system:
        for entity in graded():
            if not rules.manager().filter(entity=entity.name, axis=SEGMENT).exists():
                gate.create(rules, segment_rule(entity.name), actor=system)


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
