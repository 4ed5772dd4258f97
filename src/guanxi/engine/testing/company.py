"""A small company for tests: an owner, a teammate, a manager above both, a stranger; with whatever rights one says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from guanxi.engine import origin
from guanxi.engine.permissions import Access, FieldRule, Grant, Mode, Scope
from guanxi.engine.permissions.grants import Place
from guanxi.kit.search_terms import collation_key

WHO = ("owner", "teammate", "manager", "stranger")
ROLE = "tested"


@dataclass
class Acting:
    """An actor with exactly these rights; a user's row stands behind the key."""

    pk: Any
    access: Access


class Company:
    """Four users who exist as rows only; nobody has a right until `actor` says so."""

    def __init__(self) -> None:
        model: Any = get_user_model()
        now = timezone.now()
        people = [
            model(
                **{model.USERNAME_FIELD: f"company.{who}", "name": f"Company {who}"},
                sort_key=collation_key(f"Company {who}"),
                created_at=now,
                updated_at=now,
                version=1,
            )
            for who in WHO
        ]
        with origin.unguarded():
            model._base_manager.bulk_create(people)
        self.keys: dict[str, Any] = dict(zip(WHO, (person.pk for person in people), strict=True))

    def place(self, who: str) -> Place:
        """Owner and teammate share a department, below the manager's; the stranger sits elsewhere."""
        me, team = self.keys[who], (self.keys["owner"], self.keys["teammate"])
        alone = {"manager": (me,), "stranger": (me,)}
        below = (me, *team) if who == "manager" else alone.get(who, team)
        return Place(user=me, colleagues=alone.get(who, team), colleagues_below=below, subjects=(me,))

    def actor(self, who: str, *grants: Grant, rules: tuple[FieldRule, ...] = ()) -> Acting:
        return Acting(self.keys[who], Access(grants, rules, self.place(who)))

    def boss(self, *rules: FieldRule) -> Acting:
        """Somebody who may everything, under some field rules."""
        return self.actor("owner", allow("*"), rules=rules)


def allow(entity: str, verbs: str = "*", scope: Scope = Scope.ALL, role: str = ROLE, **more: Any) -> Grant:
    return Grant(entity, frozenset(verbs.split()), scope, role=role, **more)


def rule(entity: str, fields: str, mode: Mode, role: str = ROLE) -> FieldRule:
    return FieldRule(entity, frozenset(fields.split()), mode, role)
