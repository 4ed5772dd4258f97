"""What can be done with the rows one picks, and what came of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.engine.action import Action
from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery
from guanxi.engine.gate import BulkResult
from guanxi.engine.permissions import Access
from guanxi.engine.wording import labelled

MOST_INPUTS = 3
MOST_BUTTONS = 7
FIRST = ("update", "assign", "tag", "merge", "export", "delete")
ICONS = {
    "delete": "trash",
    "restore": "arrow-back-up",
    "update": "pencil",
    "assign": "user-share",
    "export": "download",
    "merge": "arrows-join",
}


def action_icon(action: Action) -> str:
    """The action's own icon, or the one its name is known by."""
    return action.icon or ICONS.get(action.name, "player-play")


def bulk_actions(entity: Entity, access: Access, *, deleted: bool) -> list[dict[str, Any]]:
    """The bar over picked rows: verbs that ask little; what takes something away stands last."""
    if deleted:
        return [_button("restore", _("Restore"))] if _may(entity, access, "restore") else []
    offered = [
        {"name": action.name, "label": str(action.label), "icon": action_icon(action), "danger": action.danger}
        for action in entity.actions.values()
        if access.may(entity.name, action.verb) and len(action.asks) + len(action.inputs) <= MOST_INPUTS
    ]
    if _may(entity, access, "update") and access.changeable(entity):
        offered.insert(0, _button("update", _("Edit")))
    if entity.merges and access.may(entity.name, "merge"):
        offered.append(_button("merge", _("Merge")))
    if _may(entity, access, "export"):
        offered.append(_button("export", _("Export")))
    if _may(entity, access, "delete"):
        offered.append(_button("delete", _("Delete"), danger=True))
    return sorted(offered, key=lambda act: bool(act["danger"]))


def bar_and_menu(offered: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What stands in the bar, and what behind its dots where all would be too wide."""
    if len(offered) <= MOST_BUTTONS:
        return offered, []
    bar = [act for act in offered if act["name"] in FIRST] or offered[:MOST_BUTTONS]
    return bar, [act for act in offered if act not in bar]


def _may(entity: Entity, access: Access, verb: str) -> bool:
    return verb in entity.verbs and access.may(entity.name, verb)


def _button(name: str, label: str, *, danger: bool = False) -> dict[str, Any]:
    return {"name": name, "label": label, "icon": ICONS[name], "danger": danger}


def verb_label(entity: Entity, verb: str) -> str:
    """A verb as its button says it."""
    standard = {"update": _("Edit"), "delete": _("Delete"), "restore": _("Restore")}
    return str(entity.actions[verb].label) if verb in entity.actions else standard.get(verb, verb)


def told(entity: Entity, verb: str, result: BulkResult) -> str:
    """What was done, in words."""
    n = len(result.done)
    if verb == "delete":
        return _("Deleted %(things)s") % {"things": entity.numbered(n)}
    if verb == "restore":
        return _("Restored %(things)s") % {"things": entity.numbered(n)}
    if verb == "update":
        return _("Changed %(things)s") % {"things": entity.numbered(n)}
    return labelled(verb_label(entity, verb), entity.numbered(n))


def refused(entity: Entity, result: BulkResult) -> str:
    """Why the others were not, each reason once."""
    n = len(result.refused)
    reasons = " ".join(dict.fromkeys(error.message for error in result.refused.values()))
    text = ngettext("%(n)s was not changed: %(why)s", "%(n)s were not changed: %(why)s", n)
    return text % {"n": entity.counted(n), "why": reasons}


def keys(told: Iterable[str]) -> list[uuid.UUID]:
    """The picked records; raises BadQuery."""
    try:
        return [uuid.UUID(text) for text in told if text]
    except ValueError as bad:
        raise BadQuery(_("The picked records can't be read.")) from bad
