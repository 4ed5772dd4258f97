"""The fields a condition can name: the entity's own, those of its lines, and those one link further."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity, LineSet
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.link import Link
from guanxi.engine.filters.passing import WHEN, passing
from guanxi.engine.filters.passing import path as passing_path
from guanxi.engine.permissions import Access
from guanxi.engine.registry import registry
from guanxi.web import cells
from guanxi.web.lists.conditions import stage_label

NOT_FOLLOWED = ("created_by", "updated_by")
"""Links of which hardly anybody asks more than who it is."""
NOT_OFFERED = ("deleted_at",)


@dataclass(frozen=True)
class Reached:
    """What a path leads to; the kind is None for a set of lines as a whole."""

    kind: Kind | None
    label: str


def reach(entity: Entity, path: str, access: Access) -> Reached | None:
    """The field at the end of a path, by this person's rights; None where it leads nowhere."""
    here: Entity | LineSet | None = entity
    kind: Kind | None = None
    told: list[str] = []
    steps = path.split(".")
    for place, name in enumerate(steps):
        if isinstance(here, Entity) and (found_stage := passing(here, steps[place:])):
            since: Any = here.stage_since
            told.append(stage_label(here, *found_stage))
            return Reached(since, " › ".join(told)) if access.readable(here, since.name) else None
        if isinstance(here, Entity) and name in here.lines and access.readable(here, name):
            here, kind = here.lines[name], None
            told.append(capfirst(here.label))
            continue
        found = here.fields.get(name) if here is not None else None
        if found is None or (isinstance(here, Entity) and not access.readable(here, name)):
            return None
        kind = found
        told.append(capfirst(str(kind.verbose_name)))
        here = registry[kind.target] if isinstance(kind, Link) and access.may(kind.target, "read") else None
    return Reached(kind, " › ".join(dict.fromkeys(told)))


def offered(entity: Entity, access: Access) -> list[tuple[str, list[tuple[str, str]]]]:
    """The paths to choose from, in groups: heading, then path and label; the first group has no heading."""
    own = _readable(entity, access)
    groups = [("", [(name, cells.kind_label(kind)) for name, kind in own])]
    for name, lines in entity.lines.items():
        if access.readable(entity, name):
            fields = [
                (f"{name}.{field}", cells.kind_label(kind)) for field, kind in lines.fields.items() if kind.operators
            ]
            groups.append((capfirst(lines.label), [(name, _("Any at all")), *fields]))
    for name, kind in own:
        if isinstance(kind, Link) and name not in NOT_FOLLOWED and access.may(kind.target, "read"):
            further = _readable(registry[kind.target], access)
            told = [(f"{name}.{field}", cells.kind_label(there)) for field, there in further]
            groups.append((capfirst(str(kind.verbose_name)), told))
    stage: Any = entity.stage
    if entity.stage_since is not None and access.readable(entity, entity.stage_since.name):  # type: ignore[attr-defined]
        ways = [(key, when) for key in stage.steps for when in WHEN]
        told = [(passing_path(entity, key, when), stage_label(entity, key, when)) for key, when in ways]
        groups.append((cells.kind_label(stage), told))
    return [group for group in groups if group[1]]


def _readable(entity: Entity, access: Access) -> list[tuple[str, Kind]]:
    return [
        (name, kind)
        for name, kind in entity.fields.items()
        if kind.operators and name not in NOT_OFFERED and access.readable(entity, name)
    ]
