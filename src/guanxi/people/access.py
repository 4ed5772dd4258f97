"""A user's rights, worked out from roles, department and the shipped presets."""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Collection, Sequence
from typing import Any

from guanxi.engine.customfields import living
from guanxi.engine.permissions import Access, FieldRule, Grant, Mode, Scope
from guanxi.engine.permissions.grants import Place
from guanxi.engine.permissions.policies import presets
from guanxi.engine.trees import descend
from guanxi.people.models.department import Department
from guanxi.people.models.rights import RightsVersion
from guanxi.people.models.role import FieldLimit, Permission
from guanxi.people.models.user import RoleGiven, User

MOST_KEPT = 2_000
OWN_PREFERENCES = Grant("users", frozenset({"set_preferences"}), Scope.OWN, role="everybody")
"""What everybody may do, whichever roles they have."""
_kept: OrderedDict[uuid.UUID, tuple[int, Access]] = OrderedDict()


def access_of(user: User) -> Access:
    """The user's access, from what is kept when nobody's rights changed since."""
    version = user.rights_version
    if version is None:
        version = user.rights_version = RightsVersion.now()
    living.follow(version)
    held = _kept.get(user.pk)
    if held and held[0] == version:
        _kept.move_to_end(user.pk)
        return held[1]
    access = work_out(user)
    _kept[user.pk] = (version, access)
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)
    return access


def work_out(user: User) -> Access:
    """The user's access from the database."""
    if not user.is_active or user.deleted_at is not None:
        return Access([])
    given = RoleGiven._base_manager.filter(user=user, role__deleted_at__isnull=True)
    roles = dict(given.values_list("role_id", "role__key"))
    return access_by_roles(roles, place_of(user, tuple(roles)))


def access_by_roles(roles: dict[Any, str], place: Place | None = None) -> Access:
    """What some roles, by their id and key, allow together to somebody who stands there."""
    grants: list[Grant] = [OWN_PREFERENCES]
    rules: list[FieldRule] = []
    for key in roles.values():
        if key in presets:
            grants += presets[key].grants
            rules += presets[key].rules
    for line in Permission._base_manager.filter(role__in=roles):
        scope = Scope(line.scope)
        grants.append(
            Grant(line.entity, frozenset(line.verbs.split()), scope, line.filter, line.allow, roles[line.role_id])
        )
    for limit in FieldLimit._base_manager.filter(role__in=roles):
        rules.append(FieldRule(limit.entity, frozenset(limit.names.split()), Mode[limit.mode], roles[limit.role_id]))
    return Access(grants, rules, place)


def place_of(user: User, roles: tuple[Any, ...]) -> Place:
    """Where the user stands: the department, what is below it, and who works there."""
    if user.department_id is None:
        return _alone(user, roles)
    parents = _parents()
    below = descend(parents, user.department_id)
    people = User._base_manager.filter(department__in=below).values_list("pk", "department_id")
    return _standing(user, roles, parents, below, list(people))


def access_of_many(users: Sequence[User]) -> list[Access]:
    """The same as `access_of` for each, with a handful of queries for all."""
    given: dict[Any, dict[Any, str]] = {user.pk: {} for user in users}
    for line in RoleGiven._base_manager.filter(user__in=given, role__deleted_at__isnull=True).select_related("role"):
        given[line.user_id][line.role_id] = line.role.key
    parents = _parents()
    people = list(User._base_manager.filter(department__isnull=False).values_list("pk", "department_id"))
    alike: dict[tuple[Any, ...], Access] = {}
    found = []
    for user in users:
        if not user.is_active or user.deleted_at is not None:
            found.append(Access([]))
            continue
        roles = given[user.pk]
        key = tuple(roles)
        if key not in alike:
            alike[key] = access_by_roles(roles)
        rights = alike[key]
        if user.department_id is None:
            place = _alone(user, tuple(roles))
        else:
            below = descend(parents, user.department_id)
            place = _standing(user, tuple(roles), parents, below, [one for one in people if one[1] in below])
        found.append(Access(rights.grants, rights.rules, place))
    return found


def _parents() -> dict[Any, Any]:
    return dict(Department._base_manager.filter(deleted_at__isnull=True).values_list("pk", "parent_id"))


def _alone(user: User, roles: tuple[Any, ...]) -> Place:
    return Place(user.pk, colleagues=(user.pk,), colleagues_below=(user.pk,), subjects=(user.pk, *roles))


def _standing(
    user: User, roles: tuple[Any, ...], parents: dict[Any, Any], below: Collection[Any], people: list[tuple[Any, Any]]
) -> Place:
    """A place in a department; `people` are those who work in it or below it, each with the department."""
    above: list[Any] = []
    walk: Any = user.department_id
    while walk is not None and walk not in above:
        above.append(walk)
        walk = parents.get(walk)
    return Place(
        user=user.pk,
        department=user.department_id,
        departments_below=tuple(below),
        colleagues=tuple(pk for pk, department in people if department == user.department_id),
        colleagues_below=tuple(pk for pk, _department in people),
        subjects=(user.pk, *above, *roles),
    )
