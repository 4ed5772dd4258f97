"""What a pool opens to its members: its waiting records, and of those only the fields that it doesn't hide.

These rights are no part of a role's: they hold on the pool's own page and nowhere else, so that everybody's lists stay
what they are.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from guanxi.engine.permissions import Access, Actor, FieldRule, Grant, Mode, Scope
from guanxi.engine.registry import registry
from guanxi.ownership.models.pool import Pool, PoolMember

if TYPE_CHECKING:
    from guanxi.people.models.user import User

MEMBER, MANAGER = "read claim", "read claim assign"


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
    grants = [
        Grant(pool.entity, verbs, Scope.ALL, where, role="pool"),
        Grant("users", frozenset({"read"}), Scope.ALL, role="pool"),
        Grant("pools", frozenset({"read"}), Scope.ALL, role="pool"),
    ]
    veiled = frozenset(name.partition(".")[2] for name in pool.veiled if name.startswith(f"{pool.entity}."))
    rules = [FieldRule(pool.entity, veiled, Mode.HIDDEN, "pool")] if veiled and not manages else []
    return Member(user, pool, manages, Access(grants, rules, user.access.place))


def is_member(actor: Actor, pool: Pool) -> bool:
    """Whether an actor came as a member of this pool."""
    return isinstance(actor, Member) and actor.pool.pk == pool.pk
