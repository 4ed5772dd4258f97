"""Who may change whose standing: nobody gives rights they don't have, nor takes over somebody who may more.

The access rule says who may edit users and roles at all. This is the second question, asked of every change: a person
who may invite colleagues must not be able to make an administrator, of themselves or of anybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from guanxi.engine.errors import BadQuery, Invalid, NotAllowed
from guanxi.engine.filters import compile_filter
from guanxi.engine.filters.compiling import MY_REGIONS
from guanxi.engine.permissions import Access, Actor, Grant, Scope
from guanxi.engine.permissions.policies import presets
from guanxi.engine.registry import registry

if TYPE_CHECKING:
    from guanxi.people.models.department import Department
    from guanxi.people.models.role import Role
    from guanxi.people.models.sharing import SharingRule
    from guanxi.people.models.user import User

Lines = Sequence[Mapping[str, Any]]
"""Permissions as the event log keeps them."""
WIDTH = {Scope.OWN: 1, Scope.DEPARTMENT: 2, Scope.BELOW: 3, Scope.ALL: 4}
OWN_VERBS = frozenset({"set_preferences", "change_password"})
HARMLESS = frozenset({"name", "job_title", "language", "time_zone", "theme", "density"})


def check_user_change(user: User, actor: Actor, verb: str, changes: dict[str, Any]) -> None:
    """Raise NotAllowed where the change would give more than the actor has, or touch somebody who has more."""
    if verb in OWN_VERBS or is_unlimited(actor.access) or (verb == "update" and HARMLESS.issuperset(changes)):
        return
    if user.pk == actor.pk and HARMLESS.union({"username", "email", "mobile"}).issuperset(changes):
        return
    from guanxi.people.access import access_by_roles

    subjects = (user.pk, *above(user.department_id))  # type: ignore[attr-defined]
    access = access_by_roles(_roles(user, changes), subjects=subjects)
    elsewhere = user.department_id not in (None, *actor.access.place.departments_below)
    if (user.pk == actor.pk and "department" in changes) or exceeds(actor.access, access, elsewhere=elsewhere):
        if "roles" in changes or "department" in changes:
            raise NotAllowed(_("You can't give rights that you don't have yourself."))
        raise NotAllowed(_("This person may do more than you. Ask an administrator."))


def check_role_change(role: Role, actor: Actor) -> None:
    """Raise NotAllowed where a role gives more than the actor has."""
    from guanxi.people.access import access_by_roles

    if exceeds(actor.access, access_by_roles({role.pk: role.key}, subjects=()), elsewhere=True):
        raise NotAllowed(_("You can't give rights that you don't have yourself."))


def check_bans(before: Lines, after: Lines, actor: Actor) -> None:
    """Raise NotAllowed where a ban would be lifted from what the actor may not do: it holds for others' roles too."""
    kept = [_without_key(line) for line in after]
    for line in before:
        if not line["allow"] and _without_key(line) not in kept:
            wanted = Grant(line["entity"], frozenset(line["verbs"].split()), Scope(line["scope"]), line["filter"])
            if not is_unlimited(actor.access) and not _covered(actor.access, Access([]), wanted, elsewhere=True):
                raise NotAllowed(_("You can't lift a ban from what you may not do yourself."))


def check_conditions(name: str, before: Lines, after: Lines, actor: Actor) -> None:
    """Raise Invalid for conditions that no filter of the actor's own could have, unless they stood there before."""
    known = [(line["entity"], line["filter"]) for line in before]
    errors = {
        f"{name}.{place}.filter": [problem]
        for place, line in enumerate(after)
        if line["filter"] and (line["entity"], line["filter"]) not in known
        for problem in problems_of(line["entity"], line["filter"], actor)
    }
    if errors:
        raise Invalid(errors)


def problems_of(entity: str, filter: Any, actor: Actor) -> Iterator[str]:
    """What is wrong with conditions on an entity's records, for somebody who gives them."""
    face = registry.get(entity)
    if face is None:
        yield _("Say first which records these conditions are about.")
        return
    try:
        compile_filter(face, filter, actor.access)
    except BadQuery as bad:
        yield bad.message


def check_sharing(rule: SharingRule, actor: Actor, *, conditions: bool) -> None:
    """Raise Invalid for conditions that the actor may not ask, NotAllowed for a rule that opens more than they have."""
    from guanxi.people.sharing import grant_of

    problems = list(problems_of(rule.entity, rule.filter, actor)) if conditions and rule.filter else []
    if problems:
        raise Invalid({"filter": problems})
    if exceeds(actor.access, Access([grant_of(rule)]), elsewhere=True):
        raise NotAllowed(_("You can't share what you may not do yourself."))


def check_region(actor: Actor) -> None:
    """Raise NotAllowed where a region would give somebody more than the actor has: by it roles say whose records."""
    from guanxi.people.models.role import Permission

    lines = Permission._base_manager.filter(role__deleted_at__isnull=True, allow=True)
    told = [Grant(one.entity, frozenset(one.verbs.split()), Scope(one.scope), one.filter) for one in lines]
    told += [grant for preset in presets.values() for grant in preset.grants if grant.allow]
    given = [
        Grant(one.entity, one.verbs) for one in told if one.scope is Scope.REGIONS or MY_REGIONS in str(one.filter)
    ]
    wide = [replace(one, scope=Scope.ALL) for one in given]
    if wide and exceeds(actor.access, Access(wide), elsewhere=True):
        raise NotAllowed(_("You can't give rights that you don't have yourself."))


def check_place(department: Department, actor: Actor, changes: dict[str, Any]) -> None:
    """Raise NotAllowed where a department would come below one with which more is shared than the actor has."""
    if "parent" in changes and department.parent_id is not None:  # type: ignore[attr-defined]
        from guanxi.people.access import access_by_roles

        shared = access_by_roles({}, subjects=above(department.parent_id))  # type: ignore[attr-defined]
        if exceeds(actor.access, Access([grant for grant in shared.grants if grant.rule]), elsewhere=True):
            raise NotAllowed(_("You can't give rights that you don't have yourself."))


def above(department: Any) -> list[Any]:
    """A department and all it is a part of."""
    from guanxi.people.models.department import Department

    parents = dict(Department._base_manager.values_list("pk", "parent_id"))
    found: list[Any] = []
    while department is not None and department not in found:
        found.append(department)
        department = parents.get(department)
    return found


def is_unlimited(access: Access) -> bool:
    """Whether an access allows everything: nothing can exceed it."""
    return all(grant.allow for grant in access.grants) and any(
        grant.entity == "*" and "*" in grant.verbs and grant.scope is Scope.ALL and not grant.filter
        for grant in access.grants
    )


def exceeds(mine: Access, other: Access, *, elsewhere: bool = False) -> bool:
    """Whether the other access allows anything that mine doesn't.

    `elsewhere`: it is used outside my department, where "their department's" means records that I don't have.
    """
    if is_unlimited(mine):
        return False
    if any(grant.allow and not _covered(mine, other, grant, elsewhere) for grant in other.grants):
        return True
    return any(
        other.mode(entity, field) > mine.mode(entity, field)
        for entity in registry
        if other.may(entity.name, "read")
        for field in (*entity.fields, *entity.lines)
    )


def _without_key(line: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name != "id"}


def _roles(user: User, changes: dict[str, Any]) -> dict[Any, str]:
    """The roles a user has and those they had before the change, by key."""
    from guanxi.people.models.role import Role
    from guanxi.people.models.user import RoleGiven

    keys = set(RoleGiven._base_manager.filter(user=user).values_list("role_id", flat=True))
    for side in changes.get("roles", ()):
        keys.update(line["role"] for line in side or ())
    return dict(Role._base_manager.filter(pk__in=keys).values_list("pk", "key"))


def _covered(mine: Access, other: Access, wanted: Grant, elsewhere: bool) -> bool:
    """Whether my grants contain the wanted one, and no ban of mine is missing on the other side."""
    for ban in mine.grants:
        if not ban.allow and _overlap(ban, wanted) and not any(_same_ban(ban, theirs) for theirs in other.grants):
            return False
    return all(
        any(grant.allow and _contains(grant, wanted, verb, elsewhere) for grant in mine.grants) for verb in wanted.verbs
    )


def _contains(grant: Grant, wanted: Grant, verb: str, elsewhere: bool) -> bool:
    if grant.entity not in ("*", wanted.entity) or not ("*" in grant.verbs or verb in grant.verbs):
        return False
    if grant.filter and (grant.filter != wanted.filter or MY_REGIONS in str(grant.filter)):
        return False
    if grant.scope is Scope.ALL:
        return True
    if Scope.REGIONS in (grant.scope, wanted.scope):
        return False  # others look after other regions
    if Scope.SHARED in (grant.scope, wanted.scope):
        return grant.scope is wanted.scope
    if elsewhere and wanted.scope is not Scope.OWN:
        return False
    return WIDTH[grant.scope] >= WIDTH[wanted.scope]


def _overlap(ban: Grant, wanted: Grant) -> bool:
    same_entity = "*" in (ban.entity, wanted.entity) or ban.entity == wanted.entity
    return same_entity and ("*" in ban.verbs | wanted.verbs or bool(ban.verbs & wanted.verbs))


def _same_ban(ban: Grant, theirs: Grant) -> bool:
    if theirs.allow:
        return False
    return (ban.entity, ban.verbs, ban.scope, ban.filter) == (
        theirs.entity,
        theirs.verbs,
        theirs.scope,
        theirs.filter,
    )
