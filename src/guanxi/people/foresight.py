"""What a change of departments would do, told before it is done: who moves, who sees more or less, and of what."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.engine.permissions import Actor, Scope
from guanxi.engine.permissions.policies import presets
from guanxi.engine.reading import Query, count
from guanxi.engine.trees import descend
from guanxi.people import restructuring
from guanxi.people.models.department import Department
from guanxi.people.models.role import Permission
from guanxi.people.models.user import RoleGiven, User

MOST_NAMED = 15
"""People whose view changes are told by name, so many; of the others only the number."""
MOST_OWNERS = 1_000
"""Owners whose records are counted at most, as many as one condition takes."""
WITHIN = (Scope.DEPARTMENT, Scope.BELOW)


@dataclass
class Company:
    """Who works where, and what lies below what."""

    parents: dict[Any, Any]
    places: dict[Any, Any]

    @classmethod
    def now(cls) -> Company:
        alive = User._base_manager.filter(deleted_at__isnull=True)
        return cls(
            dict(Department._base_manager.filter(deleted_at__isnull=True).values_list("pk", "parent_id")),
            dict(alive.values_list("pk", "department_id")),
        )

    def without(self, gone: Any, people_to: Any, parts_to: Any) -> Company:
        """The same once a department has gone."""
        parents = {key: parts_to if above == gone else above for key, above in self.parents.items() if key != gone}
        if parts_to == people_to and parts_to in descend(self.parents, gone):
            parents[parts_to] = self.parents[gone]
        places = {user: people_to if place == gone else place for user, place in self.places.items()}
        return Company(parents, places)

    def reach(self, user: Any, scopes: Iterable[Scope]) -> set[Any]:
        """Whose records somebody with these scopes sees."""
        here = self.places.get(user)
        if here is None:
            return {user}
        wide = Scope.BELOW in scopes
        seen = set(descend(self.parents, here)) if wide else {here}
        return self._people(frozenset(seen)) | {user}

    def _people(self, departments: frozenset[Any]) -> set[Any]:
        return {user for user, place in self.places.items() if place in departments}


def of_move(department: Department, to: uuid.UUID | None, actor: Actor) -> list[str]:
    """Lines for a department that becomes part of another."""
    restructuring.check_move(department, to)
    before = Company.now()
    after = Company({**before.parents, department.pk: to}, before.places)
    inside = descend(before.parents, department.pk)
    going = sum(place in inside for place in before.places.values())
    return [*_moving(going, len(inside) - 1, _name(to)), *_differences(before, after, actor)]


def of_merge(department: Department, into: uuid.UUID, actor: Actor) -> list[str]:
    """Lines for a department that becomes one with another."""
    restructuring.check_target(department, into, "into")
    before = Company.now()
    going = restructuring.people(department.pk).count()
    lines = _moving(going, restructuring.parts(department.pk).exclude(pk=into).count(), _name(into))
    after = before.without(department.pk, into, into)
    return [*lines, *_linked(department), *_differences(before, after, actor)]


def of_close(department: Department, to: uuid.UUID | None, heir: uuid.UUID | None, actor: Actor) -> list[str]:
    """Lines for a department that ends."""
    restructuring.check_close(department, to, heir)
    before = Company.now()
    lines = _moving(restructuring.people(department.pk).count(), 0, _name(to))
    if freed := restructuring.parts(department.pk).count():
        told = ngettext(
            "%(n)d department below becomes part of %(place)s.",
            "%(n)d departments below become part of %(place)s.",
            freed,
        )
        lines.append(told % {"n": freed, "place": _name(department.parent_id)})
    if heir is not None:
        lines += _handed(department, heir, actor)
    after = before.without(department.pk, to, department.parent_id)
    return [*lines, *_linked(department), *_differences(before, after, actor)]


# --- lines ------------------------------------------------------------------------------------------------------------


def _name(department: uuid.UUID | None) -> str:
    named = (
        Department._base_manager.filter(pk=department).values_list("name", flat=True).first() if department else None
    )
    return named or _("the top of the company")


def _moving(people: int, departments: int, place: str) -> list[str]:
    lines = []
    if people:
        told = ngettext("%(n)d person goes to %(place)s.", "%(n)d people go to %(place)s.", people)
        lines.append(told % {"n": people, "place": place})
    if departments:
        told = ngettext("%(n)d department goes to %(place)s.", "%(n)d departments go to %(place)s.", departments)
        lines.append(told % {"n": departments, "place": place})
    return lines or [_("Nobody works there, and nothing is below it.")]


def _linked(department: Department) -> list[str]:
    """Records that name the department."""
    found = []
    for face, link in restructuring.links():
        number = face.manager().filter(**{link.name: department.pk}).values("pk")[:1_000].count()
        if number:
            found.append(_("%(things)s name it; they will name the other one.") % {"things": face.numbered(number)})
    return found


def _handed(department: Department, heir: uuid.UUID, actor: Actor) -> list[str]:
    owners = restructuring.people(department.pk).exclude(pk=heir).values_list("pk", flat=True)[:MOST_OWNERS]
    name = User._base_manager.filter(pk=heir).values_list("name", flat=True).first()
    return [_("%(name)s gets %(things)s.") % {"name": name, "things": things} for things in _owned(set(owners), actor)]


def _owned(owners: set[Any], actor: Actor) -> list[str]:
    """How much of each kind some people own, as far as the actor sees it."""
    if not owners:
        return []
    keys = [str(key) for key in sorted(owners)[:MOST_OWNERS]]
    found = []
    for face in restructuring.handed():
        if actor.access.may(face.name, "read") and actor.access.readable(face, face.owner_path):
            query = Query(filter={"field": face.owner_path, "op": "in", "value": keys})
            number = count(face, actor, query)
            if number.value:
                found.append(face.numbered(number.value, str(number)))
    return found


def _differences(before: Company, after: Company, actor: Actor) -> list[str]:
    """Who sees more or less, by name, and how many records of each kind are seen by others than before."""
    scopes = _scopes()
    moved: set[Any] = set()
    changed: list[tuple[Any, int, int]] = []
    for user, mine in scopes.items():
        was, will = before.reach(user, mine), after.reach(user, mine)
        if was != will:
            changed.append((user, len(will - was), len(was - will)))
            moved |= was ^ will
    if not changed:
        return [_("Nobody sees more or less than before.")]
    names = dict(User._base_manager.filter(pk__in=[user for user, *_rest in changed]).values_list("pk", "name"))
    lines = [_seeing(names[user], more, less) for user, more, less in changed[:MOST_NAMED]]
    if len(changed) > MOST_NAMED:
        rest = len(changed) - MOST_NAMED
        lines.append(ngettext("and %(n)d further person", "and %(n)d further people", rest) % {"n": rest})
    return [*lines, *(_("Seen by others than before: %(things)s") % {"things": told} for told in _owned(moved, actor))]


def _seeing(name: str, more: int, less: int) -> str:
    told = {"name": name, "more": more, "less": less}
    if more and less:
        return _("%(name)s will see what %(more)d more people have, and no longer what %(less)d have.") % told
    if more:
        return (
            ngettext(
                "%(name)s will see what %(more)d more person has.",
                "%(name)s will see what %(more)d more people have.",
                more,
            )
            % told
        )
    return (
        ngettext(
            "%(name)s will no longer see what %(less)d person has.",
            "%(name)s will no longer see what %(less)d people have.",
            less,
        )
        % told
    )


def _scopes() -> dict[Any, set[Scope]]:
    """Everybody whose rights hang on departments, with the scopes they have."""
    of_role: dict[Any, set[Scope]] = defaultdict(set)
    given = RoleGiven._base_manager.filter(
        role__deleted_at__isnull=True, user__is_active=True, user__deleted_at__isnull=True
    )
    pairs = list(given.values_list("user_id", "role_id", "role__key"))
    for _user, role, key in pairs:
        if key in presets and role not in of_role:
            of_role[role] |= {grant.scope for grant in presets[key].grants if grant.scope in WITHIN}
    for role, scope in Permission._base_manager.filter(scope__in=[one.value for one in WITHIN]).values_list(
        "role", "scope"
    ):
        of_role[role].add(Scope(scope))
    found: dict[Any, set[Scope]] = defaultdict(set)
    for user, role, _key in pairs:
        if of_role[role]:
            found[user] |= of_role[role]
    return found
