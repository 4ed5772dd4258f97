"""The face of regular exports."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guanxi.engine.entity import Entity, Section
from guanxi.engine.registry import register
from guanxi.web.regularexports.model import RegularExport


@register
class RegularExportEntity(Entity):
    model = RegularExport
    lent = False
    icon = "file-export"
    group = _("Administration")
    columns = ("name", "state", "view", "format", "next_at", "last_at", "last_result", "owner")
    layout = (
        Section(_("Regular export"), ("name", "view", "format", "by_mail", "owner", "state")),
        Section(_("When"), ("unit", "every", "at", "weekdays", "month_day", "next_at")),
        Section(_("What came of it"), ("last_at", "last_result", "failures", "told_well", "stop_after")),
    )
    key_facts = ("state", "next_at", "last_at", "owner")
    search = ("name",)
    orders = ("name", "updated_at")
    verbs = ("read", "create", "update", "delete", "restore", "export")
    board = None
    calendar = None
    personal = ("name", "last_result", "owner", "tags", "receivers.person")
    impersonal = (
        "view",
        "format",
        "by_mail",
        "unit",
        "every",
        "at",
        "weekdays",
        "month_day",
        "told_well",
        "stop_after",
        "state",
        "next_at",
        "last_at",
        "failures",
    )
    hint = _("A view as a file, every morning or every month: for you, or for others with their own rights.")
