"""Writing a cleaned record with its search index, its lines and its event."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity, LineSet
from guanxi.engine.errors import Invalid
from guanxi.engine.fields.base import Kind
from guanxi.engine.gate.choosing import check_choices
from guanxi.engine.gate.cleaning import check_record
from guanxi.engine.record import Kept, Line
from guanxi.engine.search.asking import weight
from guanxi.engine.sql import unique_name
from guanxi.kit import search_terms


def index(entity: Entity, record: Kept, begun: search_terms.Begun | None = None) -> None:
    """Bring the order key and the search index up to the record's values.

    `begun`: the same of the record's known texts, made ahead; for whoever has asked `still_known`.
    """
    first = entity.searched_first if begun else ()
    titled = begun is not None and entity.title in first
    record.sort_key = begun.key if titled else search_terms.sort_key(str(getattr(record, entity.title) or ""))  # type: ignore[union-attr]
    groups = _groups(entity, entity.searched[len(first) :], partial(getattr, record), len(first))
    record.search = search_terms.document(groups, begun)


def known_texts(entity: Entity, values: Mapping[str, Any]) -> tuple[str, list[tuple[str, str]]]:
    """What is known of a new record's search index before it has its number and its links; for `search_terms.begin`."""
    return str(values.get(entity.title) or ""), _groups(entity, entity.searched_first, values.get)


def still_known(entity: Entity, record: Kept, values: Mapping[str, Any]) -> bool:
    """Whether a new record has the texts that were known of it."""
    told = record.__dict__
    return all(told[name] == values.get(name, "") for name in entity.searched_first)


def _groups(
    entity: Entity, names: Iterable[str], value_of: Callable[[str], Any], first: int = 0
) -> list[tuple[str, str]]:
    """The texts of searched fields with their weights; `first`: the place of the first of them."""
    groups = []
    for place, name in enumerate(names, first):
        kind = entity.fields[name]
        text = kind.index_text(value_of(kind.attname))
        if text:
            groups.append((weight(entity, place), text))
    return groups


def jsonable(kind: Kind, value: Any) -> Any:
    """A value as the event log keeps it: text, whole numbers, yes/no, lists; stable to hash."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, uuid.UUID | dt.date | dt.datetime):
        return str(value) if isinstance(value, uuid.UUID) else value.isoformat()
    return kind.to_json(value)


def line_values(lines: LineSet, line: models.Model) -> dict[str, Any]:
    """A line as the event log keeps it."""
    told = {name: jsonable(kind, getattr(line, kind.attname)) for name, kind in lines.fields.items()}  # type: ignore[attr-defined]
    return {"id": str(line.pk), **told}


def present_lines(lines: LineSet, record: Kept) -> list[models.Model]:
    """The lines a record has now, in their order."""
    return list(lines.model._base_manager.filter(**{lines.parent: record.pk}).order_by("position"))


def new_line(lines: LineSet, record: Kept, values: Mapping[str, Any], position: int) -> Line:
    """An unsaved line of a record from cleaned values; raises Invalid when its own rule refuses it."""
    missing = [name for name, kind in lines.fields.items() if kind.needed and name not in values]
    if missing:
        raise Invalid({f"{lines.name}.{position}.{name}": [_("Fill this in.")] for name in missing})
    line: Line = lines.model(**{f"{lines.parent}_id": record.pk})
    give(lines, line, values, position)
    return line


def give(lines: LineSet, line: Any, values: Mapping[str, Any], position: int) -> None:
    """Put cleaned values on a line; raises Invalid when its own rule refuses it."""
    before = {name: getattr(line, name, None) for name in lines.choices}
    for name, value in values.items():
        if name != "id":
            setattr(line, lines.fields[name].attname, value)  # type: ignore[attr-defined]
    line.position = position
    try:
        check_record(line)
        check_choices(lines.choices, line, before)
    except Invalid as bad:
        raise Invalid({f"{lines.name}.{position}.{name}": texts for name, texts in bad.errors.items()}) from bad


def made_lines(
    lines: LineSet, record: Kept, wanted: Sequence[Mapping[str, Any]], old: Sequence[models.Model]
) -> list[Line]:
    """The lines that are wanted, with the values they will have, unsaved; raises Invalid."""
    by_id: dict[Any, Any] = {line.pk: line for line in old}
    made: list[Line] = []
    for position, values in enumerate(wanted):
        line = by_id.get(values.get("id"))
        if line is None:
            line = new_line(lines, record, values, position)
        else:
            give(lines, line, values, position)
        made.append(line)
    return made


def save_lines(lines: LineSet, record: Kept, wanted: list[dict[str, Any]], old: list[models.Model]) -> list[Any] | None:
    """Make the record's lines what is wanted; returns [from, to] for the event, or None when nothing changed."""
    before = [line_values(lines, line) for line in old]
    gone = {line.pk for line in old} - {values.get("id") for values in wanted}
    if gone:  # first, so that another line may take a value that has to be unique
        lines.model._base_manager.filter(pk__in=gone).delete()
    kept = made_lines(lines, record, wanted, old)
    for line in kept:
        line.save(force_insert=line._state.adding)
    after = [line_values(lines, line) for line in kept]
    return None if before == after else [before, after]


@contextmanager
def constraints_told(entity: Entity) -> Iterator[None]:
    """A broken database constraint becomes Invalid, naming the fields it is about."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as broken:
        raise invalid_from(entity, broken) from broken


def invalid_from(entity: Entity, broken: IntegrityError) -> Invalid:
    name = getattr(getattr(broken.__cause__, "diag", None), "constraint_name", "") or ""
    for model in (entity.model, *(lines.model for lines in entity.lines.values())):
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return told_constraint(entity, constraint)
    for field, kind in entity.fields.items():
        if getattr(kind, "is_custom", False) and unique_name(entity.model, kind) == name:
            return Invalid({field: [_("Another record has this already.")]})
    return Invalid({"": [_("These values contradict what is already stored.")]})


def told_constraint(entity: Entity, constraint: models.BaseConstraint) -> Invalid:
    """What to tell a person whose values break a constraint."""
    message = getattr(constraint, "violation_error_message", None)
    if isinstance(constraint, models.UniqueConstraint):
        expressions: list[Any] = list(constraint.expressions)
        named = [
            *constraint.fields,
            *(str(vars(f)["name"]) for e in expressions for f in e.flatten() if isinstance(f, F)),
        ]
        fields = [field for field in named if field in entity.fields]
        default = constraint.default_violation_error_message
        text = str(message) if message and message != default else _("Another record has this already.")
        return Invalid({fields[0] if fields else "": [text]})
    return Invalid({"": [str(message or _("These values contradict a rule."))]})
