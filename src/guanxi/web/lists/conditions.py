"""A filter in words: one chip per condition, each with the address without it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from guanxi.engine.entity import Entity
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.link import Link
from guanxi.engine.filters import Condition, Group, parse
from guanxi.engine.filters.compiling import FLAW
from guanxi.engine.filters.passing import LEFT, passing
from guanxi.engine.permissions import Access
from guanxi.engine.reading.rows import titles_of
from guanxi.engine.registry import registry
from guanxi.engine.wording import listed
from guanxi.web import addresses
from guanxi.web.lists import words
from guanxi.web.lists.state import ListState

Chip = dict[str, Any]


def chips(state: ListState, access: Access) -> list[Chip]:
    """The conditions of a list's filter, and how to be without each."""
    if not state.filter:
        return []
    parse(state.filter)
    members = state.filter["all"] if set(state.filter) == {"all"} else [state.filter]
    teller = _Teller(state.entity, access, members)
    builder, asked = state.builder, state.parameters()
    return [
        {
            **teller.chip(member),
            "remove_url": state.url(filter=without(members, index)),
            "edit_url": addresses.with_query(builder, asked | {"focus": str(index)}),
        }
        for index, member in enumerate(members)
    ]


def in_words(entity: Entity, data: Any, access: Access) -> str:
    """A part of a filter as a sentence."""
    told = parse(data)
    return _Teller(entity, access, [data]).group(told) if told else ""


def without(members: list[Any], index: int) -> Any:
    """The filter that remains when one condition is taken away."""
    rest = [member for place, member in enumerate(members) if place != index]
    return {"all": rest} if len(rest) > 1 else (rest[0] if rest else None)


def joined(filter: Any, condition: dict[str, Any]) -> Any:
    """A filter with one more condition that must hold."""
    if not filter:
        return condition
    members = filter["all"] if set(filter) == {"all"} else [filter]
    return {"all": [*members, condition]}


class _Teller:
    """Tells conditions in words; the titles of linked records are looked up once, by the reader's right."""

    def __init__(self, entity: Entity, access: Access, members: list[Any]) -> None:
        self.entity = entity
        wanted: dict[str, set[uuid.UUID]] = {}
        for condition in _conditions(members):
            kind, _label = field_at(entity, condition.field)
            if isinstance(kind, Link):
                wanted.setdefault(kind.target, set()).update(_keys(condition.value))
        self.titles = {target: titles_of(target, keys, access) for target, keys in wanted.items()}

    def chip(self, member: Any) -> Chip:
        told = parse(member)
        negated = _negated(told)
        if isinstance(told, Condition) or negated is not None:
            label, operator, value = self.condition(negated or told, negated=negated is not None)  # type: ignore[arg-type]
            return {"label": label, "operator": operator, "value": value}
        return {"label": _("Group"), "operator": "", "value": self.group(told) if told else ""}

    def condition(self, condition: Condition, *, negated: bool = False) -> tuple[str, str, str]:
        kind, label = field_at(self.entity, condition.field)
        if condition.op == "empty":
            return label, _("is not empty") if condition.value is False else _("is empty"), ""
        values = condition.value if isinstance(condition.value, list) else [condition.value]
        if condition.field == "id":
            picked = ngettext("%(n)d picked record", "%(n)d picked records", len(values)) % {"n": len(values)}
            return _("Selection"), "", picked
        if condition.field == FLAW and FLAW not in self.entity.fields:
            return _("Data quality"), "", listed([words.flaw(self.entity, value) for value in values])
        told = [self.value(kind, value) for value in values]
        joined = pgettext("range", " and ").join(told) if condition.op == "between" else listed(told)
        op = condition.op
        if op == "in" and len(values) == 1:
            op = "ne" if negated else "eq"
        elif negated:
            op = f"not_{op}"
        return label, words.operator(op, kind if not negated else None), joined

    def group(self, group: Condition | Group) -> str:
        negated = _negated(group)
        if isinstance(group, Condition) or negated is not None:
            told = self.condition(negated or group, negated=negated is not None)  # type: ignore[arg-type]
            return " ".join(part for part in told if part)
        if group.join == "not":
            return _("not (%(inside)s)") % {"inside": self.group(group.members[0])}
        between = _(" and ") if group.join == "all" else _(" or ")
        return between.join(self.group(member) for member in group.members)

    def value(self, kind: Kind | None, value: Any) -> str:
        if isinstance(value, str) and (span := words.span(value)):
            return span
        if isinstance(kind, Link):
            for key in _keys(value):
                return self.titles[kind.target].get(key) or _("hidden")
        if kind is not None and kind.kind != "link":
            try:
                return kind.in_words(kind.filter_value(value)) or str(value)
            except ValidationError:
                return str(value)
        return str(value)


def _negated(told: Condition | Group | None) -> Condition | None:
    """The condition inside a plain "not", for which there are words of its own."""
    if isinstance(told, Group) and told.join == "not":
        inside = told.members[0]
        if isinstance(inside, Condition) and inside.op in ("in", "contains", "within"):
            return inside
    return None


def _conditions(members: list[Any]) -> Iterator[Condition]:
    waiting = [parse(member) for member in members]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Condition):
            yield node
        elif isinstance(node, Group):
            waiting += node.members


def field_at(entity: Entity, path: str) -> tuple[Kind | None, str]:
    """The field at the end of a path, and the whole path in words; the path itself where it leads nowhere."""
    here: Any = entity
    told: list[str] = []
    kind: Kind | None = None
    steps = path.split(".")
    for place, name in enumerate(steps):
        if isinstance(here, Entity) and (found := passing(here, steps[place:])):
            return here.stage_since, " › ".join((*told, stage_label(here, *found)))
        lines = here.lines.get(name) if isinstance(here, Entity) else None
        kind = here.fields.get(name) if here is not None and lines is None else None
        if lines is None and kind is None:
            return None, path
        told.append(capfirst(lines.label) if lines else capfirst(str(kind.verbose_name)))  # type: ignore[union-attr]
        here = lines or (registry[kind.target] if isinstance(kind, Link) else None)
    return kind, " › ".join(dict.fromkeys(told))


def stage_label(entity: Entity, key: str, when: str) -> str:
    """What people call the moment at which a record entered or left a stage."""
    stage: Any = entity.stage
    told = _("“%(stage)s” left") if when == LEFT else _("“%(stage)s” entered")
    return told % {"stage": stage.to_text(key)}


def _keys(value: Any) -> list[uuid.UUID]:
    found = []
    for item in value if isinstance(value, list) else [value]:
        try:
            found.append(uuid.UUID(str(item)))
        except ValueError:
            continue
    return found
