"""The rows of a file that look like records there are, or like rows before them: told before anything is brought in."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.utils.translation import gettext as _

from guanxi.engine.duplicates.finding import Candidate, meeting, on_others, readable_traits, told, traits_there
from guanxi.engine.duplicates.words import reasons
from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Actor
from guanxi.engine.record import Kept
from guanxi.kit import identity
from guanxi.kit.likeness import SURE_FROM, TOLD_FROM, Likeness, Traits, compare, keys_of

COMPARED = 4
REMEMBERED = 400_000
"""So many keys of rows are remembered; of a longer file, those of its beginning."""
_SURE = {identity.KINDS.index(kind) for kind in ("name", "phone", "email", "number")}


class InsideFiles:
    """What one run through a file has seen."""

    def __init__(self, entity: Entity, actor: Actor) -> None:
        self._entity, self._actor = entity, actor
        self._rows: dict[int, int] = {}
        """The row by which each key came first."""
        self._known: dict[int, Traits] = {}

    def look(self, rows: Sequence[tuple[int, Kept]]) -> dict[int, str]:
        """What is to be said of new records, each with the number of its row."""
        if self._entity.identity is None or not rows:
            return {}
        traits = {number: self._traits(record) for number, record in rows}
        told_of = {number: text for number, one in traits.items() if (text := self._before(number, one))}
        for number, candidate in self._there(traits).items():
            told_of.setdefault(number, _said(candidate))
        return told_of

    def _traits(self, record: Kept) -> Traits:
        values = {name: getattr(record, name) for name in self._entity.identity.asked} if self._entity.identity else {}
        return readable_traits(self._entity, values, self._actor)

    def _before(self, number: int, traits: Traits) -> str:
        """The row of the file that this one surely is like."""
        keys = [key for key, kind in keys_of(self._entity.name, traits).items() if kind in _SURE]
        for row in dict.fromkeys(self._rows[key] for key in keys if key in self._rows):
            likeness = compare(traits, self._known[row])
            if likeness.score >= SURE_FROM:
                return _("Looks like row %(row)s: %(why)s") % {"row": row, "why": reasons(likeness)}
        if len(self._rows) < REMEMBERED and keys:
            self._known[number] = traits
            for key in keys:
                self._rows.setdefault(key, number)
        return ""

    def _there(self, asked: dict[int, Traits]) -> dict[int, Candidate]:
        """The likest record there is for each row, of those of which this actor may be told."""
        met = dict(zip(asked, meeting(self._entity, list(asked.values()), COMPARED), strict=True))
        there = traits_there(self._entity, {key for keys in met.values() for key in keys}, self._actor)
        best: list[tuple[int, uuid.UUID, Likeness]] = []
        for number, keys in met.items():
            found = [(key, compare(asked[number], there[key])) for key in keys if key in there]
            found = [one for one in found if one[1].score >= TOLD_FROM]
            if found:
                key, likeness = max(found, key=lambda one: one[1].score)
                best.append((number, key, likeness))
        candidates = told(self._entity, [(key, likeness) for _row, key, likeness in best], self._actor, closed=True)
        return {number: one for (number, _key, _likeness), one in zip(best, candidates, strict=True) if one}


def _said(one: Candidate) -> str:
    if one.key is None:
        return on_others(one)
    return _("Looks like %(title)s: %(why)s") % {"title": one.title, "why": reasons(one.likeness)}
