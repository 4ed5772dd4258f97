"""What somebody wants to see of an entity."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery
from guanxi.engine.filters.compiling import unknown
from guanxi.engine.permissions.access import Access

MOST_ROWS = 500
MOST_ORDERS = 4
SAMPLE = uuid.UUID("5a3b1e00-0000-4000-8000-00005a3b1e00")
"""Stands for the key of any record in a statement that is kept."""


def refuse_nul(address: str) -> None:
    """Raise BadQuery for an address that asks with U+0000, which no text in the database can hold."""
    if "%00" in address or "\0" in address:
        raise BadQuery(_("No text holds the character U+0000, or half of a character."))


@dataclass(frozen=True)
class Query:
    """A filter, a search text, an order, the wanted columns, and which page of it."""

    filter: Any = None
    q: str = ""
    sort: tuple[str, ...] = ()
    fields: tuple[str, ...] | None = None
    limit: int = 50
    cursor: str | None = None
    deleted: bool = False
    """The recycle bin instead of the living."""

    @property
    def leads_to(self) -> uuid.UUID | str | None:
        """The one record that its filter names, by key or by place, as what leads to a record is asked for."""
        told = self.filter if isinstance(self.filter, dict) else {}
        if told.get("op") != "eq" or set(told) != {"field", "op", "value"}:
            return None
        try:
            key, of, entity = told["value"].partition("/")
            known = uuid.UUID(key)
        except (AttributeError, TypeError, ValueError):
            return None
        if str(known) != key:
            return None  # a text that is written otherwise
        return f"{known}/{entity}" if of else known

    def leading_to(self, key: uuid.UUID | str) -> Query:
        """The same for another record."""
        return replace(self, filter=self.filter | {"value": str(key)})

    @property
    def sample(self) -> uuid.UUID | str:
        """What stands for such a record in a statement that is kept."""
        told = self.leads_to
        return f"{SAMPLE}/{told.partition('/')[2]}" if isinstance(told, str) else SAMPLE

    @property
    def kept_by(self) -> str | None:
        """What of its rows their statement is kept by; None for what is searched, and for a filter on "this week"."""
        told = json.dumps(self.filter, sort_keys=True, default=str) if self.filter else ""
        return None if self.q or "within" in told else f"{told} {self.deleted:d}"


@dataclass(frozen=True)
class Order:
    """One step of an order: a column of the model, upwards or downwards."""

    column: str
    descending: bool
    nullable: bool
    type: type = str
    """Of the column's values in Python."""


def wanted_fields(entity: Entity, query: Query, access: Access) -> list[str]:
    """The fields to show: those asked for, or all that the actor sees; raises BadQuery for others."""
    visible = access.visible(entity)
    if query.fields is None:
        return visible
    known = {*visible, "id", "version"}
    for name in query.fields:
        if name not in known and not (name in entity.lines and access.mode(entity, name)):
            raise unknown(name)
    return [name for name in dict.fromkeys(query.fields) if name in entity.fields]


def wanted_orders(entity: Entity, query: Query, access: Access) -> list[Order]:
    """The order asked for, or the entity's own; ends with the key, so that no two rows are equal."""
    names = query.sort or _default(entity, access)
    if len(names) > MOST_ORDERS:
        raise BadQuery(_("At most %(most)d orders at once.") % {"most": MOST_ORDERS})
    orders: list[Order] = []
    for name in names:
        descending, bare = name.startswith("-"), name.removeprefix("-")
        if bare == "id":
            orders.append(Order("id", descending, nullable=False, type=uuid.UUID))
            continue
        kind = entity.fields.get(bare)
        if kind is None or not access.readable(entity, bare):
            raise unknown(bare)
        if not kind.sortable:
            raise BadQuery(_("“%(field)s” has no order.") % {"field": bare})
        if bare == entity.title:
            orders.append(Order("sort_key", descending, nullable=False))
        else:
            orders.append(Order(kind.order_column, descending, bool(kind.null), _type(kind)))  # type: ignore[attr-defined]
    if not any(order.column == "id" for order in orders):
        orders.append(Order("id", orders[-1].descending if orders else False, nullable=False, type=uuid.UUID))
    return orders


_TYPES = (
    (models.ForeignKey, uuid.UUID),
    (models.DateTimeField, dt.datetime),
    (models.DateField, dt.date),
    (models.TimeField, dt.time),
    (models.DecimalField, Decimal),
    (models.BooleanField, bool),
    (models.IntegerField, int),
)


def _type(kind: Any) -> type:
    return next((known for field, known in _TYPES if isinstance(kind, field)), str)


def _default(entity: Entity, access: Access) -> tuple[str, ...]:
    return tuple(name for name in entity.orders_[:1] if access.readable(entity, name.removeprefix("-")))


def limited(limit: int) -> int:
    """A page's size within bounds; raises BadQuery."""
    if not 1 <= limit <= MOST_ROWS:
        raise BadQuery(_("“limit” is a number from 1 to %(most)d.") % {"most": MOST_ROWS})
    return limit
