"""Columns and tables made and filled while people write on; names come from models only."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models


def put_values(model: type[models.Model], field: Any, values: Iterable[tuple[Any, Any]]) -> None:
    """Give rows (key, value) what a column of theirs holds, in one round trip."""
    quote = connection.ops.quote_name
    table, column, key = quote(model._meta.db_table), quote(field.column), quote(str(model._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {column} = %s WHERE {key} = %s",  # noqa: S608
            [(field.get_db_prep_save(value, connection), pk) for pk, value in values],
        )


def watch_column(model: type[models.Model], field: Any, name: uuid.UUID) -> None:
    """Have the database note under this name which rows are made, or written in this column."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        cursor.execute(
            f"CREATE OR REPLACE TRIGGER {_trigger(name)} AFTER INSERT OR UPDATE OF {quote(field.column)} "
            f"ON {quote(model._meta.db_table)} FOR EACH ROW EXECUTE FUNCTION engine_touched('{name}')"
        )
        cursor.execute("SET LOCAL lock_timeout = DEFAULT")


def unwatch_column(model: type[models.Model], name: uuid.UUID) -> None:
    """Note nothing under this name any more."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        cursor.execute(f"DROP TRIGGER IF EXISTS {_trigger(name)} ON {connection.ops.quote_name(model._meta.db_table)}")
        cursor.execute("SET LOCAL lock_timeout = DEFAULT")


@contextmanager
def table_held(model: type[models.Model]) -> Iterator[None]:
    """Keep everybody out until the transaction ends, for changes of columns made within.

    OperationalError when others don't let go for five seconds.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL lock_timeout = '5s'")
        cursor.execute(f"LOCK TABLE {connection.ops.quote_name(model._meta.db_table)} IN ACCESS EXCLUSIVE MODE")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED; SET LOCAL lock_timeout = DEFAULT")


def rename_column(model: type[models.Model], old: str, new: str) -> None:
    """Call a column otherwise, so that whoever doesn't know it yet fails instead of writing where nobody reads."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {quote(model._meta.db_table)} RENAME COLUMN {quote(old)} TO {quote(new)}")


def _trigger(name: uuid.UUID) -> str:
    return connection.ops.quote_name(f"touched_{name.hex}")


def has_table(model: type[models.Model]) -> bool:
    """Whether the table of a model is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [model._meta.db_table])
        return bool(cursor.fetchone()[0])


def has_rows(model: type[models.Model]) -> bool:
    """Whether anything stands in the table of a model."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(model._meta.db_table)} LIMIT 1")  # noqa: S608
        return cursor.fetchone() is not None


def columns_of(model: type[models.Model]) -> set[str]:
    """The columns that the table of a model has."""
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, model._meta.db_table)}


def put_links_into_lines(model: type[models.Model], column: str, lines: type[models.Model]) -> None:
    """Make the record to which each row leads the first of its lines."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(lines._meta.db_table)} (id, position, parent_id, to_id, way, note) "  # noqa: S608
            f"SELECT gen_random_uuid(), 0, id, {quote(column)}, '', '' FROM {quote(model._meta.db_table)} "
            f"WHERE {quote(column)} IS NOT NULL"
        )
