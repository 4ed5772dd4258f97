"""Who may do what with one record, over everybody who works here."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from guanxi.engine.entity import Entity
from guanxi.engine.errors import NotFound
from guanxi.engine.permissions import Access, Actor, Mode, explaining
from guanxi.engine.permissions.explaining import Verdict
from guanxi.engine.permissions.policies import presets
from guanxi.engine.registry import registry
from guanxi.people import snapshots
from guanxi.people.access import access_of_many, roles_in_force
from guanxi.people.models.role import Role
from guanxi.people.models.snapshot import RightsSnapshot
from guanxi.people.models.user import RoleGiven, User

ROLES = "roles"
BATCH = 100
MOST_TRIED = 1_000
"""So many people are tried for one page at most; the next page goes on from there."""


@dataclass(frozen=True)
class Standing:
    """One person and what becomes of each verb on the record."""

    user: User
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True)
class Difference:
    """A verb or a field of an entity that two roles don't treat alike."""

    entity: Entity
    verdicts: tuple[Verdict, ...] = ()
    field: str = ""
    modes: tuple[Mode, ...] = ()


def knows_rights(actor: Actor) -> bool:
    """Whether somebody may be told of others' rights: whoever reads the roles knows what they give."""
    return actor.access.may(ROLES, "read")


def differences(sides: Sequence[Access], faces: Iterable[Entity]) -> Iterator[Difference]:
    """In what two roles differ, entity by entity: verbs, then the fields that both see anything of."""
    one, other = sides
    for face in faces:
        for left, right in zip(explaining.on_entity(one, face), explaining.on_entity(other, face), strict=True):
            if left.says != right.says:
                yield Difference(face, (left, right))
        if one.may(face.name, "read") and other.may(face.name, "read"):
            for field in (*face.fields, *face.lines):
                modes = (one.mode(face, field), other.mode(face, field))
                if modes[0] is not modes[1]:
                    yield Difference(face, field=field, modes=modes)


def who_may(
    entity: Entity, key: uuid.UUID, verbs: Sequence[str], *, after: uuid.UUID | None = None, limit: int = 50
) -> tuple[list[Standing], uuid.UUID | None]:
    """People by name for whom the first of the verbs is allowed on the record, and where the next page begins.

    A page may hold fewer than `limit` and have a next one: in a large company few may see a record.
    """
    found: list[Standing] = []
    tried = 0
    while tried < MOST_TRIED:
        users = list(_people(after)[:BATCH])
        judged = explaining.on_record(access_of_many(users), entity, key, verbs)
        for user, verdicts in zip(users, judged, strict=True):
            if verdicts and verdicts[0].allowed:
                found.append(Standing(user, tuple(verdicts)))
            after = user.pk
            if len(found) == limit:
                return found, after if _people(after).exists() else None
        tried += len(users)
        if len(users) < BATCH:
            return found, None
    return found, after


def person(key: uuid.UUID) -> User:
    """The user whose rights are told; the caller asked for the right to see them. Raises NotFound."""
    found = User._base_manager.select_related("department").filter(pk=key).first()
    if found is None:
        raise NotFound()
    return found


def roles_of(user: User) -> dict[uuid.UUID, str]:
    """The roles a user has now, by key."""
    return roles_in_force(user)


def ends_of(user: User) -> list[tuple[str, dt.datetime]]:
    """The roles that end by themselves, by key, and when."""
    given = RoleGiven._base_manager.filter(user=user, ends_at__gt=timezone.now(), role__deleted_at__isnull=True)
    pairs: Any = given.order_by("ends_at").values_list("role__key", "ends_at")
    return list(pairs)


def roles_for(actor: Actor) -> list[Role]:
    """Every role this actor may see."""
    return list(actor.access.narrow(registry["roles"], Role._base_manager.all()).order_by("name"))


def administrators() -> list[uuid.UUID]:
    """Who looks after the system."""
    now = timezone.now()
    given = RoleGiven._base_manager.filter(
        Q(starts_at=None) | Q(starts_at__lte=now),
        Q(ends_at=None) | Q(ends_at__gt=now),
        role__key="administrator",
        role__deleted_at__isnull=True,
        user__is_active=True,
        user__deleted_at__isnull=True,
    )
    return list(given.values_list("user_id", flat=True).distinct())


def role_changes(actor: Actor, *, before: uuid.UUID | None = None, limit: int = 30) -> list[RightsSnapshot]:
    """Snapshots of roles, rules and substitutions this actor may see, those in the recycle bin too, newest first."""
    seen = Q(pk__in=[])
    for face in (registry[name] for name in (ROLES, snapshots.BY_RULE, snapshots.BY_SUBSTITUTION)):
        for deleted in (False, True):
            seen |= Q(role__in=actor.access.narrow(face, face.manager(), deleted=deleted).values("pk"))
    rows = snapshots.with_before().filter(seen)
    return list((rows.filter(id__lt=before) if before else rows)[:limit])


def role_names(keys: Iterable[str]) -> dict[str, str]:
    """What roles are called, by the keys that grants and rules hold."""
    wanted = set(keys)
    named = {key: str(presets[key].label) for key in wanted if key in presets}
    own = Role._base_manager.filter(key__in=wanted - set(named)) if wanted - set(named) else ()
    return named | {role.key: role.name for role in own}


def _people(after: uuid.UUID | None) -> QuerySet[User]:
    users = User._base_manager.filter(is_active=True, deleted_at__isnull=True).select_related("department")
    if after is not None:
        name = User._base_manager.filter(pk=after).values_list("name", flat=True).first() or ""
        users = users.filter(Q(name__gt=name) | Q(name=name, pk__gt=after))
    return users.order_by("name", "pk")
