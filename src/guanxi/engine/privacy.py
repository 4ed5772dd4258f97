"""What a field says of a person: declared for every field, and what watching, taking out and erasing go by."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guanxi.engine.entity import Entity


class Privacy(StrEnum):
    """How much a field says of a person."""

    NONE = "none"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"
    """Who reads it is noted."""


MARKS = frozenset({"created_at", "created_by", "updated_at", "updated_by", "deleted_at"})
"""What every record has; it says who worked on it, which the history keeps."""


def classified(entity: Entity, name: str) -> Privacy | None:
    """What the declaration says of a field, or of one inside a set of lines (`lines.field`); None: nothing.

    Nobody knows what a company keeps in a field of its own, so that one is taken to be personal.
    """
    if name in entity.sensitive:
        return Privacy.SENSITIVE
    if name in entity.personal:
        return Privacy.PERSONAL
    if name in entity.impersonal or name in MARKS:
        return Privacy.NONE
    kind = entity.fields.get(name)
    is_own = getattr(kind, "is_custom", False) or entity.is_own
    return Privacy.PERSONAL if is_own else None


def unclassified(entity: Entity) -> list[str]:
    """The fields that the declaration says nothing of."""
    names = [*entity.fields, *(f"{lines.name}.{field}" for lines in entity.lines.values() for field in lines.fields)]
    return [name for name in names if classified(entity, name) is None]


def sensitive_fields(entity: Entity) -> frozenset[str]:
    """The fields of which reading is noted."""
    return frozenset(entity.sensitive)


def telling_fields(entity: Entity) -> list[str]:
    """The fields that say something of a person."""
    return [name for name in entity.fields if classified(entity, name) in (Privacy.PERSONAL, Privacy.SENSITIVE)]
