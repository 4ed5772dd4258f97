"""The faces of the engine's own nouns."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guanxi.engine.entity import Entity, Section
from guanxi.engine.models.customfield import CustomField
from guanxi.engine.models.imports import Import
from guanxi.engine.models.job import Job
from guanxi.engine.registry import register


@register
class JobEntity(Entity):
    model = Job
    icon = "clock"
    group = _("Administration")
    title = "title"
    columns = ("title", "state", "done", "total", "owner", "created_at", "finished_at")
    layout = (
        Section(_("Work"), ("title", "state", "message", "done", "total", "error")),
        Section(
            _("Progress"), ("owner", "name", "attempts", "due_at", "started_at", "finished_at", "is_stopping", "detail")
        ),
    )
    key_facts = ("state", "owner", "created_at", "finished_at")
    search = ("title", "name")
    orders = ("-created_at", "title", "updated_at")
    verbs = ("read", "export")
    hint = _("What runs in the background: imports, exports, clean-ups.")


@register
class CustomFieldEntity(Entity):
    model = CustomField
    icon = "forms"
    key = "f"
    group = _("Administration")
    title = "label"
    columns = ("label", "entity", "kind", "required", "key", "updated_at")
    layout = (
        Section(
            _("Field"),
            (
                "label",
                "entity",
                "kind",
                "target",
                "gives",
                "formula",
                "over",
                "rolled",
                "rolled_field",
                "only",
                "pattern",
                "hint",
            ),
        ),
        Section(_("When it is asked"), ("required", "initial", "asked_when", "needed_from")),
        Section(_("Finding"), ("searched", "alone", "indexed", "key")),
    )
    key_facts = ("entity", "kind", "key")
    search = ("label", "key")
    orders = ("label", "updated_at")
    owner_path = ""
    verbs = ("read", "create", "update", "delete", "restore", "export")
    purged = False
    hint = _("What your company wants to know and no field asks yet: add it, and it is on every page at once.")


@register
class ImportEntity(Entity):
    model = Import
    icon = "table-import"
    group = _("Administration")
    title = "title"
    columns = ("title", "state", "total", "created", "updated", "failed", "owner", "created_at")
    layout = (
        Section(_("File"), ("title", "entity", "state", "file_name", "owner", "error")),
        Section(_("Rows"), ("total", "created", "updated", "skipped", "failed", "warned")),
    )
    key_facts = ("state", "owner", "created_at", "finished_at")
    search = ("title", "file_name")
    orders = ("-created_at", "title", "updated_at")
    verbs = ("read",)
    hint = _("Files that were brought in, and what became of their rows.")
