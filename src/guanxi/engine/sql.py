"""The one module that writes SQL by hand; identifiers come from models only, values are always parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, models


def write_rows(model: type[models.Model], rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write some columns of many rows, each with its own values, in one round trip."""
    quote = connection.ops.quote_name
    fields = [model._meta.get_field(name) for name in names]
    sets = ", ".join(f"{quote(f.column)} = {_slot(f)}" for f in fields)  # type: ignore[union-attr]
    key = model._meta.pk
    statement = f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {quote(key.column)} = %s"  # noqa: S608  # type: ignore[union-attr]
    parameters = [
        [*(_value(f, row) for f in fields), key.get_db_prep_save(row.pk, connection)]  # type: ignore[union-attr]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, parameters)


def _slot(field: Any) -> str:
    return (
        "%s::tsvector"
        if field.get_internal_type() == "SearchVectorField" or field.db_type(connection) == "tsvector"
        else "%s"
    )


def _value(field: Any, row: models.Model) -> Any:
    return field.get_db_prep_save(getattr(row, field.attname), connection)
