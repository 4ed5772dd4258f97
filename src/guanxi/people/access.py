"""A user's rights, worked out from roles, department and the shipped presets."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from guanxi.engine.customfields import living
from guanxi.engine.permissions import Access, FieldRule, Grant, Mode, Scope
from guanxi.engine.permissions.grants import Place
from guanxi.engine.permissions.lending import Lent
from guanxi.engine.permissions.policies import presets
from guanxi.engine.trees import descend
from guanxi.people import regions, sharing, standing_in
from guanxi.people.models.department import Department
from guanxi.people.models.rights import RightsVersion
from guanxi.people.models.role import FieldLimit, Permission
from guanxi.people.models.user import RoleGiven, User
from guanxi.people.sharing import Span, soonest

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
    if held and held[0] == version and not is_over(held[1]):
        _kept.move_to_end(user.pk)
        return held[1]
    access = work_out(user)
    _kept[user.pk] = (version, access)
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)
    return access


def forget() -> None:
    """Keep nothing of what was worked out: the database is another one now, and its versions count anew."""
    _kept.clear()


def work_out(user: User) -> Access:
    """The user's access from the database, with what is lent to them."""
    return _with_lent([user], [own_access(user)])[0]


def own_access(user: User) -> Access:
    """What a user may do by their own roles, without what others lend them."""
    if not user.is_active or user.deleted_at is not None:
        return Access([])
    roles, until = _in_force(_given().filter(user=user), timezone.now())
    access = access_by_roles(roles, place_of(user, tuple(roles)))
    return Access(access.grants, access.rules, access.place, soonest((access.until, until)))


def _with_lent(users: Sequence[User], own: list[Access]) -> list[Access]:
    """The same accesses, with those of the people for whom these stand in beside them."""
    known = standing_in.known(substitutes=[user.pk for user in users])
    if not known:
        return own
    people = list({one.person_id: one.person for one in known if one.holds}.values())  # type: ignore[attr-defined]
    rights = dict(zip((person.pk for person in people), own_access_of_many(people), strict=True))
    now, found = timezone.now(), []
    for user, access in zip(users, own, strict=True):
        mine = [one for one in known if one.substitute_id == user.pk] if access.grants else []  # type: ignore[attr-defined]
        here = sorted((one for one in mine if one.holds), key=lambda one: one.ends_at)
        lent = {one.person.pk: Lent(one.person.pk, one.person.name, rights[one.person.pk], one.ends_at) for one in here}
        turns = (*(one.access.until for one in lent.values()), *(standing_in.span(one).next(now) for one in mine))
        until = soonest((access.until, *turns))
        found.append(Access(access.grants, access.rules, access.place, until, lent.values()) if mine else access)
    return found


def is_over(access: Access) -> bool:
    """Whether something of it began or ended since it was worked out."""
    return access.until is not None and timezone.now() >= access.until


def roles_in_force(user: User) -> dict[Any, str]:
    """The roles that a user has now, by id and key."""
    return _in_force(_given().filter(user=user), timezone.now())[0]


def _given() -> QuerySet[RoleGiven]:
    """Roles that were given to people, but for those in the recycle bin."""
    return RoleGiven._base_manager.filter(role__deleted_at__isnull=True).select_related("role").order_by("position")


def _in_force(given: Iterable[RoleGiven], at: dt.datetime) -> tuple[dict[Any, str], dt.datetime | None]:
    """Those that hold at a moment, and the next moment at which others do."""
    spans = [(line, Span(line.starts_at, line.ends_at)) for line in given]
    roles: dict[Any, str] = {line.role_id: line.role.key for line, span in spans if span.holds(at)}  # type: ignore[attr-defined]
    return roles, soonest(span.next(at) for _line, span in spans)


def access_by_roles(
    roles: dict[Any, str], place: Place | None = None, *, subjects: Sequence[Any] | None = None
) -> Access:
    """What some roles, by their id and key, allow together to somebody who stands there, with what is shared by rule.

    Without a place, and with `subjects`: with all that is or will be shared with the roles and these.
    """
    shared: list[Grant] = []
    until: dt.datetime | None = None
    if place is not None:
        shared, until = sharing.of(sharing.rules(place.subjects), place.subjects, timezone.now())
    elif subjects is not None:
        shared = sharing.whenever((*roles, *subjects))
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
    return Access([*grants, *shared], rules, place, until)


def place_of(user: User, roles: tuple[Any, ...]) -> Place:
    """Where the user stands: the department, what is below it, and who works there."""
    market = regions.read(claims=False)
    if user.department_id is None:
        return _alone(user, roles, market)
    parents = _parents()
    below = descend(parents, user.department_id)
    people = User._base_manager.filter(department__in=below).values_list("pk", "department_id")
    return _standing(user, roles, parents, below, list(people), market)


def access_of_many(users: Sequence[User]) -> list[Access]:
    """The same as `access_of` for each, with a handful of queries for all."""
    return _with_lent(users, own_access_of_many(users))


def own_access_of_many(users: Sequence[User]) -> list[Access]:
    """The same without what others lend."""
    if not users:
        return []
    lines: dict[Any, list[RoleGiven]] = {user.pk: [] for user in users}
    for line in _given().filter(user__in=lines):
        lines[line.user_id].append(line)  # type: ignore[attr-defined]
    now, known = timezone.now(), sharing.rules()
    parents = _parents()
    people = list(User._base_manager.filter(department__isnull=False).values_list("pk", "department_id"))
    alike: dict[tuple[Any, ...], Access] = {}
    market = regions.read(claims=False)
    found = []
    for user in users:
        if not user.is_active or user.deleted_at is not None:
            found.append(Access([]))
            continue
        roles, until = _in_force(lines[user.pk], now)
        key = tuple(roles)
        if key not in alike:
            alike[key] = access_by_roles(roles)
        rights = alike[key]
        if user.department_id is None:
            place = _alone(user, tuple(roles), market)
        else:
            below = descend(parents, user.department_id)
            here = [one for one in people if one[1] in below]
            place = _standing(user, tuple(roles), parents, below, here, market)
        shared, turn = sharing.of(known, place.subjects, now)
        found.append(Access([*rights.grants, *shared], rights.rules, place, soonest((until, turn))))
    return found


def _parents() -> dict[Any, Any]:
    return dict(Department._base_manager.filter(deleted_at__isnull=True).values_list("pk", "parent_id"))


def _alone(user: User, roles: tuple[Any, ...], market: regions.Tree) -> Place:
    mine = market.looked_after(user.pk, ())
    return Place(user.pk, colleagues=(user.pk,), colleagues_below=(user.pk,), regions=mine, subjects=(user.pk, *roles))


def _standing(
    user: User,
    roles: tuple[Any, ...],
    parents: dict[Any, Any],
    below: Collection[Any],
    people: list[tuple[Any, Any]],
    market: regions.Tree,
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
        regions=market.looked_after(user.pk, below),
        subjects=(user.pk, *above, *roles),
    )
