"""The faces of grading rules, contact cycles, and rules of depth and of next steps."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guanxi.engine.entity import Entity, Moves, Section
from guanxi.engine.registry import register
from guanxi.grading.models import ContactCycle, DepthRule, GradingRule, StepRule


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
        "steps.recency_from", "steps.recency_to", "steps.frequency_from", "steps.frequency_to", "steps.amount_from",
        "steps.amount_to",
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


@register
class DepthRuleEntity(Entity):
    model = DepthRule
    lent = False
    icon = "heart"
    group = _("Ownership")
    columns = ("name", "entity", "months", "tailored_from", "partner_from", "active", "place", "last_run_at")
    layout = (
        Section(_("Rule"), ("name", "entity", "place", "filter", "months")),
        Section(
            _("Points"),
            (
                "people_points", "people_full", "ways_points", "ways_full", "recent_points", "half_life",
                "theirs_points", "theirs_full", "bought_points", "bought_full",
            ),
        ),
        Section(_("Levels"), ("tailored_from", "partner_from")),
    )  # fmt: skip
    key_facts = ("entity", "tailored_from", "partner_from", "active")
    search = ("name",)
    owner_path = ""
    calendar = None
    board = None
    moves = Moves(by=("name",), after=("custom-fields", "choice-lists"))
    impersonal = (
        "name", "entity", "place", "filter", "active", "last_run_at", "months", "people_points", "people_full",
        "ways_points", "ways_full", "recent_points", "half_life", "theirs_points", "theirs_full", "bought_points",
        "bought_full", "tailored_from", "partner_from",
    )  # fmt: skip
    hint = _("Say how many points people, talks and purchases give, and from how many on a customer is a partner.")


@register
class StepRuleEntity(Entity):
    model = StepRule
    lent = False
    icon = "arrow-right"
    group = _("Ownership")
    columns = ("name", "entity", "step", "does", "active", "place", "last_run_at")
    layout = (Section(_("Rule"), ("name", "entity", "place", "filter", "step", "does", "reason")),)
    key_facts = ("entity", "step", "does", "active")
    search = ("name",)
    owner_path = ""
    calendar = None
    board = None
    moves = Moves(by=("name",), after=("custom-fields", "choice-lists"))
    impersonal = ("name", "entity", "place", "filter", "active", "last_run_at", "step", "does", "reason")
    hint = _("Say what to do next with which customers. The first rule that fits suggests its step, with the reason.")
