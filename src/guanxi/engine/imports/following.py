"""Instructions followed for a file: as far as its columns, and the rights of whoever imports it, allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.imports.instructions import Instructions
from guanxi.engine.imports.making import Making, finders, made_targets
from guanxi.engine.imports.options import Options
from guanxi.engine.imports.plain import Columns
from guanxi.engine.imports.targets import Target, targets
from guanxi.engine.permissions.access import Access
from guanxi.engine.registry import registry
from guanxi.kit.steps import Step


@dataclass
class Fitted:
    """Instructions as they are for one file and one person, and what of them is left out."""

    mapping: dict[str, str] = field(default_factory=dict)
    made: dict[str, Making] = field(default_factory=dict)
    options: Options = field(default_factory=Options)
    missing: list[str] = field(default_factory=list)
    """Columns that the file doesn't have."""
    closed: list[str] = field(default_factory=list)
    """Fields that this person may not write, by the names the instructions have for them."""

    @property
    def is_empty(self) -> bool:
        return not self.mapping and not self.made

    @property
    def notes(self) -> list[str]:
        """What is left out, in words."""
        told = [_("The file has no column “%(column)s”.") % {"column": name[:80]} for name in self.missing]
        return told + [_("There is no field “%(field)s”.") % {"field": name[:80]} for name in self.closed]


def fitted(said: Instructions, entity: Entity, access: Access, columns: Sequence[str]) -> Fitted:
    """What of the instructions can be followed."""
    names = Columns(columns)
    known = targets(entity, access)
    wanted = {name: _allowed(making, known.get(name), entity, access) for name, making in said.fields.items()}
    everything = made_targets(entity, access, known, wanted)
    result = Fitted(missing=said.missing(columns))
    for name, making in wanted.items():
        if name not in everything:
            if not (name.partition("/")[0] in known and "/" in name):  # else its record is only looked for
                result.closed.append(name)
            continue
        here = _here(making, names)
        if making.sources and not here.sources:
            continue
        if here.is_plain and here.sources[0] not in result.mapping:
            result.mapping[here.sources[0]] = name
        else:
            result.made[name] = here
    result.options = replace(
        said.options,
        match_by=tuple(name for name in said.options.match_by if name in known and name in finders(entity, access)),
        leave_out=tuple(
            replace(one, column=there)
            for one in said.options.leave_out
            if (there := names.find(one.column)) is not None
        ),
    )
    return result


def _allowed(making: Making, target: Target | None, entity: Entity, access: Access) -> Making:
    """Without the look-ups and new records that this person has no right to."""
    if target is None or not (making.find_by or making.create):
        return making
    linked = registry.get(getattr(target.kind, "target", ""))
    if linked is None:
        return replace(making, find_by="", create=False)
    find_by = making.find_by if making.find_by in finders(linked, access) else ""
    return replace(
        making, find_by=find_by, create=making.create and linked is not entity and access.may(linked.name, "create")
    )


def _here(making: Making, names: Columns) -> Making:
    """With the columns by the names that the file has for them, and without those that it hasn't."""
    sources = tuple(here for name in making.sources if (here := names.find(name)) is not None)
    steps = [step for one in making.steps if (step := _step_here(one, names)) is not None]
    if making.sources and not sources:  # what should fill in for them stands for them
        filling = next((step for step in steps if step["do"] == "default" and step["column"]), None)
        sources = (filling["column"],) if filling else ()
    return replace(making, sources=sources, steps=tuple(steps))


def _step_here(step: Step, names: Columns) -> Step | None:
    column = step.get("column")
    if not column:
        return step
    there = names.find(column)
    if there is None:
        return {**step, "column": ""} if step["do"] == "default" else None
    return {**step, "column": there}
