"""Fields that are worked out from the others of their record, in the same save."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from guanxi.engine.entity import Entity
from guanxi.engine.expressions import Expression, Type, Wrong, compile_expression, names_in
from guanxi.engine.expressions.compiling import EXACT
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.dates import in_range
from guanxi.engine.record import Kept

logger = logging.getLogger(__name__)

GIVES: dict[str, Type] = {
    "text": Type.TEXT,
    "integer": Type.NUMBER,
    "decimal": Type.NUMBER,
    "money": Type.NUMBER,
    "date": Type.DAY,
    "datetime": Type.MOMENT,
    "yes_no": Type.TRUTH,
}
"""What an expression must give for a field of each kind."""


def work_out(entity: Entity, record: Kept) -> None:
    """Bring the computed fields of a record up to its other values."""
    for kind, expression in entity.computed:
        setattr(record, kind.attname, fitted(kind, expression.value(record)))


def in_order(fields: Mapping[str, Kind]) -> tuple[tuple[Kind, Expression], ...]:
    """The computed fields, each after those it needs; one whose expression doesn't fit any more keeps what it has."""
    found: list[tuple[Kind, Expression]] = []
    for name in _sequence({name: kind.formula for name, kind in fields.items() if kind.formula}):
        try:
            found.append((fields[name], compile_expression(fields[name].formula, fields)))
        except Wrong as wrong:
            logger.warning("The computed field %s is not kept up to date any more: %s", name, wrong)
    return tuple(found)


def _sequence(formulas: Mapping[str, str]) -> list[str]:
    """Names with those first that others need; those that need each other are left out."""
    waiting = {name: set(names_in(formula)) & set(formulas) for name, formula in formulas.items()}
    done: list[str] = []
    while ready := [name for name, needs in waiting.items() if not needs - set(done)]:
        done += ready
        for name in ready:
            del waiting[name]
    return done


def circle(formulas: Mapping[str, str], start: str) -> list[str]:
    """The way on which a formula leads back to itself, or nothing."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for name in sorted(names_in(formulas.get(way[-1], ""))):
            if name == start:
                return [*way, start]
            if name in formulas and name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []


def fitted(kind: Any, value: Any) -> Any:
    """A value as the field can hold it; nothing where it is too large for the field."""
    if value is None:
        return kind.nothing()
    if isinstance(value, str):
        return value if len(value) <= kind.max_length else f"{value[: kind.max_length - 1]}…"
    if isinstance(value, Decimal):
        return _number(kind, value)
    if isinstance(value, dt.date):
        day = value.date() if isinstance(value, dt.datetime) else value
        return value if in_range(day) else None
    return value


def _number(kind: Any, value: Decimal) -> Any:
    with localcontext(EXACT):
        try:
            rounded = value.quantize(Decimal(1).scaleb(-getattr(kind, "decimal_places", 0)), ROUND_HALF_UP)
        except ArithmeticError:
            return None
    if kind.kind == "integer":
        return int(rounded) if kind.lowest <= rounded <= kind.highest else None
    return rounded if len(rounded.as_tuple().digits) <= kind.max_digits else None
