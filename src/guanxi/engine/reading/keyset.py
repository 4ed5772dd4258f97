"""Pages by the last row seen instead of by number: page one thousand costs what page one costs."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import msgspec
from django.db.models import F, Q
from django.db.models.expressions import OrderBy
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan
from django.utils.translation import gettext as _

from guanxi.engine.errors import BadQuery
from guanxi.engine.reading.query import Order

_TYPES: dict[str, Callable[[str], Any]] = {
    "u": uuid.UUID,
    "d": dt.date.fromisoformat,
    "t": dt.datetime.fromisoformat,
    "c": dt.time.fromisoformat,
    "n": Decimal,
}


def ordering(orders: Sequence[Order], *, backwards: bool = False) -> list[OrderBy]:
    """The ORM's words for an order; empty values come last, whichever way."""
    nulls: dict[bool | None, dict[str, bool]] = {True: {"nulls_first": True}, False: {"nulls_last": True}, None: {}}
    return [
        OrderBy(F(order.column), descending=down, **nulls[first])
        for order, (down, first) in zip(orders, directions(orders, backwards=backwards), strict=True)
    ]


def directions(orders: Sequence[Order], *, backwards: bool = False) -> list[tuple[bool, bool | None]]:
    """Of each step whether it goes downwards, and whether nothing comes first; None where nothing can't be."""
    return [(order.descending != backwards, backwards if order.nullable else None) for order in orders]


def after(orders: Sequence[Order], values: Sequence[Any], *, backwards: bool = False) -> Q:
    """The rows behind (or before) the one with these values."""
    if not any(order.nullable for order in orders) and len({order.descending for order in orders}) == 1:
        columns = tuple(F(order.column) for order in orders)
        down = orders[0].descending != backwards
        return Q((TupleLessThan if down else TupleGreaterThan)(_tuple(columns), tuple(values)))
    condition = Q(pk__in=[])
    for place, order in enumerate(orders):
        same = Q()
        for earlier, value in zip(orders[:place], values[:place], strict=True):
            same &= Q(**{f"{earlier.column}__isnull": True}) if value is None else Q(**{earlier.column: value})
        beyond = _beyond(order, values[place], backwards)
        if beyond is not None:
            condition |= same & beyond
    return condition


def _tuple(columns: tuple[F, ...]) -> Any:
    from django.db.models.fields.tuple_lookups import Tuple

    return Tuple(*columns)


def _beyond(order: Order, value: Any, backwards: bool) -> Q | None:
    down = order.descending != backwards
    if value is None:
        return Q(**{f"{order.column}__isnull": False}) if backwards else None
    beyond = Q(**{f"{order.column}__{'lt' if down else 'gt'}": value})
    if order.nullable and not backwards:
        beyond |= Q(**{f"{order.column}__isnull": True})
    return beyond


def cursor(orders: Sequence[Order], values: Sequence[Any], *, backwards: bool = False) -> str:
    """An opaque mark of a place in an order."""
    shape = "".join(("-" if order.descending else "+") + order.column[:3] for order in orders)
    told = [shape, int(backwards), [_pack(value) for value in values]]
    return base64.urlsafe_b64encode(msgspec.json.encode(told)).decode().rstrip("=")


def read_cursor(text: str, orders: Sequence[Order]) -> tuple[list[Any], bool]:
    """The place that a mark means; raises BadQuery when it belongs to another order or was tampered with."""
    shape = "".join(("-" if order.descending else "+") + order.column[:3] for order in orders)
    try:
        told = msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        its_shape, backwards, packed = told
        values = [_unpack(item) for item in packed]
    except (binascii.Error, ValueError, TypeError, ArithmeticError, msgspec.DecodeError, KeyError) as bad:
        raise _stale() from bad
    if its_shape != shape or len(values) != len(orders) or not isinstance(backwards, int):
        raise _stale()
    if not all(_fits(value, order) for value, order in zip(values, orders, strict=True)):
        raise _stale()
    return values, bool(backwards)


def _fits(value: Any, order: Order) -> bool:
    """Whether a value can stand in the order's column: a mark comes from outside and may have been tampered with."""
    if value is None:
        return order.nullable
    if isinstance(value, Decimal) and not value.is_finite():
        return False
    return type(value) is order.type and not (isinstance(value, dt.datetime) and value.tzinfo is None)


def _pack(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return {"u": str(value)}
    if isinstance(value, dt.datetime):
        return {"t": value.isoformat()}
    if isinstance(value, dt.date):
        return {"d": value.isoformat()}
    if isinstance(value, dt.time):
        return {"c": value.isoformat()}
    return {"n": str(value)} if isinstance(value, Decimal) else value


def _unpack(item: Any) -> Any:
    if isinstance(item, dict):
        ((kind, text),) = item.items()
        if not isinstance(text, str):
            raise ValueError(item)
        return _TYPES[kind](text)
    if isinstance(item, list | float) or (isinstance(item, str) and "\x00" in item):
        raise ValueError(item)
    return item


def _stale() -> BadQuery:
    return BadQuery(_("This page mark doesn't belong to this order. Begin again from the first page."))
