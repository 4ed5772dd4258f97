"""Which field a column is meant for: by its name, by what files call the field, by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import override

from guanxi.engine.entity import Entity
from guanxi.engine.fields.link import Link
from guanxi.engine.imports import naming
from guanxi.engine.imports.columns import unprotected
from guanxi.engine.imports.following import Fitted, fitted
from guanxi.engine.imports.known import recognised
from guanxi.engine.imports.making import Making
from guanxi.engine.imports.plain import plain
from guanxi.engine.imports.targets import Target, targets
from guanxi.engine.permissions.access import Access
from guanxi.kit.tables import Table

SAMPLE_ROWS = 200
_LANGUAGES = ("en", "zh-hans", "zh-hant")
_BRACKETS = re.compile(r"[(（\[].*?[)）\]]")
_SHARE = 0.8
_LEAST = 2
_MOBILE = re.compile(r"\+861[3-9]\d{9}$")


@dataclass
class Guess:
    """A column, some of what stands in it, the field it seems meant for, and why.

    Reasons: `same_name`, `known_alias`, `looks_phone`, `looks_email`, `looks_url`, `looks_date`, and "" for none.
    """

    column: str
    samples: tuple[str, ...]
    target: str = ""
    reason: str = ""


def guess_mapping(table: Table, entity: Entity, access: Access) -> list[Guess]:
    """A guess for every column; no field is guessed twice."""
    columns: list[list[str]] = [[] for _column in table.columns]
    for row in islice(table.rows(), SAMPLE_ROWS):
        for cells, cell in zip(columns, row.cells, strict=False):
            if cell and not cell.isspace():
                cells.append(unprotected(cell.strip()))
    guesses = [Guess(name, tuple(cells[:3])) for name, cells in zip(table.columns, columns, strict=True)]
    free = targets(entity, access)
    _by_name(guesses, free, "same_name", _own_names)
    _by_name(guesses, free, "known_alias", lambda target: _aliases(entity, target))
    _by_content(guesses, columns, free)
    return guesses


def first_mapping(
    table: Table, entity: Entity, access: Access
) -> tuple[dict[str, str], dict[str, Any], dict[str, Any]]:
    """What a file begins with: what is known of the program that wrote it, then guesses.

    Plain fields, made ones, options.
    """
    known = recognised(entity, table.columns)
    result = fitted(known.instructions, entity, access, table.columns) if known else Fitted()
    mapping, made = dict(result.mapping), dict(result.made)
    used, busy = {*mapping.values(), *made}, {column for making in made.values() for column in making.sources}
    for guess in guess_mapping(table, entity, access):
        if guess.target and guess.target not in used and guess.column not in {*mapping, *busy}:
            mapping[guess.column] = guess.target
    made |= _parted_name(entity, access, mapping, made, table.columns)
    return mapping, {name: making.as_json() for name, making in made.items()}, result.options.as_json()


def _parted_name(
    entity: Entity, access: Access, mapping: Mapping[str, str], made: Mapping[str, Making], columns: Sequence[str]
) -> dict[str, Making]:
    """The name of a person of its parts, where no column holds it whole."""
    if entity.person is not True or entity.title in {*mapping.values(), *made}:
        return {}
    making = naming.parted(column for column in columns if column not in mapping)
    return {entity.title: making} if making is not None and entity.title in targets(entity, access) else {}


def _by_name(
    guesses: Sequence[Guess], free: dict[str, Target], reason: str, names_of: Callable[[Target], Iterable[str]]
) -> None:
    known: dict[str, str] = {}
    for name, target in free.items():
        for said in names_of(target):
            known.setdefault(plain(said), name)
    for bare in (False, True):
        for guess in guesses:
            said = plain(_BRACKETS.sub("", guess.column) if bare else guess.column)
            name = known.get(said, "") if said else ""
            if not guess.target and name in free:
                guess.target, guess.reason = name, reason
                del free[name]


def _own_names(target: Target) -> list[str]:
    names = [target.name]
    for language in _LANGUAGES:
        with override(language):
            names += [target.label] if target.lines else [target.label, target.kind.name]  # type: ignore[attr-defined]
            if target.kind.came_as:
                names.append(str(target.kind.came_as))
    return names


def _aliases(entity: Entity, target: Target) -> list[str]:
    """What files call a field; a line's field also by its bare name, and by what its linked records are called."""
    if target.lines is None:
        return list(entity.aliases.get(target.name, ()))
    names = [target.kind.name]  # type: ignore[attr-defined]
    for language in _LANGUAGES:
        with override(language):
            names.append(str(target.kind.verbose_name))  # type: ignore[attr-defined]
    if isinstance(target.kind, Link):
        from guanxi.engine.registry import registry

        linked = registry[target.kind.target]
        names += [linked.label, *linked.aliases.get(linked.title, ())]
    return names


def _by_content(guesses: Sequence[Guess], columns: Sequence[Sequence[str]], free: dict[str, Target]) -> None:
    for kind in ("email", "phone", "url", "date"):
        for guess, cells in zip(guesses, columns, strict=True):
            fitting = [target for target in free.values() if target.kind.kind == kind and not target.lines]
            if guess.target or not fitting or (kind == "date" and len(fitting) > 1):
                continue
            if _looks_like(fitting[0], cells):
                chosen = _best(fitting, cells)
                guess.target, guess.reason = chosen.name, f"looks_{kind}"
                del free[chosen.name]


def _looks_like(target: Target, cells: Sequence[str]) -> bool:
    if len(cells) < _LEAST:
        return False
    good = sum(1 for cell in cells if _fits(target, cell))
    return good >= len(cells) * _SHARE


def _fits(target: Target, cell: str) -> bool:
    kind = target.kind.kind
    bare = cell.replace(".", "").isdigit()
    if (kind == "url" and not cell.lower().startswith(("http://", "https://", "www."))) or (kind == "date" and bare):
        return False
    if kind == "phone" and len(re.sub(r"\D", "", cell)) < 7:
        return False
    try:
        return not target.kind.is_nothing(target.kind.checked(target.kind.from_text(cell)))
    except ValidationError:
        return False


def _best(fitting: Sequence[Target], cells: Sequence[str]) -> Target:
    """Of several telephone fields: the one for mobiles when the numbers are mobiles."""
    if len(fitting) > 1 and fitting[0].kind.kind == "phone":
        mobiles = sum(1 for cell in cells if _MOBILE.match(_normal(fitting[0], cell)))
        wanted = mobiles >= len(cells) / 2
        return next((t for t in fitting if ("mobile" in t.name) is wanted), fitting[0])
    return fitting[0]


def _normal(target: Target, cell: str) -> str:
    try:
        return str(target.kind.from_text(cell))
    except ValidationError:
        return ""
