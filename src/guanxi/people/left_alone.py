"""What nobody answers for: records without an owner who works here, people and departments without a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Actor
from guanxi.engine.registry import registry
from guanxi.people import restructuring
from guanxi.people.models.department import Department
from guanxi.people.models.user import User

BOUND = 1_000
MOST_NAMED = 500
"""Owners that a link to the records can name."""
NOBODY = _("without an owner")
CLOSED = _("owned by a closed account")
PLACELESS = _("without a department")
GONE = _("in a department that is gone")
HANGING = _("part of a department that is gone")


@dataclass(frozen=True)
class Finding:
    """Some of one kind of record, and what they lack; a filter that finds them where one can say it."""

    face: Entity
    lacks: str | Promise
    number: int
    """Counted up to BOUND."""
    filter: dict[str, Any] | None = None

    @property
    def told(self) -> str:
        """ "12", or "1,000+"."""
        return f"{self.number - 1:,}+" if self.number > BOUND else f"{self.number:,}"


def findings(actor: Actor) -> list[Finding]:
    """All there is, as far as the actor may see it."""
    found: list[Finding] = []
    closed = list(
        User._base_manager.filter(Q(is_active=False) | Q(deleted_at__isnull=False)).values_list("pk", flat=True)
    )
    for face in restructuring.handed():
        if not actor.access.may(face.name, "read"):
            continue
        rows = actor.access.narrow(face, face.manager())
        path = face.owner_path
        _note(
            found, face, NOBODY, rows.filter(**{f"{path}__isnull": True}), {"field": path, "op": "empty", "value": True}
        )
        _note(found, face, CLOSED, rows.filter(**{f"{path}__in": closed}), _named(path, closed))
    return [*found, *_people(actor), *_departments(actor)]


def _people(actor: Actor) -> list[Finding]:
    face, found = registry[restructuring.USERS], list[Finding]()
    if actor.access.may(face.name, "read"):
        rows = actor.access.narrow(face, User._base_manager.filter(is_active=True))
        gone = list(_gone().values_list("pk", flat=True))
        alone = {
            "all": [
                {"field": "department", "op": "empty", "value": True},
                {"field": "is_active", "op": "eq", "value": True},
            ]
        }
        _note(found, face, PLACELESS, rows.filter(department=None), alone)
        _note(found, face, GONE, rows.filter(department__in=gone), _named("department", gone))
    return found


def _departments(actor: Actor) -> list[Finding]:
    face, found = registry[restructuring.DEPARTMENTS], list[Finding]()
    if actor.access.may(face.name, "read"):
        gone = list(_gone().values_list("pk", flat=True))
        rows = actor.access.narrow(face, Department._base_manager.filter(parent__in=gone))
        _note(found, face, HANGING, rows, _named("parent", gone))
    return found


def _gone() -> QuerySet[Department]:
    return Department._base_manager.filter(deleted_at__isnull=False)


def _named(path: str, keys: list[Any]) -> dict[str, Any] | None:
    return {"field": path, "op": "in", "value": [str(key) for key in keys]} if len(keys) <= MOST_NAMED else None


def _note(found: list[Finding], face: Entity, lacks: Any, rows: QuerySet[Any], filter: dict[str, Any] | None) -> None:
    number = rows.order_by().values("pk")[: BOUND + 1].count()
    if number:
        found.append(Finding(face, lacks, number, filter))
