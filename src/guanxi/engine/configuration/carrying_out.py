"""Bringing a document in, through the gate, with the rights of who asks: all of it or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from typing import Any

from django.db import transaction

from guanxi.engine import gate
from guanxi.engine.configuration.comparing import CHANGED, HERE_ONLY, NEW, SAME, Difference
from guanxi.engine.configuration.document import Plain
from guanxi.engine.configuration.naming import Names, is_tree
from guanxi.engine.customfields import living
from guanxi.engine.entity import Entity
from guanxi.engine.errors import EngineError, Invalid
from guanxi.engine.fields.link import Link
from guanxi.engine.permissions import Actor
from guanxi.engine.registry import registry

Problems = dict[str, str]
"""What stands in the way, by the name of the difference."""


class _Back(Exception):
    """It was only tried, or something stood in the way."""


def bring_in(
    actor: Actor, differences: Iterable[Difference], chosen: Collection[str] | None, *, is_dry: bool
) -> tuple[dict[str, int], Problems]:
    """Make what is new and change what differs: all of it, or what is chosen by name; only here: removed if chosen.

    What each did, in numbers, and what stands in the way. With any problem, and when it is only tried, nothing stays.
    """
    counts = {"made": 0, "changed": 0, "removed": 0}
    problems: Problems = {}
    wanted, names = [one for one in differences if is_wanted(one, chosen)], Names(actor)
    try:
        with transaction.atomic():
            for entity, group in groupby(wanted, key=lambda one: one.entity):
                _carry_out_all(entity, group, names, counts, problems)
                living.refresh()  # what follows may speak of fields that came just now
            if is_dry or problems:
                raise _Back
    except _Back:
        pass
    finally:
        living.refresh()
    return counts, problems


def remarks(differences: Iterable[Difference], chosen: Collection[str] | None) -> Iterator[tuple[str, str]]:
    """What is left out of what is brought in, by the name of the difference."""
    for one in differences:
        if is_wanted(one, chosen) or (chosen is None and one.state == SAME):
            yield from ((one.name, text) for text in one.remarks)


def is_wanted(one: Difference, chosen: Collection[str] | None) -> bool:
    if chosen is None:
        return one.state in (NEW, CHANGED)
    return one.name in chosen and one.state in (NEW, CHANGED, HERE_ONLY)


def _carry_out_all(
    entity: Entity, group: Iterable[Difference], names: Names, counts: dict[str, int], problems: Problems
) -> None:
    """One after the other; what holds between them is judged when all are as they shall be."""
    assert entity.moves is not None
    done = {}
    with entity.moves.together() as refused:
        for one in group:
            done[_carry_out(one, names, counts, problems)] = one.name
    for key, why in refused.items():
        problems.setdefault(done.get(key, entity.name), told_refusal(entity, why))


def _carry_out(one: Difference, names: Names, counts: dict[str, int], problems: Problems) -> uuid.UUID | None:
    """The record's key; None where it was refused."""
    actor, key = names.actor, one.row.get("id")
    try:
        with transaction.atomic():
            if one.state == NEW:
                key = gate.create(one.entity, _given(one, one.there, names), actor=actor, given="json").pk
                if is_tree(one.entity):
                    names.add(one.entity, one.identity, key)
                counts["made"] += 1
            elif one.state == CHANGED:
                values = _given(one, _values(one), names)
                gate.update(one.entity, one.row["id"], values, actor=actor, version=one.row["version"], given="json")
                counts["changed"] += 1
            else:
                gate.delete(one.entity, one.row["id"], actor=actor, version=one.row["version"])
                counts["removed"] += 1
    except EngineError as refused:
        problems[one.name] = told_refusal(one.entity, refused)
        return None
    return key


def _given(one: Difference, values: Plain, names: Names) -> Plain:
    """The same with keys where the document calls links by a name or by the way to them; raises Invalid."""
    given = dict(values)
    for name, value in values.items():
        kind = one.entity.fields.get(name)
        if not isinstance(kind, Link) or value is None:
            continue
        if name in one.keys:
            given[name] = str(one.keys[name])
        elif is_tree(face := registry[kind.target]):
            given[name] = str(names.key_at(name, face, value)) if value else None
    return given


def _values(one: Difference) -> Plain:
    """What differs; a line that is here already keeps its key."""
    values: Plain = {}
    for name, here, there in one.changes:
        values[name] = _lines(here or [], there, one.row.get(name) or []) if name in one.entity.lines else there
    return values


def _lines(here: list[Plain], there: list[Plain], rows: list[Plain]) -> list[Plain]:
    left = list(zip(here, rows, strict=True))
    told = []
    for line in there:
        match = next((pair for pair in left if pair[0].items() >= line.items()), None) or next(
            (pair for pair in left if "key" in line and pair[0].get("key") == line["key"]), None
        )
        if match:
            left.remove(match)
        told.append({**line, "id": str(match[1]["id"])} if match else line)
    return told


def told_refusal(entity: Entity, refused: EngineError) -> str:
    """Why it was refused, with the names of the fields that it was for."""
    if not isinstance(refused, Invalid):
        return refused.message
    return " ".join(_told(entity, name, texts) for name, texts in refused.errors.items())


def _told(entity: Entity, name: str, texts: list[str]) -> str:
    kind: Any = entity.fields.get(name)
    return f"{kind.verbose_name}: {' '.join(texts)}" if kind else " ".join(texts)
