"""A filter as the builder shows it: rows, and groups of rows one level deep; read from a form, and back into one."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery
from guanxi.engine.filters import Condition, Group, parse
from guanxi.engine.permissions import Access
from guanxi.web.filtering import operators
from guanxi.web.filtering.paths import reach

ALL, ANY, NONE = "all", "any", "none"
_NAME = re.compile(r"([fovk])\.(\d{1,3})(?:\.(\d{1,3}))?")


@dataclass(frozen=True)
class Row:
    """One condition as it stands in the form; without a field it means nothing yet."""

    field: str = ""
    op: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Whole:
    """A part of a filter that the builder can't take apart; it is kept as it is."""

    data: Any


@dataclass(frozen=True)
class Block:
    """A group of rows of which all, any or none must hold."""

    join: str = ANY
    rows: tuple[Row | Whole, ...] = ()


@dataclass(frozen=True)
class Draft:
    """The whole form."""

    join: str = ALL
    members: tuple[Row | Whole | Block, ...] = ()

    def with_member(self, place: int, member: Row | Whole | Block | None) -> Draft:
        """The same with one member changed, or without it."""
        rest = (member,) if member is not None else ()
        return replace(self, members=(*self.members[:place], *rest, *self.members[place + 1 :]))


class Wrong(BadQuery):
    """What is wrong with the rows, by their place ("1", "2.0")."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__(" ".join(problems.values()))


# --- a filter and a draft ---------------------------------------------------------------------------------------------


def draft_of(entity: Entity, data: Any, access: Access) -> Draft:
    """How the builder shows a filter; raises BadQuery for what is no filter."""
    if parse(data) is None:
        return Draft()
    join = next(iter(data))
    if join in (ALL, ANY) and (data[join] or join == ALL):
        members = tuple(_member(entity, item, access) for item in data[join])
        return Draft(join if len(members) > 1 else ALL, members)
    return Draft(ALL, (_member(entity, data, access),))


def _member(entity: Entity, data: Any, access: Access) -> Row | Whole | Block:
    told = parse(data)
    if isinstance(told, Group):
        if told.join == "not" and isinstance(told.members[0], Group) and told.members[0].join == "any":
            return _block(entity, NONE, data["not"]["any"], access) or Whole(data)
        if told.join in (ALL, ANY):
            return _block(entity, told.join, data[told.join], access) or Whole(data)
    return _row(entity, data, access)


def _block(entity: Entity, join: str, members: list[Any], access: Access) -> Block | None:
    rows = tuple(_row(entity, item, access) for item in members)
    return Block(join, rows) if rows and all(isinstance(row, Row) for row in rows) else None


def _row(entity: Entity, data: Any, access: Access) -> Row | Whole:
    told = parse(data)
    negated = isinstance(told, Group) and told.join == "not"
    if negated:
        told = told.members[0]  # type: ignore[union-attr]
    if not isinstance(told, Condition):
        return Whole(data)
    reached = reach(entity, told.field, access)
    shown = operators.row_of(reached.kind, told, negated=negated) if reached is not None else None
    return Row(told.field, *shown) if shown else Whole(data)


def filter_of(entity: Entity, draft: Draft, access: Access, *, strict: bool = True) -> Any:
    """The filter that a draft means; raises Wrong with what is missing in which row, or leaves those rows out."""
    problems: dict[str, str] = {}

    def one(row: Row | Whole, place: str) -> Any:
        if isinstance(row, Whole):
            return row.data
        reached = reach(entity, row.field, access) if row.field else None
        try:
            if reached is None:
                if row.field:
                    raise operators.missing_field(row.field)
                return None
            return operators.condition(reached.kind, row.field, row.op, row.values)
        except BadQuery as bad:
            problems[place] = bad.message
            return None

    told: list[Any] = []
    for place, member in enumerate(draft.members):
        if not isinstance(member, Block):
            told.append(one(member, str(place)))
            continue
        inside = [made for at, row in enumerate(member.rows) if (made := one(row, f"{place}.{at}")) is not None]
        if inside:
            told.append({"not": {ANY: inside}} if member.join == NONE else {member.join: inside})
    if problems and strict:
        raise Wrong(problems)
    told = [item for item in told if item is not None]
    if len(told) == 1 and not (told[0].get(ALL) or told[0].get(ANY)):  # a lone group stays a group inside the form
        return told[0]
    return {draft.join: told} if told else None


# --- a draft and a form -----------------------------------------------------------------------------------------------


def read(sent: QueryDict) -> Draft:
    """The draft that a form sent; what it can't read is left out."""
    places: dict[int, dict[int | None, dict[str, list[str]]]] = {}
    for name, values in sent.lists():
        if matched := _NAME.fullmatch(name):
            inner = int(matched[3]) if matched[3] else None
            places.setdefault(int(matched[2]), {}).setdefault(inner, {})[matched[1]] = values
    members: list[Row | Whole | Block] = []
    for place in sorted(places):
        join = sent.get(f"j.{place}")
        if join is None:
            members.append(_sent_row(places[place].get(None, {})))
            continue
        rows = [_sent_row(parts) for at, parts in sorted((at, p) for at, p in places[place].items() if at is not None)]
        members.append(Block(join if join in (ALL, ANY, NONE) else ANY, tuple(rows)))
    return Draft(ANY if sent.get("j") == ANY else ALL, tuple(members))


def _sent_row(parts: Mapping[str, list[str]]) -> Row | Whole:
    if "k" in parts:
        try:
            data = json.loads(parts["k"][-1])
            parse(data)
        except (ValueError, RecursionError, BadQuery):
            return Row()
        return Whole(data)
    return Row(parts.get("f", [""])[-1], parts.get("o", [""])[-1], tuple(parts.get("v", [])))


def write(draft: Draft) -> list[tuple[str, str]]:
    """The form's fields, as a browser sends them."""
    told = [("j", draft.join)]
    for place, member in enumerate(draft.members):
        if isinstance(member, Block):
            told.append((f"j.{place}", member.join))
            for at, row in enumerate(member.rows):
                told += _write_row(row, f"{place}.{at}")
        else:
            told += _write_row(member, str(place))
    return told


def _write_row(row: Row | Whole, place: str) -> list[tuple[str, str]]:
    if isinstance(row, Whole):
        return [(f"k.{place}", json.dumps(row.data, ensure_ascii=False))]
    return [(f"f.{place}", row.field), (f"o.{place}", row.op), *((f"v.{place}", value) for value in row.values)]
