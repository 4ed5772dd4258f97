"""The face of layouts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guanxi.engine.entities.own import OWN
from guanxi.engine.entity import Entity, Moves, Section
from guanxi.engine.registry import register
from guanxi.web.ownlayouts.model import Layout


@register
class LayoutEntity(Entity):
    model = Layout
    lent = False
    icon = "layout-columns"
    group = OWN
    columns = ("name", "entity", "role", "when", "updated_at")
    layout = (
        Section(_("For what"), ("name", "entity", "role", "when")),
        Section(_("What stands where"), ("key_facts", "columns", "quick", "aside")),
    )
    key_facts = ("entity", "role", "when")
    search = ("name",)
    orders = ("name", "updated_at")
    owner_path = ""
    verbs = ("read", "create", "update", "delete", "restore", "export")
    purged = False
    moves = Moves(by=("name",), after=("custom-fields", "roles"))
    impersonal = (
        "name",
        "entity",
        "role",
        "when",
        "key_facts",
        "columns",
        "quick",
        "aside",
        "sections.en",
        "sections.hans",
        "sections.hant",
        "sections.holds",
    )
    hint = _("Which fields stand where: on forms and pages, in lists, for everybody or for a role.")
