"""Snapshots of what roles allow, and in what two of them differ."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from guanxi import __version__
from guanxi.engine.permissions import Access, Grant, Mode, Scope, explaining
from guanxi.engine.permissions.lending import Lent
from guanxi.engine.registry import registry
from guanxi.people import sharing
from guanxi.people.access import access_by_roles
from guanxi.people.models.role import Role
from guanxi.people.models.sharing import SharingRule
from guanxi.people.models.snapshot import RightsSnapshot
from guanxi.people.models.substitution import Substitution

UPGRADE, BY_RULE, BY_SUBSTITUTION = "upgrade", "sharing-rules", "substitutions"
"""Why: an upgrade; what stands for the key of a role where a sharing rule or a substitution changed."""
GONE: dict[str, Any] = {}
Rights = Mapping[str, Mapping[str, Any]]
"""By entity: `verbs`, each with its grants, and `fields`, each with what becomes of it; as JSON keeps them."""


@dataclass(frozen=True)
class Change:
    """A verb or a field of an entity that a role treats otherwise than before."""

    entity: str
    verb: str = ""
    field: str = ""
    before: tuple[Grant, ...] = ()
    after: tuple[Grant, ...] = ()
    modes: tuple[Mode, ...] = ()


def rights_of(access: Access) -> dict[str, Any]:
    """What an access allows, entity by entity, whoever has it."""
    told: dict[str, Any] = {}
    for face in registry:
        verbs = {v.verb: _grants(v) for v in explaining.on_entity(access, face) if v.allowed}
        fields = {one.field: one.mode.name for one in explaining.limits(access, face)}
        if verbs:
            told[face.name] = {"verbs": verbs, "fields": fields}
    return told


def take(role: Role, why: str, by: uuid.UUID | None) -> None:
    """Write down what the role allows now, if that isn't what was written last."""
    rights = GONE if role.deleted_at else rights_of(access_by_roles({role.pk: role.key}))
    _write(role.pk, role.key, role.name, rights, why, by)


def take_rule(rule: SharingRule, why: str, by: uuid.UUID | None) -> None:
    """The same for a sharing rule: what it opens, and to whom its name and history say."""
    rights = GONE if rule.deleted_at else rights_of(Access([sharing.grant_of(rule)]))
    _write(rule.pk, BY_RULE, rule.name, rights, why, by)


def take_substitution(one: Substitution, why: str, by: uuid.UUID | None) -> None:
    """The same for a substitution: what it lends, and for which days its name and history say."""
    from guanxi.people.access import own_access

    lent = Lent(one.person.pk, one.person.name, own_access(one.person))
    rights = GONE if one.deleted_at or one.ended_at else rights_of(Access([], lent=[lent]))
    _write(one.pk, BY_SUBSTITUTION, one.name[:100], rights, why, by)


def _write(key: uuid.UUID, word: str, name: str, rights: dict[str, Any], why: str, by: uuid.UUID | None) -> None:
    last = RightsSnapshot.objects.filter(role=key).order_by("-id").values_list("rights", flat=True).first()
    if rights != (GONE if last is None else last):
        RightsSnapshot.objects.create(role=key, key=word, name=name, by=by, why=why, release=__version__, rights=rights)


def take_all() -> None:
    """The same for every role, after an upgrade."""
    for role in Role._base_manager.filter(deleted_at__isnull=True).order_by("key"):
        take(role, UPGRADE, None)


def with_before() -> QuerySet[RightsSnapshot]:
    """Snapshots with what the same role allowed before each (`before`; None for the first), newest first."""
    earlier = RightsSnapshot.objects.filter(role=OuterRef("role"), id__lt=OuterRef("id")).order_by("-id")
    return RightsSnapshot.objects.annotate(before=Subquery(earlier.values("rights")[:1])).order_by("-id")


def changes(before: Rights | None, after: Rights) -> Iterator[Change]:
    """In what two snapshots differ, in the order of the registry; entities that are gone come last."""
    old = before or GONE
    known = [face.name for face in registry]
    for entity in (*known, *sorted({*old, *after} - set(known))):
        left, right = old.get(entity, GONE), after.get(entity, GONE)
        yield from _verbs(entity, left.get("verbs", GONE), right.get("verbs", GONE))
        if left and right:
            yield from _fields(entity, left["fields"], right["fields"])


def _verbs(entity: str, left: Mapping[str, Any], right: Mapping[str, Any]) -> Iterator[Change]:
    for verb in dict.fromkeys((*right, *left)):
        if left.get(verb) != right.get(verb):
            yield Change(entity, verb, before=_read(left.get(verb)), after=_read(right.get(verb)))


def _fields(entity: str, left: Mapping[str, str], right: Mapping[str, str]) -> Iterator[Change]:
    for field in dict.fromkeys((*right, *left)):
        modes = (Mode[left.get(field, "OPEN")], Mode[right.get(field, "OPEN")])
        if modes[0] is not modes[1]:
            yield Change(entity, field=field, modes=modes)


def _grants(verdict: explaining.Verdict) -> list[dict[str, Any]]:
    told = [
        {"allow": r.grant.allow, "scope": r.grant.scope.value, "filter": r.grant.filter or None}
        for r in verdict.reasons
    ]
    return sorted((one for at, one in enumerate(told) if one not in told[:at]), key=str)


def _read(told: Any) -> tuple[Grant, ...]:
    return tuple(Grant("", frozenset(), Scope(one["scope"]), one["filter"], one["allow"]) for one in told or ())
