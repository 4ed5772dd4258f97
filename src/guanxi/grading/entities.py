"""The faces of grading rules and contact cycles."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guanxi.engine.entity import Entity, Moves, Section
from guanxi.engine.registry import register
from guanxi.grading.models import ContactCycle, GradingRule


@register
class GradingRuleEntity(Entity):
    model = GradingRule
    lent = False
    icon = "stairs-up"
    group = _("Ownership")
    columns = ("name", "entity", "axis", "months", "otherwise", "active", "place", "last_run_at")
    layout = (Section(_("Rule"), ("name", "entity", "axis", "place", "filter", "months", "otherwise")),)
    key_facts = ("entity", "axis", "months", "otherwise", "active")
    search = ("name",)
    owner_path = ""
    calendar = None
    board = None
    moves = Moves(by=("name",), after=("custom-fields", "choice-lists"))
    impersonal = (
        "name", "entity", "axis", "place", "filter", "months", "otherwise", "active", "last_run_at", "steps.rating",
        "steps.amount", "steps.count", "steps.days", "steps.followed", "steps.share", "steps.score",
    )  # fmt: skip
    hint = _("Say who gets which grade for what they bought. A rule is seen before it is active.")


@register
class ContactCycleEntity(Entity):
    model = ContactCycle
    lent = False
    icon = "refresh"
    group = _("Ownership")
    columns = ("name", "entity", "days", "active", "place")
    layout = (Section(_("Rule"), ("name", "entity", "place", "filter", "days")),)
    key_facts = ("entity", "days", "active")
    search = ("name",)
    owner_path = ""
    calendar = None
    board = None
    moves = Moves(by=("name",), after=("custom-fields", "choice-lists"))
    impersonal = ("name", "entity", "place", "filter", "days", "active")
    hint = _("Say how often which customers are to be contacted; lists then show on which day the next call is due.")
