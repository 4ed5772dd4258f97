"""What has a depth, which rules there are, and what can't be said by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery
from guanxi.engine.filters import compile_filter
from guanxi.engine.registry import registry
from guanxi.grading.rules import EVERYTHING, LONGEST_MONTHS

if TYPE_CHECKING:
    from guanxi.grading.models import DepthRule, StepRule
    from guanxi.grading.models.depth_rule import MeasuringRule

POINTS = ("people_points", "ways_points", "recent_points", "theirs_points", "bought_points")
BOUNDS = {
    "months": (1, LONGEST_MONTHS),
    "half_life": (1, 3_650),
    "people_full": (1, 1_000),
    "ways_full": (1, 20),
    "theirs_full": (1, 1_000),
    "bought_full": (1, 1_000),
    "tailored_from": (1, 100),
    "partner_from": (1, 100),
    **dict.fromkeys(POINTS, (0, 100)),
}


def deepened() -> Iterator[Entity]:
    """The kinds of records that have a depth."""
    from guanxi.grading.models import Deepened

    return (entity for entity in registry if issubclass(entity.model, Deepened))


def active_depth_rules(entity: Entity) -> list[DepthRule]:
    """The active rules of depth, in their order."""
    from guanxi.grading.models import DepthRule

    return _in_order(DepthRule, entity)


def active_step_rules(entity: Entity) -> list[StepRule]:
    """The active rules of steps, in their order."""
    from guanxi.grading.models import StepRule

    return _in_order(StepRule, entity)


def _in_order(model: Any, entity: Entity) -> list[Any]:
    found = model._base_manager.filter(entity=entity.name, active=True, deleted_at=None)
    return list(found.order_by("place", "created_at", "pk"))


def beside(rule: Any, others: list[Any]) -> list[Any]:
    """A rule among the active ones, in their order."""
    return sorted([*(one for one in others if one.pk != rule.pk), rule], key=lambda one: (one.place, one.created_at))


def check_depth(rule: DepthRule) -> None:
    """Refuse what could not be carried out."""
    wrong = _of_all(rule)
    for name, (least, most) in BOUNDS.items():
        if not least <= getattr(rule, name) <= most:
            wrong[name] = _("From %(least)d to %(most)d.") % {"least": least, "most": most}
    if not wrong and not any(getattr(rule, name) for name in POINTS):
        wrong["people_points"] = _("Something has to give points.")
    if not wrong and rule.tailored_from > rule.partner_from:
        wrong["partner_from"] = _("A partner needs at least the points of tailored service.")
    if wrong:
        raise ValidationError(wrong)


def check_step(rule: StepRule) -> None:
    """Refuse what could not be carried out."""
    wrong = _of_all(rule)
    if not rule.step.startswith(f"{rule.entity}:"):
        wrong["step"] = _("That is no step for these records.")
    if wrong:
        raise ValidationError(wrong)


def _of_all(rule: MeasuringRule) -> dict[str, Any]:
    face = registry.get(rule.entity)
    if face is None or face not in deepened():
        raise ValidationError({"entity": _("There are no such records.")})
    try:
        compile_filter(face, rule.filter, EVERYTHING)
    except BadQuery as bad:
        return {"filter": bad.message}
    return {}
