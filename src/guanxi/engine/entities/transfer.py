"""The faces of what comes in from elsewhere: files, recipes, configurations, and by the clock."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guanxi.engine.entity import Entity, Moves, Related, Section
from guanxi.engine.models.imports import Import
from guanxi.engine.models.move import Move
from guanxi.engine.models.recipe import Recipe
from guanxi.engine.models.regular import RegularImport
from guanxi.engine.registry import register


@register
class ImportEntity(Entity):
    model = Import
    lent = False
    icon = "table-import"
    group = _("Administration")
    title = "title"
    columns = ("title", "state", "total", "created", "updated", "failed", "owner", "created_at")
    layout = (
        Section(_("File"), ("title", "entity", "state", "file_name", "regular", "owner", "error")),
        Section(_("Rows"), ("total", "created", "updated", "skipped", "failed", "warned")),
    )
    key_facts = ("state", "owner", "created_at", "finished_at")
    search = ("title", "file_name")
    orders = ("-created_at", "title", "updated_at")
    verbs = ("read",)
    personal = ("title", "file_name", "owner")
    impersonal = (
        "entity",
        "regular",
        "state",
        "total",
        "created",
        "updated",
        "skipped",
        "failed",
        "warned",
        "error",
        "started_at",
        "finished_at",
    )
    hint = _("Files that were brought in, and what became of their rows.")


@register
class MoveEntity(Entity):
    model = Move
    lent = False
    name = "configuration-moves"
    icon = "arrows-exchange"
    title = "title"
    columns = ("title", "state", "made", "changed", "removed", "owner", "created_at")
    layout = (Section(_("Configuration"), ("title", "state", "made", "changed", "removed", "owner")),)
    key_facts = ("state", "owner", "created_at")
    search = ("title",)
    orders = ("-created_at", "title", "updated_at")
    verbs = ("read",)
    personal = ("title", "owner")
    impersonal = ("state", "made", "changed", "removed")
    hint = _("Fields, roles and views go from a test system to this one: compared first, tried out, and taken back.")


@register
class RecipeEntity(Entity):
    model = Recipe
    lent = False
    icon = "adjustments"
    group = _("Administration")
    columns = ("name", "entity", "audience", "owner", "updated_at")
    layout = (
        Section(_("Recipe"), ("name", "entity", "about", "audience", "owner")),
        Section(_("What it does"), ("instructions",)),
    )
    key_facts = ("entity", "audience", "owner")
    search = ("name", "about")
    orders = ("name", "updated_at")
    verbs = ("read", "create", "update", "delete", "restore", "export")
    moves = Moves(
        by=("entity", "name"), after=("custom-fields",), only={"field": "audience", "op": "eq", "value": "everybody"}
    )
    personal = ("name", "about", "instructions", "owner", "tags")
    impersonal = ("entity", "audience")
    hint = _(
        "A recipe remembers which column of a file is which field and what is done to it. Import a file, and keep it."
    )


@register
class RegularImportEntity(Entity):
    model = RegularImport
    lent = False
    icon = "alarm"
    group = _("Administration")
    columns = ("name", "state", "source", "recipe", "next_at", "last_at", "last_result", "owner")
    layout = (
        Section(_("Regular import"), ("name", "recipe", "owner", "state")),
        Section(
            _("From where"),
            (
                "source",
                "folder",
                "pattern",
                "url",
                "system",
                "server",
                "database",
                "query",
                "mailbox",
                "account",
                "secret",
            ),
        ),
        Section(_("When"), ("unit", "every", "at", "weekdays", "month_day", "next_at")),
        Section(_("What came of it"), ("is_tried", "last_at", "last_result", "failures", "told_well", "stop_after")),
    )
    key_facts = ("state", "next_at", "last_at", "owner")
    related = (Related("imports", "regular", ("title", "state", "created", "updated", "failed", "created_at")),)
    search = ("name",)
    orders = ("name", "updated_at")
    verbs = ("read", "create", "update", "delete", "restore", "export")
    board = None
    calendar = None
    personal = ("name", "account", "last_result", "owner", "tags")
    sensitive = ("secret",)
    impersonal = (
        "recipe",
        "source",
        "folder",
        "pattern",
        "url",
        "system",
        "server",
        "database",
        "query",
        "mailbox",
        "unit",
        "every",
        "at",
        "weekdays",
        "month_day",
        "is_tried",
        "told_well",
        "stop_after",
        "state",
        "next_at",
        "last_at",
        "failures",
    )
    hint = _("Lists that come again and again from a folder, a web address or a database: imported by the clock.")
