"""What would break a unique constraint, found for many records with one query per constraint."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import F, Q
from django.db.models.functions import Lower

from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid
from guanxi.engine.fields.number import AutoNumber
from guanxi.engine.gate.saving import told_constraint
from guanxi.engine.record import Kept


class Uniqueness:
    """The unique constraints of an entity; the records that passed are remembered, so that no two of them meet."""

    def __init__(self, entity: Entity) -> None:
        self.entity = entity
        self.constraints = [
            constraint
            for constraint in entity.model._meta.constraints
            if isinstance(constraint, models.UniqueConstraint)
            and _is_simple(constraint)
            and not self._numbered(constraint)
        ]
        self.taken: dict[str, dict[int, Any]] = {constraint.name: {} for constraint in self.constraints}
        self.applying: dict[Hashable, bool] = {}

    def _numbered(self, constraint: models.UniqueConstraint) -> bool:
        return any(isinstance(self.entity.fields.get(name), AutoNumber) for name in constraint.fields)

    def forget(self) -> None:
        """The records that passed are in the database now."""
        for taken in self.taken.values():
            taken.clear()

    def clashes(self, records: Sequence[Kept]) -> dict[int, Invalid]:
        """What is wrong with which of the records, by their place."""
        wrong: dict[int, Invalid] = {}
        for constraint in self.constraints:
            marks = [_mark(constraint, record) for record in records]
            stored = self._stored(constraint, records)
            taken = self.taken[constraint.name]
            for place, (record, mark) in enumerate(zip(records, marks, strict=True)):
                if place in wrong or mark is None:
                    continue
                clash = stored.get(mark, record.pk) != record.pk or taken.get(hash(mark), record.pk) != record.pk
                if not clash:
                    taken[hash(mark)] = record.pk
                elif self._applies(constraint, record):
                    wrong[place] = told_constraint(self.entity, constraint)
        return wrong

    def _applies(self, constraint: models.UniqueConstraint, record: Kept) -> bool:
        """Whether the constraint's condition holds for the record."""
        if constraint.condition is None:
            return True
        fields: list[Any] = [
            record._meta.get_field(name) for name in sorted(constraint.condition.referenced_base_fields)
        ]
        values = {field.name: getattr(record, field.attname) for field in fields}
        key = (constraint.name, *values.values())
        if key not in self.applying:
            against = {field.name: models.Value(values[field.name], field) for field in fields}
            self.applying[key] = bool(constraint.condition.check(against, using=DEFAULT_DB_ALIAS))
        return self.applying[key]

    def _stored(self, constraint: models.UniqueConstraint, records: Sequence[Kept]) -> dict[Hashable, Any]:
        """The marks that rows of the database have, with the key of one such row."""
        rows = self.entity.manager().filter(constraint.condition or Q())
        columns = []
        for number, expression in enumerate(_expressions(constraint)):
            column = f"mark_{number}"
            rows = rows.annotate(**{column: expression})
            columns.append(column)
            values = {mark[number] for record in records if (mark := _mark(constraint, record)) is not None}
            rows = rows.filter(Q(**{f"{column}__in": values - {None}}) | _none(column, values))
        return {tuple(values): key for key, *values in rows.values_list("pk", *columns)}


def _none(column: str, values: Iterable[Any]) -> Q:
    return Q(**{f"{column}__isnull": True}) if None in values else Q(pk__in=[])


def _expressions(constraint: models.UniqueConstraint) -> list[Any]:
    return [F(name) for name in constraint.fields] or list(constraint.expressions)


def _mark(constraint: models.UniqueConstraint, record: Kept) -> tuple[Any, ...] | None:
    """The values by which a record is unique; None where empty ones make it differ from every other."""
    marks = []
    for expression in _expressions(constraint):
        name = vars(expression)["name"] if isinstance(expression, F) else expression.source_expressions[0].name
        field = record._meta.get_field(name)
        value = getattr(record, field.attname)  # type: ignore[union-attr]
        if value is None and constraint.nulls_distinct is not False:
            return None
        marks.append(value.lower() if isinstance(expression, Lower) and value is not None else value)
    return tuple(marks)


def _is_simple(constraint: models.UniqueConstraint) -> bool:
    """Whether the values it compares can be told without the database."""
    return all(
        isinstance(expression, F) or (isinstance(expression, Lower) and isinstance(expression.source_expressions[0], F))
        for expression in constraint.expressions
    )
