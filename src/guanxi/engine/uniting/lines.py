"""Lines whose links lead elsewhere since a merging, and lines that change their record."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from guanxi.engine.entity import LineSet
from guanxi.engine.gate.saving import jsonable, line_values
from guanxi.engine.record import Line
from guanxi.engine.rows_sql import write_rows
from guanxi.engine.uniting.places import marks

Told = list[dict[str, Any]]


@dataclass
class Redirected:
    """What became of the lines of one record."""

    kept: list[Any] = field(default_factory=list)
    changed: list[Any] = field(default_factory=list)
    dropped: list[Any] = field(default_factory=list)
    """Those that say nothing any more that another doesn't say."""


def present(lines: LineSet, keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Line]]:
    """The lines of some records, locked, by record and in their order."""
    found: dict[uuid.UUID, list[Line]] = {}
    rows = lines.model._base_manager.filter(**{f"{lines.parent}__in": list(keys)}).order_by("position", "pk")
    for line in rows.select_for_update():
        found.setdefault(getattr(line, f"{lines.parent}_id"), []).append(line)
    return found


def told(lines: LineSet, some: Iterable[Any]) -> Told:
    """Lines as an event tells them."""
    return [line_values(lines, line) for line in some]


def redirected(
    lines: LineSet,
    links: Collection[str],
    some: Sequence[Any],
    others: Collection[uuid.UUID],
    survivor: uuid.UUID,
    *,
    itself: bool = False,
) -> Redirected:
    """Have links to the others lead to the survivor; of two lines that become the same, one stays and takes what
    only the other says. `itself`: the lines are the survivor's, which doesn't lead to itself.
    """
    done = Redirected()
    attributes = [lines.fields[link].attname for link in links]
    for line in some:
        was = [getattr(line, name) for name in attributes]
        now = [survivor if value in others else value for value in was]
        for name, value in zip(attributes, now, strict=True):
            setattr(line, name, value)
        same = twin(lines, line, done.kept)
        if itself and was != now and survivor in now:
            done.dropped.append(line)
        elif same is None:
            done.kept.append(line)
            if was != now:
                done.changed.append(line)
        else:
            done.dropped.append(line)
            if fill(lines, same, line) and same not in done.changed:
                done.changed.append(same)
    return done


def twin(lines: LineSet, line: Any, among: Iterable[Any]) -> Any:
    """The line among others beside which this one can't stand, if any."""
    for columns in marks(lines):
        mine = [getattr(line, column) for column in columns]
        if None not in mine:
            for other in among:
                if other.pk != line.pk and [getattr(other, column) for column in columns] == mine:
                    return other
    return None


def fill(lines: LineSet, line: Any, other: Any) -> bool:
    """Give a line what only the other one says; whether there was something."""
    filled = False
    for kind in lines.fields.values():
        value = getattr(other, kind.attname)
        if kind.is_nothing(getattr(line, kind.attname)) and not kind.is_nothing(value):
            setattr(line, kind.attname, value)
            filled = True
    return filled


def write(lines: LineSet, changed: Sequence[Any], dropped: Sequence[Any]) -> None:
    """Save lines, after those that go: another may take what has to be unique."""
    if dropped:
        lines.model._base_manager.filter(pk__in=[line.pk for line in dropped]).delete()
    if changed:
        write_rows(lines.model, changed, [*lines.fields, lines.parent, "position"])


def as_before(
    lines: LineSet, links: Collection[str], before: Told, after: Told, now: Sequence[Any]
) -> tuple[list[Any], list[Any], int]:
    """Lines with the values they had before, where nobody changed those since.

    Those that changed, those that come again, and how many can't go back.
    """
    here = {str(line.pk): line for line in now}
    then = {line["id"]: line for line in after}
    changed, again, stayed = [], [], 0
    for was in before:
        line = here.get(was["id"])
        if was["id"] not in then:
            made = _made(lines, was, now)
            if made is not None:
                again.append(made)
        elif line is None:
            stayed += any(was[name] != then[was["id"]][name] for name in links)
        else:
            moved = _give_back(lines, line, was, then[was["id"]])
            changed += [line] if moved else []
            stayed += sum(_value(lines, line, name) != was[name] != then[was["id"]][name] for name in links)
    fitting = [line for line in again if twin(lines, line, [*now, *(one for one in again if one is not line)]) is None]
    return changed, fitting, stayed + len(again) - len(fitting)


def _give_back(lines: LineSet, line: Any, was: Mapping[str, Any], then: Mapping[str, Any]) -> bool:
    """Put back what the merging changed on a line and nobody since."""
    moved = False
    for name, kind in lines.fields.items():
        if was.get(name) != then.get(name) and _value(lines, line, name) == then.get(name):
            setattr(line, kind.attname, as_value(kind, was.get(name)))
            moved = True
    return moved


def _value(lines: LineSet, line: Any, name: str) -> Any:
    kind = lines.fields[name]
    return jsonable(kind, getattr(line, kind.attname))


def _made(lines: LineSet, was: Mapping[str, Any], now: Sequence[Any]) -> Any:
    """A line that was dropped, as it was; None where it is there again."""
    key = uuid.UUID(was["id"])
    if any(line.pk == key for line in now):
        return None
    line: Any = lines.model(id=key)
    for name, kind in lines.fields.items():
        setattr(line, kind.attname, as_value(kind, was.get(name)))
    return line


def as_value(kind: Any, told: Any) -> Any:
    """A value as the event log keeps it, as a record has it."""
    if told is None or told == "":
        return kind.nothing()
    value = kind.from_event(told)
    return uuid.UUID(value) if kind.kind == "link" and isinstance(value, str) else value
