"""A record's page put together: its header, its panels in their columns, and the same as tabs."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Actor
from guanxi.engine.reading.one import SINCE
from guanxi.web import addresses, files
from guanxi.web.records import arranging, consents, facts, stages
from guanxi.web.records.actions import Offered, buttons, offered
from guanxi.web.records.related import related
from guanxi.web.records.relationship import panels

Context = dict[str, Any]
NOTHING = Offered(set(), [])


def whole(entity: Entity, row: Context, actor: Actor, *, is_deleted: bool) -> Context:
    """Everything of the page but what happened in the middle."""
    key = row["id"]
    may = NOTHING if is_deleted else offered(entity, row, actor)
    actions, more = ([], []) if is_deleted else buttons(entity, row, may)
    changing = "update" in may.verbs and "update" in entity.verbs
    editable = set(actor.access.changeable(entity)) if changing else set()
    edit_url = addresses.page_url("edit", entity.name, key) if changing else ""
    files_panel = {"key": "files", "tab": "files", "template": "web/parts/files.html", "title": _("Files")}
    stays = stages.so_far(entity, row, actor)
    around = panels(entity, row, actor, may.verbs)
    shown = {panel["shows"] for panel in around if "shows" in panel}
    around += [*related(entity, row, actor, shown), *consents.panel(entity, row, actor)]
    lines = facts.lines(entity, row, actor.access)
    shipped = {
        arranging.LEFT: facts.groups(entity, row, actor.access, editable, edit_url, revealing="reveal" in may.verbs),
        arranging.MIDDLE: lines,
        arranging.RIGHT: [*around, files_panel],
    }
    return {
        "record": facts.name(entity, row, editable),
        "actions": actions,
        "more_actions": more,
        "path": facts.path(entity, row, may.moves(entity, key, editable), _days(row), stages.in_words(stays)),
        "stays": stays,
        "facts": facts.key_facts(entity, row, actor.access),
        "tabs": _tabs([*lines, *around, files_panel]),
        "files": files.panel(entity, key, actor, may_change=changing),
        **arranging.arranged(entity, actor, shipped),
    }


def _days(row: Context) -> int | None:
    """For how many days the record has been at its stage."""
    moment = row.get(SINCE)
    return (timezone.localdate() - timezone.localdate(moment)).days if moment else None


def _tabs(panels: list[Context]) -> list[Context]:
    """What happened first, then the facts, then the panels by themselves."""
    told: list[Context] = [{"key": "time", "label": _("Timeline")}, {"key": "facts", "label": _("Details")}]
    return told + [{"key": panel["tab"], "label": panel["title"], "count": panel.get("count")} for panel in panels]
