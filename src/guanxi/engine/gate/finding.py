"""Records found by how people and files name them, many at once, and only by what the actor may read."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.link import Named
from guanxi.engine.permissions.access import Access
from guanxi.engine.uniting.leading import survivors
from guanxi.kit import search_terms

Rows = models.QuerySet[Any]
_LEAST_DIGITS = 5


def folded(value: Any) -> str:
    """A name without what doesn't tell two records apart: case, width, outer and repeated blanks."""
    text = str(value)
    plain = text.casefold() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    return " ".join(plain.split()) if " " in plain or "\t" in plain else plain


def keys_by_value(entity: Entity, rows: Rows, name: str, values: Iterable[Any]) -> dict[str, list[uuid.UUID]]:
    """Which of the rows have which of the values in a field: folded value to keys; one query."""
    wanted = {folded(value): value for value in values if value not in (None, "")}
    if not wanted:
        return {}
    kind = entity.fields[name]
    column = kind.attname  # type: ignore[attr-defined]
    if name == entity.title:
        rows = rows.filter(sort_key__in={search_terms.collation_key(str(value)) for value in wanted.values()})
    elif kind.kind == "email":
        rows = rows.alias(lowered=Lower(name)).filter(lowered__in={str(value).lower() for value in wanted.values()})
    else:
        spellings = {form for value in wanted.values() for form in _spellings(value)}
        rows = rows.filter(**{f"{column}__in": spellings})
    if kind.json_type == "string" and not kind.null:  # type: ignore[attr-defined]
        rows = rows.exclude(**{column: ""})
    found: dict[str, list[uuid.UUID]] = {}
    for key, value in rows.values_list("pk", column):
        said = folded(value)
        if said in wanted:
            found.setdefault(said, []).append(key)
    return found


def _spellings(value: Any) -> set[Any]:
    return {value, value.lower(), value.upper()} if isinstance(value, str) else {value}


def find_many(
    target: Entity, asked: Iterable[Any], access: Access, names: Sequence[str] = ()
) -> dict[Any, uuid.UUID | ValidationError]:
    """For each key or Named: the key of the one record that it means and the actor may see, or what is wrong.

    `names`: the fields by which records are found, instead of the entity's own keys.
    """
    rows = access.narrow(target, target.manager())
    answers: dict[Any, uuid.UUID | ValidationError] = {}
    keys = {value for value in asked if isinstance(value, uuid.UUID)}
    if keys:
        seen = {key: key for key in rows.filter(pk__in=keys).values_list("pk", flat=True)}
        seen |= _merged(target, rows, keys - seen.keys())
        missing = ValidationError(_("There is no such record, or you may not see it."), code="link")
        answers.update({key: seen.get(key, missing) for key in keys})
    left = {value.text: value for value in asked if isinstance(value, Named)}
    for name in names or target.keys_:
        if left and name in target.fields and access.readable(target, name):
            _by_field(target, rows, name, left, answers)
    for text, value in left.items():
        answers[value] = not_found(text)
    return answers


def _merged(target: Entity, rows: Rows, keys: set[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Those of the keys whose records were merged into others among the rows: whoever still means one means those."""
    there = survivors(target, keys) if keys else {}
    seen = set(rows.filter(pk__in=there.values()).values_list("pk", flat=True)) if there else set()
    return {key: survivor for key, survivor in there.items() if survivor in seen}


def _by_field(
    target: Entity,
    rows: Rows,
    name: str,
    left: dict[str, Named],
    answers: dict[Any, uuid.UUID | ValidationError],
) -> None:
    """Answer those of the names that this field explains."""
    read = _reading(target.fields[name])
    meant = {text: value for text in left if (value := read(text)) is not None}
    found = keys_by_value(target, rows, name, meant.values())
    for text, value in meant.items():
        matches = found.get(folded(value))
        if matches:
            answers[left.pop(text)] = matches[0] if len(matches) == 1 else ambiguous(text)


def not_found(text: str) -> ValidationError:
    return ValidationError(_("“%(text)s” can't be found.") % {"text": text[:60]}, code="link")


def ambiguous(text: str) -> ValidationError:
    message = _("“%(text)s” means several records; use its number.") % {"text": text[:60]}
    return ValidationError(message, code="ambiguous")


def _reading(kind: Kind) -> Callable[[str], Any]:
    """How a text would be written in a field; None for what can't stand in it."""

    def read(text: str) -> Any:
        if kind.kind == "email" and "@" not in text:
            return None
        if kind.kind == "phone" and sum(character.isdigit() for character in text) < _LEAST_DIGITS:
            return None
        try:
            return kind.from_text(text)
        except ValidationError:
            return None

    return read
