"""What can be graded, which rules there are, and what can't be said by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery, Invalid
from guanxi.engine.filters import compile_filter
from guanxi.engine.permissions import Access, Grant, Scope
from guanxi.engine.registry import registry
from guanxi.grading.plan import BOUNDS as POINT_BOUNDS
from guanxi.grading.plan import POINTS

if TYPE_CHECKING:
    from guanxi.grading.models import GradingRule, GradingStep

EVERYTHING = Access([Grant("*", frozenset("*"), Scope.ALL, role="system")])
"""With which a rule's own conditions are read: whoever wrote them may see these records."""
LONGEST_DAYS, LONGEST_MONTHS, BEST_SCORE = 3_650, 120, 15
BEST_POINTS = 5
BOUNDS = {"count": (1, 1_000_000), "days": (0, LONGEST_DAYS), "followed": (0, LONGEST_DAYS)} | {
    "share": (1, 100),
    "score": (1, BEST_SCORE),
    **dict.fromkeys(POINT_BOUNDS, (1, BEST_POINTS)),
}


def graded() -> Iterator[Entity]:
    """The kinds of records that are graded."""
    from guanxi.grading.models.graded import Graded

    return (entity for entity in registry if issubclass(entity.model, Graded))


def active_rules(entity: Entity, axis: str) -> list[GradingRule]:
    """The active rules for one rating, in their order."""
    from guanxi.grading.models import GradingRule

    found = GradingRule._base_manager.filter(entity=entity.name, axis=axis, active=True, deleted_at=None)
    return list(found.order_by("place", "created_at", "pk"))


def steps_of(rule: GradingRule) -> list[GradingStep]:
    """The steps of a rule, in their order."""
    from guanxi.grading.models import GradingStep

    return list(GradingStep._base_manager.filter(rule=rule.pk).order_by("position"))


def key_of(told: str) -> str:
    """The rating's own key out of ENTITY:AXIS:KEY."""
    return told.rpartition(":")[2]


def check_rule(rule: GradingRule) -> None:
    """Refuse what could not be carried out."""
    wrong: dict[str, Any] = {}
    face = registry.get(rule.entity)
    if face is None or face not in graded():
        raise ValidationError({"entity": _("There are no such records.")})
    if not 1 <= rule.months <= LONGEST_MONTHS:
        wrong["months"] = _("From 1 to %(n)d months.") % {"n": LONGEST_MONTHS}
    if not _is_of(rule, rule.otherwise):
        wrong["otherwise"] = _("That is no rating of what the rule sets.")
    try:
        compile_filter(face, rule.filter, EVERYTHING)
    except BadQuery as bad:
        wrong["filter"] = bad.message
    if wrong:
        raise ValidationError(wrong)


def check_steps(rule: GradingRule) -> None:
    """Refuse steps that no record can be held against; raises Invalid."""
    wrong: dict[str, list[str]] = {}
    for place, step in enumerate(steps_of(rule)):
        if not _is_of(rule, step.rating):
            wrong[f"steps.{place}.rating"] = [_("That is no rating of what the rule sets.")]
        for name, (least, most) in BOUNDS.items():
            value = getattr(step, name)
            if value is not None and not least <= value <= most:
                wrong[f"steps.{place}.{name}"] = [_("From %(least)d to %(most)d.") % {"least": least, "most": most}]
        for name in POINTS:
            least, most = getattr(step, f"{name}_from"), getattr(step, f"{name}_to")
            if least is not None and most is not None and least > most:
                wrong.setdefault(f"steps.{place}.{name}_to", [_("No less than the least is expected here.")])
    if wrong:
        raise Invalid(wrong)


def _is_of(rule: GradingRule, rating: str) -> bool:
    return rating.startswith(f"{rule.entity}:{rule.axis}:")
