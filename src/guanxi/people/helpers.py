"""Whom to ask for a right one doesn't have."""

from __future__ import annotations

from guanxi.people.models.role import Role
from guanxi.people.models.user import RoleGiven, User

MOST = 2
KEY = "administrator"


def who_grants(user: User) -> list[str]:
    """The names of some who can give rights, those of one's own department first; nobody for who is one of them."""
    roles = Role._base_manager.filter(key=KEY, deleted_at__isnull=True)
    given = RoleGiven._base_manager.filter(role__in=roles).values_list("user", flat=True)
    found = User._base_manager.filter(pk__in=given, is_active=True, deleted_at__isnull=True)
    people = list(found.order_by("sort_key").values_list("pk", "name", "department_id")[:50])
    if any(pk == user.pk for pk, _name, _department in people):
        return []
    people.sort(key=lambda person: person[2] != user.department_id)
    return [name for _pk, name, _department in people[:MOST]]
