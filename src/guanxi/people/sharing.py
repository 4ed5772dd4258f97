"""Sharing rules as grants: what each opens, to whom, and from when until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from guanxi.engine.permissions import Grant, Scope
from guanxi.people.models.sharing import SharingRule


@dataclass(frozen=True)
class Span:
    """From when until when something holds; without an end, or a beginning, for ever."""

    starts: dt.datetime | None
    ends: dt.datetime | None

    def holds(self, at: dt.datetime) -> bool:
        return not (self.starts and at < self.starts) and not (self.ends and at >= self.ends)

    def next(self, at: dt.datetime) -> dt.datetime | None:
        """The next moment at which it begins or ends to hold."""
        return min((moment for moment in (self.starts, self.ends) if moment and moment > at), default=None)


@dataclass(frozen=True)
class Shared:
    """One rule: its grant, to whom, and when."""

    grant: Grant
    subjects: frozenset[Any]
    span: Span


def rules(subjects: Collection[Any] | None = None) -> list[Shared]:
    """The rules that are not over yet, of all or of some subjects (people, departments, roles, by key)."""
    found = SharingRule._base_manager.filter(deleted_at__isnull=True)
    found = found.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=timezone.now()))
    if subjects is not None:
        wanted = list(subjects)
        found = found.filter(Q(person__in=wanted) | Q(department__in=wanted) | Q(role__in=wanted))
    return [_shared(rule) for rule in found.order_by("pk")]


def whenever(subjects: Sequence[Any]) -> list[Grant]:
    """What rules grant to somebody who is all of the subjects, now or later."""
    return [shared.grant for shared in rules(subjects)]


def of(known: Iterable[Shared], subjects: Sequence[Any], at: dt.datetime) -> tuple[list[Grant], dt.datetime | None]:
    """What these rules grant to somebody who is all of the subjects, and the next moment at which that changes."""
    mine = [shared for shared in known if not shared.subjects.isdisjoint(subjects)]
    return [shared.grant for shared in mine if shared.span.holds(at)], soonest(shared.span.next(at) for shared in mine)


def soonest(moments: Iterable[dt.datetime | None]) -> dt.datetime | None:
    """The first of some moments."""
    return min((moment for moment in moments if moment is not None), default=None)


def grant_of(rule: SharingRule) -> Grant:
    """What a rule opens."""
    return Grant(rule.entity, frozenset(rule.level.split()), Scope.ALL, rule.filter, rule=rule.name)


def _shared(rule: Any) -> Shared:
    subjects = frozenset(key for key in (rule.person_id, rule.department_id, rule.role_id) if key)
    return Shared(grant_of(rule), subjects, Span(rule.starts_at, rule.ends_at))
