"""What somebody may know of how good the data is: of all they may see, of one owner, or of some."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from guanxi.engine.entity import Entity
from guanxi.engine.errors import NotFound
from guanxi.engine.permissions import Actor
from guanxi.engine.quality import figures
from guanxi.engine.quality.measures import MISSING, SORTS, Measure, measured, readable
from guanxi.engine.quality.whose import whose


@dataclass(frozen=True)
class Sum:
    """Of some owners: how many records, and how many of them each measure found."""

    total: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    def of(self, measures: Iterable[Measure]) -> int:
        """What these measures found together; a record may be among several."""
        return sum(self.counts[one.key] for one in measures)

    def filled(self, measures: Iterable[Measure]) -> float | None:
        """Which part of the fields that ought to be filled in is; None where there is nothing to fill in."""
        asked = [one for one in measures if one.sort == MISSING]
        cells = self.total * len(asked)
        return 1 - self.of(asked) / cells if cells else None


@dataclass(frozen=True)
class Told:
    """The figures of an entity."""

    entity: Entity
    measures: list[Measure]
    at: dt.datetime | None
    """When they were made; None: not yet."""
    owners: dict[uuid.UUID | None, Sum]
    people: frozenset[uuid.UUID] | None
    """Whose figures there could be; None: everybody's, and those of nobody."""
    course: list[tuple[dt.date, Sum]]

    def among(self, people: Collection[uuid.UUID] | None = None) -> Sum:
        """The sum of these owners, or of all."""
        some = [one for owner, one in self.owners.items() if people is None or owner in people]
        return Sum(sum(one.total for one in some), sum((one.counts for one in some), Counter()))

    def by_sort(self) -> dict[str, list[Measure]]:
        """The measures by what is amiss, in their order."""
        return {sort: [one for one in self.measures if one.sort == sort] for sort in SORTS}


def told(entity: Entity, actor: Actor, owners: frozenset[uuid.UUID] | None = None) -> Told:
    """The last figures, and how they came to be; raises NotFound. `owners`: only theirs, of those one may see."""
    if entity not in measured() or not actor.access.may(entity.name, "read"):
        raise NotFound()
    mine = whose(actor.access, entity)
    if owners is not None:
        if mine is not None and not owners <= mine:
            raise NotFound()
        mine = owners
    measures, last = readable(entity, actor.access), figures.latest(entity)
    if last is None:
        return Told(entity, measures, None, {}, mine, [])
    rows = figures.of_day(entity, last[0], mine)
    by_owner: dict[uuid.UUID | None, Sum] = {
        owner: Sum(total, Counter(counts)) for owner, (total, counts) in rows.items()
    }
    course = [(day, Sum(total, counts)) for day, total, counts in figures.course(entity, mine)]
    return Told(entity, measures, last[1], by_owner, mine, course)
