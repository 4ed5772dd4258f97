"""Many rows at once, in and out of one statement; identifiers come from models only, values are always parameters."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any

import msgspec
from django.db import connection, models
from psycopg.adapt import PyFormat, Transformer

from guanxi.kit import copying


def copy_rows(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    """Insert rows by COPY, the fastest way in; they may be made while they are being sent.

    Columns that the database fills by itself are left to it. Raises IntegrityError as any insert does.
    """
    _copy(model, model._meta.db_table, rows)


def copy_tuples(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """The same for values that stand ready, in the order of the names of their fields."""
    quote = connection.ops.quote_name
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    columns = ", ".join(quote(field.column) for field in fields)
    statement = f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN"
    copy_in(statement, rows)


def write_rows(model: type[models.Model], rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write some columns of many rows, each with its own values, in one round trip."""
    quote = connection.ops.quote_name
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    if all(_as_copied(field) is None for field in fields):
        write_values(model, names, [[row.pk, *(_as_told(getattr(row, f.attname)) for f in fields)] for row in rows])
        return
    sets = ", ".join(f"{quote(f.column)} = {slot(f)}" for f in fields)
    key: Any = model._meta.pk
    statement = f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {quote(key.column)} = %s"  # noqa: S608
    parameters = [[*(_value(f, row) for f in fields), key.get_db_prep_save(row.pk, connection)] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(statement, parameters)


def write_values(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """The same for values as they are kept, each row behind its key: one statement that the database joins by itself.

    For texts, numbers, days, moments and links: a fifth of the work of one statement for each row.
    """
    quote = connection.ops.quote_name
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    key: Any = model._meta.pk
    sets = ", ".join(f"{quote(field.column)} = given.c{place}" for place, field in enumerate(fields, 1))
    columns = ", ".join(f"c{place} {field.db_type(connection)}" for place, field in enumerate((key, *fields)))
    statement = (
        f"UPDATE {quote(model._meta.db_table)} AS kept SET {sets} "  # noqa: S608
        f"FROM json_to_recordset(%s::json) AS given ({columns}) WHERE kept.{quote(key.column)} = given.c0"
    )
    told = msgspec.json.encode([{f"c{place}": value for place, value in enumerate(row)} for row in rows]).decode()
    with connection.cursor() as cursor:
        cursor.execute(statement, [told])


def _as_told(value: Any) -> Any:
    """As JSON brings it to the database, which reads bytes from hexadecimal digits."""
    return f"\\x{value.hex()}" if isinstance(value, bytes | memoryview) else value


def slot(field: Any) -> str:
    """The parameter of a statement that stands for a value of this field."""
    return (
        "%s::tsvector"
        if field.get_internal_type() == "SearchVectorField" or field.db_type(connection) == "tsvector"
        else "%s"
    )


def _value(field: Any, row: models.Model) -> Any:
    return field.get_db_prep_save(getattr(row, field.attname), connection)


def check_rows(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    """Hold rows against the table's check constraints, inserting nothing; raises IntegrityError as an insert does."""
    quote = connection.ops.quote_name
    shadow = f"shadow_{model._meta.db_table}"[:63]
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE IF NOT EXISTS {quote(shadow)} "
            f"(LIKE {quote(model._meta.db_table)} INCLUDING DEFAULTS INCLUDING CONSTRAINTS) ON COMMIT DROP"
        )
    _copy(model, shadow, rows, {"search"})


def _copy(model: type[models.Model], table: str, rows: Iterable[models.Model], without: Collection[str] = ()) -> None:
    quote = connection.ops.quote_name
    fields: list[Any] = [f for f in model._meta.concrete_fields if not f.has_db_default() and f.name not in without]
    columns = ", ".join(quote(field.column) for field in fields)
    taken = operator.itemgetter(*(field.attname for field in fields))
    made = [(place, plain) for place, field in enumerate(fields) if (plain := _as_copied(field)) is not None]
    came_later = {field.attname: field.get_default() for field in fields if getattr(field, "is_custom", False)}
    statement = f"COPY {quote(table)} ({columns}) FROM STDIN"

    def values() -> Iterator[Sequence[Any]]:
        for row in rows:
            told = taken({**came_later, **row.__dict__} if came_later else row.__dict__)
            if made:
                told = list(told)
                for place, plain in made:
                    told[place] = plain(told[place])
            yield told

    copy_in(statement, values())


def copy_in(statement: str, rows: Iterable[Sequence[Any]]) -> None:
    """Carry out a COPY from these rows. A kind of value that isn't known is written as the driver writes it."""
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        known = Transformer(copy.cursor)

        def as_sent(value: Any) -> str | None:
            text = known.get_dumper(value, PyFormat.TEXT).dump(value)
            return None if text is None else bytes(text).decode()

        for page in copying.pages(rows, as_sent):
            copy.write(page)


def _as_copied(field: Any) -> Callable[[Any], Any] | None:
    """What turns a value into what COPY takes; None where it is that already."""
    kind = field.target_field if field.is_relation else field
    if isinstance(kind, models.JSONField):
        return lambda value: None if value is None else msgspec.json.encode(value).decode()
    own = any(not getattr(type(kind), name).__module__.startswith("django.") for name in _PREPARING)
    if kind.db_type(connection) == "tsvector" or (isinstance(kind, _PLAIN) and not own):
        return None
    return lambda value: field.get_db_prep_save(value, connection)


_PLAIN = (
    models.CharField,
    models.TextField,
    models.UUIDField,
    models.IntegerField,
    models.BooleanField,
    models.DateField,
    models.DecimalField,
    models.BinaryField,
)
"""Fields whose Python values are sent as they are (a DateTimeField is a DateField)."""
_PREPARING = ("get_prep_value", "get_db_prep_value", "get_db_prep_save")
