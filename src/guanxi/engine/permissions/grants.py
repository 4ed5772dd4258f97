"""What a role gives: verbs on rows, and what becomes of fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any


class Scope(StrEnum):
    """Whose records."""

    OWN = "own"
    DEPARTMENT = "department"
    BELOW = "below"
    REGIONS = "regions"
    """Of those that know a region of the company's own: what lies in the actor's, whoever owns it."""
    SHARED = "shared"
    ALL = "all"


class Mode(IntEnum):
    """What becomes of a field; more is more open."""

    HIDDEN = 0
    MASKED = 1
    READ_ONLY = 2
    OPEN = 3


@dataclass(frozen=True)
class Grant:
    """Verbs on an entity's rows within a scope, narrowed by a filter; `allow` false forbids and wins."""

    entity: str
    verbs: frozenset[str]
    scope: Scope = Scope.OWN
    filter: Mapping[str, Any] | None = None
    allow: bool = True
    role: str = ""
    rule: str = ""
    """The name of the sharing rule it comes from; then it is no role's."""

    def covers(self, entity: str, verb: str) -> bool:
        return self.entity in ("*", entity) and ("*" in self.verbs or verb in self.verbs)


@dataclass(frozen=True)
class FieldRule:
    """What one role makes of some fields of an entity."""

    entity: str
    fields: frozenset[str]
    mode: Mode
    role: str = ""


@dataclass(frozen=True)
class Place:
    """Where an actor stands in the company, as scopes need it."""

    user: Any = None
    department: Any = None
    departments_below: tuple[Any, ...] = ()
    colleagues: tuple[Any, ...] = ()
    """Users of the same department, the actor included."""
    colleagues_below: tuple[Any, ...] = ()
    """Users of the department and those below it."""
    regions: tuple[Any, ...] = ()
    """The regions of the company's own that the actor looks after, with all below them."""
    subjects: tuple[Any, ...] = field(default=())
    """Everything a record can be shared with that means this actor: the user, the departments, the roles."""
