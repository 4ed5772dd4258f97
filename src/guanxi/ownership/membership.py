"""What a pool opens to its members: its waiting records, and of those only the fields that it doesn't hide.

These rights are no part of a role's: they hold on the pool's own page and nowhere else, so that everybody's lists stay
what they are.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from guanxi.engine.permissions import Access, Actor, FieldRule, Grant, Mode, Scope
from guanxi.engine.registry import registry
from guanxi.engine.trees import below
from guanxi.ownership.models.pool import Pool, PoolMember

if TYPE_CHECKING:
    from guanxi.people.models.user import User

MEMBER, MANAGER = "read claim", "read claim assign"
DECIDER = "read protect"
NAMED = ("users", "pools", "regions")


@dataclass
class Member:
    """A person as a member of a pool: the actor with whom what waits there is read and claimed."""

    user: Any
    pool: Pool
    manages: bool
    access: Access
    pk: Any = None

    def __post_init__(self) -> None:
        self.pk = self.user.pk

    def __str__(self) -> str:
        return str(self.user)

    @property
    def entity(self) -> Any:
        return registry[self.pool.entity]


def of(user: User) -> list[Member]:
    """The open pools of which somebody is a member, in their order."""
    from guanxi.ownership.pools import open_pools

    found = {pool.pk: pool for pool in open_pools()}
    return [
        _member(user, found[key], manages)
        for key, manages in _memberships(user, found)
        if registry.get(found[key].entity)
    ]


def in_pool(user: User, key: uuid.UUID) -> Member | None:
    """Somebody as a member of one open pool."""
    return next((one for one in of(user) if one.pool.pk == key), None)


def _memberships(user: User, among: dict[uuid.UUID, Pool]) -> Iterator[tuple[uuid.UUID, bool]]:
    subjects = user.access.place.subjects
    lines = PoolMember._base_manager.filter(
        Q(person__in=subjects) | Q(department__in=subjects) | Q(role__in=subjects), pool__in=list(among)
    )
    manages: dict[uuid.UUID, bool] = {}
    for pool, leads in lines.values_list("pool", "manages"):
        manages[pool] = manages.get(pool, False) or leads
    everything = user.access.may("pools", "update")
    for key in among:
        if key in manages or everything:
            yield key, manages.get(key, False) or everything


def _member(user: User, pool: Pool, manages: bool) -> Member:
    where = {
        "all": [
            {"field": "owner", "op": "empty", "value": True},
            {"field": "pool", "op": "eq", "value": str(pool.pk)},
        ]
    }
    verbs = frozenset((MANAGER if manages else MEMBER).split())
    grants = [Grant(pool.entity, verbs, Scope.ALL, where, role="pool"), *_of_names()]
    rules = [*_closed_by_roles(user, pool.entity), *_names_alone(user)]
    if not manages:
        rules += [
            FieldRule(pool.entity, names_of(pool, told), mode, "pool")
            for told, mode in ((pool.veiled, Mode.HIDDEN), (pool.masked, Mode.MASKED))
            if told
        ]
    return Member(user, pool, manages, Access(grants, rules, user.access.place))


def names_of(pool: Pool, told: Sequence[str]) -> frozenset[str]:
    """The fields of a pool's records among those told as `entity.field`."""
    return frozenset(name.partition(".")[2] for name in told if name.startswith(f"{pool.entity}."))


def _of_names() -> list[Grant]:
    """Records lead to people, pools and regions, which are told by name."""
    return [Grant(name, frozenset({"read"}), Scope.ALL, role="pool") for name in NAMED]


def _names_alone(user: User) -> list[FieldRule]:
    """All but their names stays closed: a pool tells of its records, not of the people and places they lead to."""
    found = []
    for name in NAMED:
        face = registry[name]
        closed = frozenset((*face.fields, *face.lines)) - {face.title}
        found.append(FieldRule(name, closed, Mode.HIDDEN, "pool"))
        found += _closed_by_roles(user, name)
    return found


def _closed_by_roles(user: User, entity: str) -> list[FieldRule]:
    """What somebody's own roles close to them stays closed in a pool."""
    face = registry[entity]
    if not user.access.may(entity, "read"):
        return []
    modes = {name: user.access.mode(face, name) for name in (*face.fields, *face.lines)}
    closed = ((mode, frozenset(n for n, m in modes.items() if m is mode)) for mode in (Mode.HIDDEN, Mode.MASKED))
    return [FieldRule(entity, names, mode, "pool") for mode, names in closed if names]


def is_member(actor: Actor, pool: Pool) -> bool:
    """Whether an actor came as a member of this pool."""
    return isinstance(actor, Member) and actor.pool.pk == pool.pk


def deciding(member: Member) -> Member:
    """Who manages a pool, as they decide of the requests for protection there: of these records and no others."""
    pool = member.pool
    where = {
        "all": [
            {"field": "asked_at", "op": "empty", "value": False},
            {"field": "pool", "op": "eq", "value": str(pool.pk)},
        ]
    }
    grants = [Grant(pool.entity, frozenset(DECIDER.split()), Scope.ALL, where, role="pool"), *_of_names()]
    rules = [*_closed_by_roles(member.user, pool.entity), *_names_alone(member.user)]
    return Member(member.user, pool, member.manages, Access(grants, rules, member.access.place))


def managers(pool: Pool) -> set[uuid.UUID]:
    """Who manages a pool now, by name, by department or by role."""
    from guanxi.people.models.user import RoleGiven, User

    lines = list(pool.members.filter(manages=True).values_list("person", "department", "role"))  # type: ignore[attr-defined]
    roots, roles = ({line[place] for line in lines if line[place]} for place in (1, 2))
    departments = {key for root in roots for key in below(registry["departments"], root)}
    now = timezone.now()
    given = RoleGiven._base_manager.filter(
        Q(starts_at=None) | Q(starts_at__lte=now), Q(ends_at=None) | Q(ends_at__gt=now), role__in=roles
    )
    wanted = Q(pk__in=[line[0] for line in lines if line[0]]) | Q(department__in=departments)
    wanted |= Q(pk__in=given.values("user"))
    return set(User._base_manager.filter(wanted, is_active=True, deleted_at=None).values_list("pk", flat=True))
