"""What somebody wants out of the system, and in which form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery, NotAllowed, NotFound
from guanxi.engine.events.writing import note
from guanxi.engine.permissions import lending
from guanxi.engine.permissions.access import Actor
from guanxi.engine.reading import Query, select, watching
from guanxi.engine.reading.query import wanted_fields, wanted_orders
from guanxi.engine.reading.watching import EXPORT
from guanxi.engine.registry import registry
from guanxi.kit.values.texts import as_text

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/jsonl; charset=utf-8",
    "vcf": "text/vcard; charset=utf-8",
}
REACHABLE = ("phone", "email")


@dataclass(frozen=True)
class Wanted:
    """A query's rows, some fields of them (None: all that show), a format.

    `safe` puts an apostrophe before what a spreadsheet would take for a formula; without it a program reads back
    exactly what is stored: names of fields instead of labels, keys instead of words.
    """

    entity: str
    filter: Any = None
    q: str = ""
    sort: tuple[str, ...] = ()
    fields: tuple[str, ...] | None = None
    format: str = "csv"
    safe: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "q", as_text(self.q))  # the rest finds nothing, and can't be told in the log

    @property
    def query(self) -> Query:
        return Query(filter=self.filter, q=self.q, sort=self.sort, fields=self.fields)

    @property
    def face(self) -> Entity:
        return registry.written(self.entity)

    @property
    def type(self) -> str:
        return FORMATS[self.format]

    @property
    def file_name(self) -> str:
        return f"{self.entity}-{timezone.localdate().isoformat()}.{'jsonl' if self.format == 'json' else self.format}"

    def as_json(self) -> dict[str, Any]:
        return {
            "entity": self.entity, "filter": self.filter, "q": self.q, "sort": list(self.sort),
            "fields": None if self.fields is None else list(self.fields), "format": self.format, "safe": self.safe,
        }  # fmt: skip

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Wanted:
        fields = told["fields"]
        return cls(**{**told, "sort": tuple(told["sort"]), "fields": None if fields is None else tuple(fields)})


def formats_of(entity: Entity) -> list[str]:
    """The formats an entity's records can have; cards only where one can be reached."""
    reachable = any(kind.kind in REACHABLE for kind in entity.fields.values())
    return [name for name in FORMATS if name != "vcf" or reachable]


def rows_of(wanted: Wanted, actor: Actor) -> Any:
    """The rows that the actor may read and take out; raises NotFound, NotAllowed, BadQuery."""
    entity, access = wanted.face, actor.access
    if not access.may(entity.name, "export"):
        raise NotAllowed() if access.may(entity.name, "read") else NotFound()
    if wanted.format not in formats_of(entity):
        raise BadQuery(
            _("“%(name)s” is one of: %(known)s.") % {"name": "format", "known": ", ".join(formats_of(entity))}
        )
    wanted_fields(entity, wanted.query, access)
    wanted_orders(entity, wanted.query, access)
    return access.narrow(entity, select(entity, actor, wanted.query, verb="export"), "read")


def count(wanted: Wanted, actor: Actor, *, bound: int | None = None) -> int:
    """How many rows there are, up to one more than a bound."""
    rows = rows_of(wanted, actor).order_by()
    return int(rows.count() if bound is None else rows.values("pk")[: bound + 1].count())


def tell(wanted: Wanted, actor: Actor, number: int) -> None:
    """Put into the event log who took out what, and in whose place."""
    told = wanted.as_json()
    del told["entity"]
    for whose, some in _by_place(wanted, actor, number).items():
        note(wanted.entity, EXPORT, {**told, "count": some}, actor=actor, instead_of=whose)
    watching.count(actor, number)


def _by_place(wanted: Wanted, actor: Actor, number: int) -> dict[Any, int]:
    """How many of the records are taken out in whose place; all in one's own (None) where nothing is lent."""
    access, entity = actor.access, wanted.face
    if not number or not access.lenders(entity, "export"):
        return {None: number}
    return lending.by_place(access, entity, rows_of(wanted, actor).order_by(), "export")
