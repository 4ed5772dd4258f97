"""The face of saved views."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guanxi.engine.entity import Entity, Moves, Section
from guanxi.engine.registry import register
from guanxi.web.savedviews.model import SavedView


@register
class ViewEntity(Entity):
    model = SavedView
    lent = False
    name = "views"
    icon = "table"
    columns = ("name", "entity", "audience", "owner", "updated_at")
    layout = (
        Section(_("View"), ("name", "entity", "pool", "query", "owner")),
        Section(_("For whom"), ("audience", "department", "role", "opens_first")),
    )
    key_facts = ("entity", "audience", "owner")
    search = ("name",)
    orders = ("name", "updated_at")
    verbs = ("read", "create", "update", "delete", "restore")
    moves = Moves(
        by=("entity", "pool", "name"),
        after=("custom-fields", "pools", "roles"),
        only={"field": "audience", "op": "ne", "value": "me"},
    )
    personal = ("owner", "query")
    impersonal = ("name", "entity", "pool", "audience", "department", "role", "opens_first", "tags")
    hint = _("A view keeps the conditions, order and columns of a list under a name.")
