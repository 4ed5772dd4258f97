"""The faces of notices, consents, retention rules and breaches."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.engine.entity import Entity, Moves, Section
from guanxi.engine.registry import register
from guanxi.privacy.models import Breach, Consent, Notice, RetentionRule

GROUP = _("Privacy")


@register
class NoticeEntity(Entity):
    model = Notice
    lent = False
    name = "privacy-notices"
    icon = "file-text"
    group = GROUP
    columns = ("name", "edition", "language", "valid_from", "updated_at")
    layout = (Section(_("Notice"), ("name", "edition", "language", "valid_from", "text")),)
    key_facts = ("edition", "language", "valid_from")
    search = ("name", "text")
    owner_path = ""
    calendar = None
    verbs = ("read", "create", "delete", "restore", "export")
    purged = False  # Consents name them.
    impersonal = ("name", "edition", "language", "text", "valid_from")
    hint = _("The words in which people are told what their data are for. A change is a new edition.")


@register
class ConsentEntity(Entity):
    model = Consent
    lent = False
    icon = "checks"
    group = GROUP
    title = "summary"
    columns = ("summary", "about", "channel", "given", "said_at", "way", "created_by")
    layout = (Section(_("Consent"), ("about", "notice", "channel", "given", "said_at", "way", "evidence")),)
    key_facts = ("about", "channel", "given", "said_at")
    search = ("summary",)
    orders = ("-updated_at", "summary")
    owner_path = ""
    calendar = None
    board = None
    verbs = ("read", "export")
    purged = False
    personal = ("about", "said_at", "way", "evidence")
    impersonal = ("summary", "notice", "channel", "given")
    hint = _("What people said about their data: on the page “Personal data” of a person.")


@register
class RetentionRuleEntity(Entity):
    model = RetentionRule
    lent = False
    icon = "archive"
    group = GROUP
    columns = ("name", "entity", "days", "since", "act", "active", "last_run_at")
    layout = (Section(_("Rule"), ("name", "entity", "condition", "days", "since", "act")),)
    key_facts = ("entity", "days", "act", "active", "last_run_at")
    search = ("name",)
    owner_path = ""
    calendar = None
    board = None
    moves = Moves(by=("name",), after=("custom-fields",))
    impersonal = ("name", "entity", "condition", "days", "since", "act", "active", "last_run_at")
    hint = _("Say how long what is kept. A rule is seen before it is active, and is applied every night.")


@register
class BreachEntity(Entity):
    model = Breach
    lent = False
    icon = "alert-triangle"
    group = GROUP
    columns = (
        "name",
        "stage",
        "discovered_at",
        "pipl_due_at",
        "china_told_at",
        "gdpr_due_at",
        "authority_told_at",
        "people",
        "owner",
    )
    layout = (
        Section(
            pgettext_lazy("breach", "What happened"),
            ("name", "kind", "happened_at", "discovered_at", "people", "data", "risk", "owner"),
        ),
        Section(_("Who is told in China"), ("in_china", "level", "critical", "pipl_due_at", "china_told_at")),
        Section(_("Who is told in Europe"), ("in_europe", "gdpr_due_at", "authority_told_at")),
        Section(_("The people themselves"), ("people_told_at", "why_late")),
        Section(_("What was done"), ("measures",)),
    )
    key_facts = (
        "discovered_at",
        "pipl_due_at",
        "china_told_at",
        "gdpr_due_at",
        "authority_told_at",
        "people_told_at",
    )
    search = ("name", "data", "measures")
    orders = ("-discovered_at", "name", "updated_at")
    calendar = None
    personal = ("name", "data", "measures", "why_late", "owner", "tags")
    impersonal = (
        "stage",
        "kind",
        "happened_at",
        "discovered_at",
        "people",
        "risk",
        "in_china",
        "level",
        "critical",
        "pipl_due_at",
        "china_told_at",
        "in_europe",
        "gdpr_due_at",
        "authority_told_at",
        "people_told_at",
    )
    hint = _("Write down a breach as soon as it is known: the clocks begin then.")
