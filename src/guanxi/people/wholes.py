"""Departments of which somebody may see figures: those all of whose people are among the ones they may see."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from guanxi.engine.permissions import Actor
from guanxi.engine.trees import in_order
from guanxi.people.models.department import Department
from guanxi.people.models.user import User


@dataclass(frozen=True)
class Group:
    """A department with all below it, how deep it lies among those that are told, and its people."""

    key: uuid.UUID
    depth: int
    people: frozenset[uuid.UUID]


def whole_departments(actor: Actor, people: frozenset[uuid.UUID] | None) -> list[Group]:
    """As a tree; None: everybody is among them. Of a part of a department nothing is told as if it were its own."""
    if (people is not None and len(people) < 2) or not actor.access.may("departments", "read"):
        return []
    rows = Department.objects.visible_to(actor).filter(deleted_at=None).order_by("sort_key", "pk")
    parents: dict[uuid.UUID, uuid.UUID | None] = dict(rows.values_list("pk", "parent_id"))
    inside: dict[uuid.UUID, set[uuid.UUID]] = {}
    for key, department in User.objects.visible_to(actor).filter(deleted_at=None).values_list("pk", "department_id"):
        passed: set[uuid.UUID] = set()
        while department in parents and department not in passed:
            passed.add(department)
            inside.setdefault(department, set()).add(key)
            department = parents[department]
    whole = {key: frozenset(working) for key, working in inside.items() if people is None or working <= people}
    return [Group(key, depth, whole[key]) for key, depth in in_order(parents, whole)]
