"""What one person may do in another's place: never more than that other, and beside their own rights.

Records are lent, fields are not: what one's own roles show of a kind of record is what one sees of lent ones, too. So a
kind is lent only where one's own roles show no field of it that the other's hide, and where they open none of it at
all, the other's fields hold.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from guanxi.engine.permissions.grants import Mode

if TYPE_CHECKING:
    from guanxi.engine.entity import Entity
    from guanxi.engine.permissions.access import Access

KEPT_VERBS = frozenset({"create", "import", "grant", "share", "disclose", "erase"})
"""What nobody does in another's place: make what belongs to nobody yet, give rights, answer for personal data."""


@dataclass(frozen=True, eq=False)
class Lent:
    """One person's rights in another's hands; `access` is that person's own, without what is lent to them."""

    whose: Any
    name: str
    access: Access
    until: dt.datetime | None = None

    def lends(self, own: Access, entity: Entity, verb: str) -> bool:
        """Whether the verb is lent on any record at all to somebody with these rights of their own."""
        if not entity.lent or verb in KEPT_VERBS or not self.access.may(entity.name, verb):
            return False
        return self.access.may(entity.name, "read") and not self.is_outseen(own, entity)

    def is_outseen(self, own: Access, entity: Entity) -> bool:
        """Whether somebody's own roles show a field of such records that the other's hide or mask."""
        return own.may(entity.name, "read") and any(
            min(own.mode(entity, name), Mode.READ_ONLY) > self.access.mode(entity, name)
            for name in (*entity.fields, *entity.lines)
        )


def rows(access: Access, entity: Entity, verb: str, *, beside: bool) -> list[Q]:
    """For each who lends the verb, on which records; one's own bans hold there, too."""
    found = (lent.access.rows(entity, verb, beside=beside) for lent in access.lenders(entity, verb))
    return [access.spared(entity, verb, condition) for condition in found if condition is not None]


def mode(access: Access, entity: Entity, field: str) -> Mode:
    """What becomes of a field: as one's own roles say, or as all who lend the records do where those open none."""
    if access.own.may(entity.name, "read"):
        return access.own.mode(entity, field)
    return min((lent.access.mode(entity, field) for lent in access.lenders(entity, "read")), default=Mode.HIDDEN)


def mark(access: Access, entity: Entity, records: Iterable[Any], verb: str) -> None:
    """Put on records that this actor may do the verb on in whose place they do it; nothing where nothing is lent.

    What belongs to who is away is done in their place even where one's own rights would do.
    """
    records = list(records)
    lenders = access.lenders(entity, verb) if records else ()
    if not lenders:
        return
    waiting = needing(access, entity, [record.pk for record in records], verb)
    places = {lent.whose for lent in lenders}
    for record in records:
        owner = owner_of(entity, record)
        lent = record._lent_by = waiting.get(record.pk)
        record._instead_of = lent.whose if lent else owner if owner in places else None


def owner_of(entity: Entity, record: Any) -> Any:
    """Whose a record is, where it says so itself."""
    kind = entity.fields.get(entity.owner_path)
    return getattr(record, kind.attname) if kind is not None else None  # type: ignore[attr-defined]


def needing(access: Access, entity: Entity, keys: Iterable[Any], verb: str) -> dict[Any, Lent]:
    """Those of the records on which one's own rights don't allow the verb, with who lends it."""
    left, found = set(keys), dict[Any, Lent]()
    there = entity.manager().filter(pk__in=list(left)).order_by()
    own = access.own.rows(entity, verb)
    if own is not None:
        left -= set(there.filter(own).values_list("pk", flat=True))
    for lent in access.lenders(entity, verb):
        condition = lent.access.rows(entity, verb) if left else None
        if condition is not None:
            mine = set(there.filter(condition, pk__in=list(left)).values_list("pk", flat=True))
            found |= dict.fromkeys(mine, lent)
            left -= mine
    return found


def by_place(access: Access, entity: Entity, rows: Any, verb: str) -> dict[Any, int]:
    """How many of the rows are one's own (None), and how many each lender's, told apart as by `needing`."""
    own = access.own.rows(entity, verb)
    conditions = [(None, own), *((lent.whose, lent.access.rows(entity, verb)) for lent in access.lenders(entity, verb))]
    found: dict[Any, int] = {}
    for whose, condition in conditions:
        if condition is not None:
            theirs = entity.manager().filter(condition).order_by().values("pk")
            found[whose] = rows.filter(pk__in=theirs).count()
            rows = rows.exclude(pk__in=theirs)
    return {whose: count for whose, count in found.items() if count}
