"""Lists of what leads to a record by links of the company's own, for the page it leads to."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from guanxi.engine.customentities.said import Relation
from guanxi.engine.customentities.words import when_shown
from guanxi.engine.customfields.kinds import Said
from guanxi.engine.entity import Related
from guanxi.engine.registry import registry
from guanxi.engine.wording import labelled


def show(there: Iterable[Said], several: Iterable[tuple[str, Relation]]) -> set[str]:
    """Put the lists on every entity; the names of those where something changed."""
    lists: dict[str, list[Related]] = {}
    for said in there:
        if said.target:
            lists.setdefault(said.target, []).append(Related(said.entity, said.name))
    for key, one in several:
        lists.setdefault(one.target, []).append(Related(key, f"{one.name}.to"))
    changed = set()
    for entity in registry:
        led = tuple(_told_apart(lists.get(entity.name, [])))
        if led != entity.led_here:
            entity.led_here = led
            changed.add(entity.name)
    return changed


def _told_apart(found: list[Related]) -> Iterable[Related]:
    """Where several links of one kind lead here, each list is headed by its link."""
    often = {one.entity for one in found if sum(other.entity == one.entity for other in found) > 1}
    for one in found:
        yield Related(one.entity, one.path, label=when_shown(partial(_headed, one))) if one.entity in often else one


def _headed(one: Related) -> str:
    entity = registry[one.entity]
    name, dot, _field = one.path.partition(".")
    return labelled(entity.label_plural, entity.lines[name].label if dot else entity.fields[name].verbose_name)
