"""The rights that shipped roles have, declared by each module for its own nouns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from guanxi.engine.permissions.grants import FieldRule, Grant, Mode, Scope


@dataclass
class Preset:
    """A role as it is shipped."""

    key: str
    label: str | Promise
    help: str | Promise = ""
    grants: list[Grant] = field(default_factory=list)
    rules: list[FieldRule] = field(default_factory=list)


presets: dict[str, Preset] = {}


def preset(key: str, label: str | Promise, help: str | Promise = "") -> Preset:
    """Declare a shipped role."""
    return presets.setdefault(key, Preset(key, label, help))


def allow(
    roles: str, entity: str, verbs: str, scope: Scope = Scope.OWN, filter: Mapping[str, Any] | None = None
) -> None:
    """Give roles (keys, separated by blanks; "*" for all) verbs on an entity's rows."""
    _grant(roles, entity, verbs, scope, filter, allow=True)


def forbid(
    roles: str, entity: str, verbs: str, scope: Scope = Scope.ALL, filter: Mapping[str, Any] | None = None
) -> None:
    """Refuse roles verbs on rows, whatever else allows them."""
    _grant(roles, entity, verbs, scope, filter, allow=False)


def field_rule(roles: str, entity: str, fields: str, mode: Mode) -> None:
    """Hide, mask or lock fields for roles."""
    for role in _roles(roles):
        rule = FieldRule(entity, frozenset(fields.split()), mode, role)
        if rule not in presets[role].rules:
            presets[role].rules.append(rule)


def _grant(roles: str, entity: str, verbs: str, scope: Scope, filter: Mapping[str, Any] | None, *, allow: bool) -> None:
    for role in _roles(roles):
        grant = Grant(entity, frozenset(verbs.split()), scope, filter, allow, role)
        if grant not in presets[role].grants:
            presets[role].grants.append(grant)


def _roles(roles: str) -> list[str]:
    return list(presets) if roles == "*" else roles.split()
