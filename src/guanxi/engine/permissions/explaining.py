"""Why an actor may or may not: the same grants and rules as everywhere, with the role that each of them comes from.

Nothing here decides anything. It reads the grants that `Access` works with, tries each on the record in the database,
and tells which of them speak; what comes out agrees with `Access` or is a fault (a property of the tests).
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, ExpressionWrapper, Q

from guanxi.engine.permissions.access import Access
from guanxi.engine.permissions.grants import Grant, Mode, Scope
from guanxi.engine.permissions.lending import Lent

if TYPE_CHECKING:
    from guanxi.engine.entity import Entity

WIDTH = (Scope.SHARED, Scope.OWN, Scope.DEPARTMENT, Scope.BELOW, Scope.REGIONS, Scope.ALL)
"""Scopes, from the narrowest."""


@dataclass(frozen=True)
class Reason:
    """One grant that speaks of a verb, and whether it fits the record asked about (None: no record was)."""

    grant: Grant
    fits: bool | None = None
    lent: Lent | None = None
    """Whose right it is, where it is lent."""


@dataclass(frozen=True)
class Verdict:
    """What becomes of one verb, and every grant that has to do with it."""

    verb: str
    allowed: bool
    reasons: tuple[Reason, ...] = ()
    hangs: bool = False
    """Whether it is refused because the record on which this one hangs can't be seen."""

    @property
    def says(self) -> frozenset[tuple[Any, ...]]:
        """What its grants allow and forbid, whichever role they come from; to compare two verdicts by."""
        if not self.allowed:
            return frozenset()
        return frozenset(
            (
                r.grant.allow,
                r.grant.scope,
                r.grant.rule,
                json.dumps(r.grant.filter, sort_keys=True) if r.grant.filter else "",
            )
            for r in self.reasons
        )

    @property
    def deciding(self) -> tuple[Reason, ...]:
        """The reasons that made it so: bans first; without any, all that fit."""
        fitting = [reason for reason in self.reasons if reason.fits is not False]
        return tuple(r for r in fitting if not r.grant.allow) or tuple(fitting)

    @property
    def lent_by(self) -> tuple[Lent, ...]:
        """Who lends it, each once."""
        return tuple(dict.fromkeys(reason.lent for reason in self.reasons if reason.lent is not None))

    @property
    def _own(self) -> list[Reason]:
        return [reason for reason in self.reasons if reason.lent is None]

    @property
    def widest(self) -> Grant | None:
        """The grant of one's own that reaches furthest, one without a filter before one with."""
        allowing = [reason.grant for reason in self._own if reason.grant.allow and reason.fits is not False]
        return max(allowing, key=lambda grant: (WIDTH.index(grant.scope), not grant.filter), default=None)


@dataclass(frozen=True)
class Limit:
    """A field that is not simply open, and the roles that say so."""

    field: str
    mode: Mode
    roles: tuple[str, ...] = ()
    right: str = ""
    """The verb without which the field stays closed."""


def on_entity(access: Access, entity: Entity) -> list[Verdict]:
    """Each verb of an entity: whether it is allowed on any record at all, and by what."""
    return [
        Verdict(
            verb,
            access.may(entity.name, verb),
            tuple(Reason(grant, None, lent) for lent, part in _parts(access, entity, verb) for grant in part),
        )
        for verb in entity.all_verbs
    ]


def on_record(
    accesses: Sequence[Access], entity: Entity, key: uuid.UUID, verbs: Iterable[str] | None = None
) -> list[list[Verdict]]:
    """The same for one record, for each of several actors, in one query; nothing for a record that isn't there."""
    wanted = tuple(entity.all_verbs if verbs is None else verbs)
    questions = _Questions(entity, key)
    for access in accesses:
        for verb in wanted:
            for lent, grants in _parts(access, entity, verb):
                for grant in grants:
                    questions.put(_whose(access, lent), grant)
        for one in (access, *(lent.access for lent in access.lent)):
            questions.put_beside(one)
    if not questions.ask():
        return [[] for _access in accesses]
    return [[_judged(access, entity, verb, questions) for verb in wanted] for access in accesses]


def limits(access: Access, entity: Entity) -> list[Limit]:
    """The fields and lines that somebody who may read the entity doesn't see, or doesn't change, and why."""
    found = []
    sides = [access.own]
    if not access.own.may(entity.name, "read"):
        sides = [lent.access for lent in access.lenders(entity, "read")] or sides
    for name in (*entity.fields, *entity.lines):
        said = [rule for side in sides for rules in side.said(entity.name, name) or () for rule in rules]
        mode = access.mode(entity, name)
        right = getattr(entity.fields.get(name) or entity.lines.get(name), "right", "")
        closed = right if right and not all(side.may(entity.name, right) for side in sides) else ""
        if mode is not Mode.OPEN and (said or closed):
            found.append(Limit(name, mode, tuple(sorted({rule.role for rule in said if rule.mode <= mode})), closed))
    return found


def _speaking(access: Access, entity: Entity, verb: str) -> list[Grant]:
    return [grant for grant in access.grants if grant.covers(entity.name, verb)]


def _parts(access: Access, entity: Entity, verb: str) -> list[tuple[Lent | None, list[Grant]]]:
    """The grants that speak of a verb: one's own, then those of each who lends it."""
    lenders = access.lenders(entity, verb)
    return [(None, _speaking(access, entity, verb)), *((one, _speaking(one.access, entity, verb)) for one in lenders)]


def _whose(access: Access, lent: Lent | None) -> Access:
    return access if lent is None else lent.access


def _judged(access: Access, entity: Entity, verb: str, questions: _Questions) -> Verdict:
    reasons: list[Reason] = []
    allowed = hangs = False
    for lent, grants in _parts(access, entity, verb):
        part = _whose(access, lent)
        told = [Reason(grant, questions.answer(part, grant), lent) for grant in grants]
        bans = any(r.fits for r in (*told, *reasons) if not r.grant.allow and r.lent in (None, lent))
        fits = any(r.fits for r in told if r.grant.allow) and not bans
        seen = fits and questions.beside(part)
        allowed, hangs = allowed or seen, hangs or (fits and not seen)
        reasons += told if lent is None or seen else ()
    return Verdict(verb, allowed, tuple(reasons), hangs and not allowed)


class _Questions:
    """Conditions tried on one record, each once, in one query."""

    def __init__(self, entity: Entity, key: uuid.UUID) -> None:
        self.entity, self.key = entity, key
        self._asked: dict[Q, bool] = {}
        self._conditions: dict[tuple[int, int], Q | None] = {}
        self._beside: dict[int, Q] = {}

    def put(self, access: Access, grant: Grant) -> None:
        place = (id(access), id(grant))
        if place not in self._conditions:
            self._note(condition := access.condition(self.entity, grant))
            self._conditions[place] = condition

    def put_beside(self, access: Access) -> None:
        self._note(condition := access.beside(self.entity))
        self._beside[id(access)] = condition

    def _note(self, condition: Q | None) -> None:
        if condition:
            self._asked[condition] = False

    def ask(self) -> bool:
        """Try them all; False when there is no such record."""
        columns = [ExpressionWrapper(condition, output_field=BooleanField()) for condition in self._asked]
        found = self.entity.manager().filter(pk=self.key).values_list("pk", *columns).first()
        if found is None:
            return False
        self._asked = dict(zip(self._asked, (bool(answer) for answer in found[1:]), strict=True))
        return True

    def answer(self, access: Access, grant: Grant) -> bool:
        return self._told(self._conditions[id(access), id(grant)])

    def beside(self, access: Access) -> bool:
        return self._told(self._beside[id(access)])

    def _told(self, condition: Q | None) -> bool:
        """No condition at all is no; an empty one is yes."""
        if condition is None:
            return False
        return self._asked[condition] if condition else True
