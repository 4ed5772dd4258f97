"""Which record a row of a file means: one that is there already, or one that an earlier row of the file made."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from guanxi.engine.entity import Entity
from guanxi.engine.gate.finding import folded, keys_by_value
from guanxi.engine.permissions.access import Actor

Identity = tuple[str | None, ...]
"""The folded values of a row in the entity's keys, the surest first; None where the row says nothing."""


@dataclass(slots=True)
class Match:
    """The record that a row means; `key` is None for one that the file itself makes, `several` when it is not one."""

    key: uuid.UUID | None = None
    several: bool = False


class Seen:
    """The records that the file itself made, by their identities; each may carry something."""

    def __init__(self) -> None:
        self._marks: dict[int, tuple[Identity, Any]] = {}
        self._twice: set[int] = set()

    def remember(self, identity: Identity, what: Any = None) -> None:
        for place, value in enumerate(identity):
            if value is not None:
                mark = hash((place, value))
                if mark in self._marks:
                    self._twice.add(mark)
                else:
                    self._marks[mark] = (identity, what)

    def find(self, identity: Identity) -> tuple[Identity, Any] | None:
        """The earlier record that an identity means."""
        for place, value in enumerate(identity):
            if value is not None:
                earlier = self._marks.get(hash((place, value)))
                if earlier is not None and agree(identity[:place], earlier[0]):
                    return earlier
        return None

    def named(self, text: str, width: int) -> int:
        """How many records are called so: none, one, or several (2)."""
        said = folded(text)
        for place in range(width):
            mark = hash((place, said))
            if mark in self._marks:
                return 2 if mark in self._twice else 1
        return 0


class Matcher:
    """Finds records by the entity's keys, and only by those that the actor may read."""

    def __init__(self, entity: Entity, actor: Actor, names: Sequence[str], since: dt.datetime | None) -> None:
        self.entity = entity
        self.actor = actor
        self.names = list(names)
        self.since = since

    def identity(self, values: dict[str, Any]) -> Identity:
        return tuple(
            folded(value) if (value := values.get(name)) is not None and value != "" else None for name in self.names
        )

    def stored(self, identities: Sequence[Identity]) -> dict[Identity, Match]:
        """The records of the database that identities mean; one query per key."""
        left = {identity for identity in identities if any(identity)}
        found: dict[Identity, Match] = {}
        for place, name in enumerate(self.names):
            wanted = {value for identity in left if (value := identity[place]) is not None}
            by_value = keys_by_value(self.entity, self._rows(), name, wanted)
            sure = self._surer_values(place, by_value)
            for identity in list(left):
                keys = by_value.get(identity[place] or "", [])
                keys = [key for key in keys if place == 0 or agree(identity[:place], sure[key])]
                if keys:
                    left.discard(identity)
                    found[identity] = Match(keys[0], several=len(keys) > 1)
        return found

    def _surer_values(self, place: int, by_value: dict[str, list[uuid.UUID]]) -> dict[uuid.UUID, Identity]:
        """What the records found by a weaker key say in the surer ones."""
        keys = [key for keys in by_value.values() for key in keys]
        if not place or not keys:
            return {}
        rows = self.entity.manager().filter(pk__in=keys).values_list("pk", *self.names[:place])
        return {key: tuple(folded(value) if value else None for value in values) for key, *values in rows}

    def _rows(self) -> Any:
        """What the actor may see, and what they made themselves since the import began."""
        rows = self.entity.manager().filter(deleted_at__isnull=True)
        allowed = self.actor.access.rows(self.entity, "read")
        if allowed is not None and not allowed:
            return rows
        own = Q(pk__in=[])
        if self.since is not None and self.actor.pk is not None:
            own = Q(created_by=self.actor.pk, created_at__gte=self.since)
        return rows.filter(own if allowed is None else own | allowed)


def agree(surer: Identity, other: Identity) -> bool:
    """Whether nothing surer tells two records apart."""
    return all(mine is None or theirs is None or mine == theirs for mine, theirs in zip(surer, other, strict=False))
