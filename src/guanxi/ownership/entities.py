"""The faces of pools, recycle rules, holding limits, and of the log of owners."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.engine.entity import Entity, Moves, Section
from guanxi.engine.registry import register
from guanxi.ownership.models import HoldingLimit, OwnershipEntry, Pool, RecycleRule

GROUP = _("Ownership")


@register
class PoolEntity(Entity):
    model = Pool
    lent = False
    icon = "ripple"
    group = _("My work")
    columns = ("name", "entity", "is_open", "daily_cap", "wait_former", "rank", "updated_at")
    layout = (
        Section(_("Pool"), ("name", "entity", "note", "region", "filter", "rank", "veiled", "masked")),
        Section(
            pgettext_lazy("pool", "Claims"),
            ("daily_cap", "batch_cap", "view_cap", "gap", "wait_new", "wait_former", "ask_days", "reason_required"),
        ),
    )
    key_facts = ("entity", "is_open", "daily_cap", "wait_former")
    search = ("name",)
    owner_path = ""
    calendar = None
    board = None
    moves = Moves(by=("name",), after=("custom-fields", "departments", "regions", "roles"))
    impersonal = (
        "name", "entity", "note", "rank", "region", "filter", "veiled", "masked", "daily_cap", "batch_cap", "view_cap",
        "wait_former", "wait_new", "gap", "ask_days", "reason_required", "is_open", "members.person",
        "members.department", "members.role", "members.manages",
    )  # fmt: skip
    hint = _("Records that nobody owns wait in a pool until a member claims them.")


@register
class RecycleRuleEntity(Entity):
    model = RecycleRule
    lent = False
    icon = "recycle"
    group = GROUP
    columns = ("name", "entity", "since", "days", "working", "pool", "warn_days", "active", "rank")
    layout = (
        Section(_("Rule"), ("name", "entity", "rank", "filter", "unless")),
        Section(_("Time"), ("since", "day", "days", "working", "warn_days", "pool", "regional")),
    )
    key_facts = ("entity", "since", "days", "pool", "active")
    search = ("name",)
    owner_path = ""
    calendar = None
    board = None
    moves = Moves(by=("name",), after=("custom-fields", "pools"))
    impersonal = (
        "name", "entity", "rank", "filter", "unless", "since", "day", "days", "working", "pool", "regional",
        "warn_days", "active",
    )  # fmt: skip
    hint = _("Say after which time what nobody follows up falls to a pool. A rule is seen before it is active.")


@register
class HoldingLimitEntity(Entity):
    model = HoldingLimit
    lent = False
    icon = "scale"
    group = GROUP
    columns = ("name", "entity", "person", "department", "role", "most", "most_protected")
    layout = (
        Section(_("Limit"), ("name", "entity", "most", "most_protected", "uncounted")),
        Section(_("For whom"), ("person", "department", "role")),
    )
    key_facts = ("entity", "most", "person", "department", "role")
    search = ("name",)
    owner_path = ""
    calendar = None
    board = None
    impersonal = ("name", "entity", "person", "department", "role", "most", "most_protected", "uncounted")
    hint = _("How many records somebody may own at once, so that nobody hoards.")


@register
class OwnershipEntryEntity(Entity):
    model = OwnershipEntry
    name = "ownership-entries"
    lent = False
    icon = "arrows-exchange"
    group = GROUP
    columns = ("name", "about", "from_owner", "from_pool", "to_owner", "to_pool", "reason", "held_days", "created_at")
    layout = (
        Section(
            _("Change of owner"),
            ("name", "step", "about", "from_owner", "from_pool", "to_owner", "to_pool", "reason", "rule", "held_days"),
        ),
    )
    key_facts = ("about", "from_owner", "to_owner", "reason", "created_at")
    search = ("name",)
    orders = ("-created_at", "name")
    owner_path = ""
    calendar = None
    board = None
    verbs = ("read", "export")
    purged = False
    personal = ("about", "from_owner", "to_owner", "reason")
    impersonal = ("name", "step", "from_pool", "to_pool", "rule", "held_days")
    hint = _("Who had what, from when to when, and why it changed hands.")
