"""Encrypted columns by what they begin with: their blind index, and the name of the key that sealed them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection, models

from guanxi.kit.sealing import BLIND


class SealedExact(models.Lookup):  # type: ignore[type-arg]
    """An encrypted column by its whole value: what it begins with says enough."""

    lookup_name = "exact"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return self.among(compiler, connection, [self.rhs])

    def among(self, compiler: Any, connection: Any, values: Iterable[str]) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        field: Any = self.lhs.output_field
        blinds = [blind for value in values for blind in (field.blinds(value) if value else [""])]
        some = "" if "" in blinds else f"{column} <> '' AND "  # as the index says
        return f"({some}left({column}, {BLIND}) = ANY(%s))", (*parameters, *(parameters if some else ()), blinds)


class SealedIn(SealedExact):
    """The same by one of several values."""

    lookup_name = "in"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return self.among(compiler, connection, self.rhs)


def sealed_elsewise(model: type[models.Model], field: Any, name: str, most: int) -> list[tuple[Any, str]]:
    """Rows whose encrypted column isn't sealed under the key of this name, with what the column holds."""
    table, column, key = _names(model, field)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key}, {column} FROM {table} "  # noqa: S608
            f"WHERE {column} <> '' AND NOT starts_with(substr({column}, {BLIND + 1}), %s) LIMIT %s",
            [f"{name}.", most],
        )
        return cursor.fetchall()


def sealed_under(model: type[models.Model], field: Any) -> list[tuple[str, int]]:
    """How many values of an encrypted column each key seals, by the key's name."""
    table, column, _key = _names(model, field)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT split_part(substr({column}, {BLIND + 1}), '.', 1), count(*) "  # noqa: S608
            f"FROM {table} WHERE {column} <> '' GROUP BY 1"
        )
        return cursor.fetchall()


def put_sealed(model: type[models.Model], field: Any, rows: Iterable[tuple[Any, str, str]]) -> None:
    """Give rows (key, present, new) another form of the same encrypted value, unless they were written meanwhile."""
    table, column, key = _names(model, field)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {column} = %s WHERE {key} = %s AND {column} = %s",  # noqa: S608
            [(new, pk, present) for pk, present, new in rows],
        )


def _names(model: type[models.Model], field: Any) -> tuple[str, str, str]:
    """Table, column and key, quoted."""
    key: Any = model._meta.pk
    quote = connection.ops.quote_name
    return quote(model._meta.db_table), quote(field.column), quote(key.column)
