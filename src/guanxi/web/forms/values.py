"""Values on their way between a form and the engine."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from guanxi.engine.errors import NotFound
from guanxi.engine.fields.anchor import Anchor, Anchored, parted, written
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.link import Link, Ref
from guanxi.engine.permissions import Access
from guanxi.engine.reading.rows import titles_of

Submitted = str | list[str]


class Typed(str):
    """What was typed and can't be read as a value: the form shows it again as it was."""

    __slots__ = ()

    def __format__(self, _spec: str) -> str:
        return str.__str__(self)


def to_typed(kind: Kind, value: Any) -> str:
    """A value as the browser will send it back from the form's control."""
    if value is None:
        return ""
    if isinstance(value, Ref):
        return str(value.id)
    if isinstance(value, Anchored):
        return written(value.entity, value.id)
    if isinstance(value, list):
        return ";".join(sorted(str(item) for item in value))
    if kind.kind in ("choice", "stage", "address"):
        return str(value)
    if kind.kind == "yes_no":
        return "yes" if value else "no"
    if kind.kind == "datetime":
        return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")
    return kind.to_text(value)


def to_shown(kind: Kind, typed: Submitted | None, titles: Mapping[tuple[str, uuid.UUID], str | None]) -> Any:
    """What was submitted, as the value its control shows again."""
    if isinstance(typed, list):
        return [item for item in typed if item]
    text = typed or ""
    if isinstance(kind, Link):
        key = as_key(text)
        return Ref(key, titles.get((kind.target, key), "")) if key else None
    if isinstance(kind, Anchor):
        place = as_place(kind, text)
        return Anchored(*place, titles.get(place)) if place else None
    try:
        return kind.from_text(text)
    except ValidationError:
        return None if kind.kind == "datetime" else Typed(text)


def titles_for(
    asked: Iterable[tuple[Kind, Submitted | None]], access: Access
) -> dict[tuple[str, uuid.UUID], str | None]:
    """The titles of the linked records that were submitted; one query per linked entity."""
    wanted: dict[str, set[uuid.UUID]] = {}
    for kind, typed in asked:
        if isinstance(kind, Link) and isinstance(typed, str) and (key := as_key(typed)):
            wanted.setdefault(kind.target, set()).add(key)
        elif isinstance(kind, Anchor) and isinstance(typed, str) and (place := as_place(kind, typed)):
            wanted.setdefault(place[0], set()).add(place[1])
    return {
        (target, key): title
        for target, keys in wanted.items()
        for key, title in titles_of(target, keys, access).items()
    }


def as_key(text: str) -> uuid.UUID | None:
    """A record's key out of what was submitted."""
    try:
        return uuid.UUID(text.strip())
    except ValueError:
        return None


def asked_key(asked: Mapping[str, str], name: str) -> uuid.UUID | None:
    """The key that an address asks for; None where it asks for none. Raises NotFound for what is no key."""
    if not (text := asked.get(name, "")):
        return None
    if (key := as_key(text)) is None:
        raise NotFound()
    return key


def as_place(kind: Kind, text: str) -> tuple[str, uuid.UUID] | None:
    """Entity and key of a record out of what was submitted."""
    try:
        return parted(kind.from_text(text)) if text.strip() else None
    except ValidationError:
        return None


def tidy(typed: Submitted) -> Submitted:
    """As the browser sent it, but with the line ends that everything else has."""
    if isinstance(typed, list):
        return [item for item in typed if item]
    return typed.replace("\r\n", "\n").replace("\r", "\n")
