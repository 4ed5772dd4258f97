"""An entity as a caller may use it: fields, lines, actions and verbs, with labels in the caller's language."""

from __future__ import annotations

from typing import Any

from guanxi.engine.action import Action
from guanxi.engine.entity import Entity, LineSet
from guanxi.engine.fields import Link, Stage
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.listed import Listed
from guanxi.engine.permissions.access import Access
from guanxi.engine.permissions.grants import Mode


def description(entity: Entity, access: Access) -> dict[str, Any]:
    """Everything about an entity that helps a program to build its own pages for it."""
    visible = access.visible(entity)
    open_ = [name for name in visible if access.readable(entity, name)]
    return {
        "name": entity.name,
        "label": entity.label,
        "label_plural": entity.label_plural,
        "hint": entity.hint,
        "title": entity.title,
        "tree": entity.tree,
        "columns": [name for name in entity.columns if name in visible or name in entity.lines],
        "orders": [name for name in entity.orders_ if name.removeprefix("-") in open_],
        "search": [name for name in entity.searched if name in open_],
        "keys": [name for name in entity.keys_ if name in open_],
        "verbs": verbs(entity, access),
        "fields": [field(entity.fields[name], access.mode(entity, name)) for name in visible],
        "lines": [_lines(lines, mode) for name, lines in entity.lines.items() if (mode := access.mode(entity, name))],
        "actions": [
            _action(entity, action) for action in entity.actions.values() if access.may(entity.name, action.verb)
        ],
    }


def verbs(entity: Entity, access: Access) -> list[str]:
    """The verbs that the caller may do on at least some records."""
    return [verb for verb in entity.all_verbs if access.may(entity.name, verb)]


def field(kind: Kind, mode: Mode = Mode.OPEN) -> dict[str, Any]:
    """One field: what it holds, and what the caller may do with it."""
    readable = mode >= Mode.READ_ONLY
    told: dict[str, Any] = {
        "name": kind.name,  # type: ignore[attr-defined]
        "label": kind.verbose_name,  # type: ignore[attr-defined]
        "help": kind.help_text,  # type: ignore[attr-defined]
        "kind": kind.kind,
        "schema": kind.schema(),
        "required": kind.needed,
        "read_only": mode is not Mode.OPEN or kind.only_by_verb,
        "lasting": kind.lasting,
        "masked": mode is Mode.MASKED,
        "sortable": readable and kind.sortable,
        "operators": kind.operators if readable else [],
    }
    if isinstance(kind, Stage):
        told["choices"] = [{"value": step.key, "label": step.label, "kind": step.kind} for step in kind.steps.values()]
    elif isinstance(kind, Listed):
        told["choices"] = [{"value": key, "label": label} for key, label in kind.options]
    if isinstance(kind, Link):
        told["entity"] = kind.target
    return told


def _lines(lines: LineSet, mode: Mode) -> dict[str, Any]:
    return {
        "name": lines.name,
        "label": lines.label,
        "read_only": mode is not Mode.OPEN,
        "fields": [field(kind) for kind in lines.fields.values()],
    }


def _action(entity: Entity, action: Action) -> dict[str, Any]:
    return {
        "name": action.name,
        "label": action.label,
        "help": action.help,
        "danger": action.danger,
        "on": action.on,
        "asks": [
            *({**field(entity.fields[name]), "required": True} for name in action.asks),
            *(field(kind) for kind in action.inputs.values()),
        ],
    }
