"""The one module that writes SQL by hand; identifiers come from models only, values are always parameters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.backends.utils import truncate_name

from guanxi.engine.prepared import Statement, prepared_cursor
from guanxi.engine.rows_sql import slot
from guanxi.kit.sealing import BLIND


@models.CharField.register_lookup
@models.UUIDField.register_lookup
class Among(models.Lookup):  # type: ignore[type-arg]
    """`pk__among`: one of many keys, as one parameter instead of one for each."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*parameters, list(self.rhs))


def keys_by_index(rows: models.QuerySet[Any], most: int) -> list[Any] | None:
    """The keys of the rows, found through an index and never by walking the table; None when there are more."""
    keys = _through_indexes(rows.order_by().values_list("pk")[: most + 1], "SELECT * FROM found")
    return [key for (key,) in keys] if len(keys) <= most else None


class Few(NamedTuple):
    """The first of rows that are few, how many there are in all, and what columns of them come to."""

    rows: list[tuple[Any, ...]]
    number: int
    sums: tuple[Any, ...]


def few_in_order(
    rows: models.QuerySet[Any, Any],
    orders: Sequence[tuple[bool, bool | None]],
    most: int,
    limit: int,
    sums: Sequence[int] = (),
) -> Few | None:
    """The first of the rows, a `values_list`, in the order of their first columns; None when they are more than `most`.

    They are found through an index and ordered afterwards. Orders: whether downwards, and whether nothing comes first.
    `sums`: places of columns to add up.
    """
    nulls = {True: " NULLS FIRST", False: " NULLS LAST", None: ""}
    order = ", ".join(f"c{at} {'DESC' if down else 'ASC'}{nulls[first]}" for at, (down, first) in enumerate(orders))
    added = "".join(f", (SELECT sum(c{place:d}) FROM found)" for place in sums)  # noqa: S608
    words = f"SELECT found.*, (SELECT count(*) FROM found){added} FROM found ORDER BY {order} LIMIT {limit:d}"  # noqa: S608
    found = _through_indexes(rows.order_by()[: most + 1], words, as_read=True)
    if not found:
        return Few([], 0, tuple(None for _place in sums))
    width = len(found[0]) - 1 - len(sums)
    count, *added_up = found[0][width:]
    return None if count > most else Few([row[:width] for row in found], count, tuple(added_up))


def few_totals(rows: models.QuerySet[Any, Any], sums: int, most: int) -> tuple[Any, ...]:
    """How many rows there are, up to one more than `most`, and the sums of their columns after the first."""
    added = "".join(f", sum(c{place + 1})" for place in range(sums))
    words = f"SELECT count(*){added} FROM found"  # noqa: S608
    told = _through_indexes(rows.order_by()[: most + 1], words)
    return told[0] if told else (0, *(None for _place in range(sums)))


def _through_indexes(rows: models.QuerySet[Any, Any], words: str, *, as_read: bool = False) -> list[tuple[Any, ...]]:
    """What a statement says of `found`, the rows, whose columns are called c0, c1 and so on.

    `as_read`: what it says begins with these columns, to be made what a queryset gives.

    The planner takes search terms to be commoner than they are and would rather walk a table until it met enough rows.
    All goes to the server at once, which takes what comes together for one transaction.
    """
    compiler = rows.query.get_compiler(connection=connection)
    try:
        inner, parameters = compiler.as_sql()
    except EmptyResultSet:
        return []
    columns = ", ".join(f"c{place}" for place in range(len(compiler.select)))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SET LOCAL enable_seqscan = off; WITH found ({columns}) AS MATERIALIZED ({inner}) {words}; "
            "SET LOCAL enable_seqscan = on",
            parameters,
        )
        cursor.nextset()
        found = cursor.fetchall()
    converters = compiler.get_converters([column for column, _sql, _alias in compiler.select]) if as_read else {}
    return [tuple(row) for row in compiler.apply_converters(found, converters)] if converters else found


def commit_unflushed() -> None:
    """Let the transaction's commit come back before it is on disk: for a step that is done again when it was lost."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")


def leave_pending(megabytes: int) -> None:
    """Let the transaction leave so much for `take_in_pending`, which another connection does at the same time."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL gin_pending_list_limit = '{int(megabytes)}MB'")


def take_in_pending(model: type[models.Model]) -> None:
    """Bring what was added to the table into its inverted indexes' trees; until then a search reads it row by row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT gin_clean_pending_list(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
            "JOIN pg_am a ON a.oid = c.relam WHERE a.amname = 'gin' AND i.indrelid = %s::regclass",
            [connection.ops.quote_name(model._meta.db_table)],
        )


def add_column(model: type[models.Model], field: Any, *, unique: bool = False) -> None:
    """A new column, empty in every row, without writing any of them; an index beside it where it leads to records.

    The table is locked for a moment only, and waited for five seconds at most: OperationalError when others don't let
    it go. A text that isn't given is "" in the database's own words, since a process may not know the column yet.
    """
    quote = connection.ops.quote_name
    table, column = quote(model._meta.db_table), quote(field.column)
    nothing = {"yes_no": "false", "choices": "'{}'"}.get(field.kind, "''")
    collation = getattr(field, "db_collation", None)
    kept = f"{field.db_type(connection)} COLLATE {quote(collation)}" if collation else field.db_type(connection)
    empty = "" if field.null else f" NOT NULL DEFAULT {nothing}"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL lock_timeout = '5s'")
        cursor.execute(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {column} {kept}{empty}")
        if field.is_relation:
            name = quote(truncate_name(f"{field.column}_link_{model._meta.db_table}", 63, 8))
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {table} ({column}) WHERE {column} IS NOT NULL")
        if field.is_sealed:
            name = quote(truncate_name(f"{field.column}_blind_{model._meta.db_table}", 63, 8))
            cursor.execute(
                f"CREATE INDEX IF NOT EXISTS {name} ON {table} (left({column}, {BLIND})) WHERE {column} <> ''"
            )
        if unique:
            given = f"{column} IS NOT NULL" if field.null else f"{column} <> ''"
            name = quote(unique_name(model, field))
            cursor.execute(f"CREATE UNIQUE INDEX IF NOT EXISTS {name} ON {table} ({column}) WHERE {given}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED; SET LOCAL lock_timeout = DEFAULT")


def drop_column(model: type[models.Model], field: Any) -> None:
    """Take a column away with its indexes; no row is written, and the table is waited for as in `add_column`."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL lock_timeout = '5s'")
        cursor.execute(f"ALTER TABLE {quote(model._meta.db_table)} DROP COLUMN IF EXISTS {quote(field.column)}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED; SET LOCAL lock_timeout = DEFAULT")


def unique_name(model: type[models.Model], field: Any) -> str:
    """What the index is called that keeps a column's values apart."""
    return truncate_name(f"{field.column}_once_{model._meta.db_table}", 63, 8)


def index_column(model: type[models.Model], field: Any) -> None:
    """Indexes for lists ordered and narrowed by this field; others write on meanwhile. Not in a transaction.

    What is empty comes last in both directions, so that a column that can be empty needs one for each.
    """
    quote = connection.ops.quote_name
    table, column = quote(model._meta.db_table), quote(field.column)
    wanted = {"order": f"{column}, id"}
    if field.null:
        wanted["reverse"] = f"{column} DESC NULLS LAST, id DESC"
    with connection.cursor() as cursor:
        for way, columns in wanted.items():
            name = quote(truncate_name(f"{field.column}_{way}_{model._meta.db_table}", 63, 8))
            cursor.execute("SELECT 1 FROM pg_index WHERE indexrelid = to_regclass(%s) AND NOT indisvalid", [name])
            if cursor.fetchone():  # an earlier attempt was broken off
                cursor.execute(f"DROP INDEX CONCURRENTLY {name}")
            cursor.execute(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {table} ({columns})")


def insert_once(model: type[models.Model], values: Mapping[str, Any]) -> bool:
    """Insert a row unless a unique constraint knows it already; whoever is inserting the same is waited for."""
    quote = connection.ops.quote_name
    fields: list[Any] = [model._meta.get_field(name) for name in values]
    columns = ", ".join(quote(field.column) for field in fields)
    slots = ", ".join(slot(field) for field in fields)
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({slots}) ON CONFLICT DO NOTHING"  # noqa: S608
    prepared = [field.get_db_prep_save(value, connection) for field, value in zip(fields, values.values(), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(statement, prepared)
        return bool(cursor.rowcount)


def add_up(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add to the `rows` of each person's hour, or begin it."""
    table = connection.ops.quote_name(model._meta.db_table)
    words = (
        f"INSERT INTO {table} AS c (id, person, hour, rows) SELECT gen_random_uuid(), * FROM "  # noqa: S608
        "unnest(%s::uuid[], %s::timestamptz[], %s::bigint[]) ON CONFLICT (person, hour) DO UPDATE "
        "SET rows = c.rows + EXCLUDED.rows"
    )
    with connection.cursor() as cursor:
        cursor.execute(words, [[row[name] for row in rows] for name in ("person", "hour", "rows")])


def open_for_redaction() -> None:
    """Until the transaction ends, what events tell may be taken out; the table's own trigger asks for it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL guanxi.erasing = 'on'")


def spend(model: type[models.Model], key: str, step: dt.timedelta, ahead: dt.timedelta) -> dt.datetime | None:
    """Move a limit's mark one step on from now, unless it is too far ahead; where it stands when it was refused."""
    table = connection.ops.quote_name(model._meta.db_table)
    first: list[Any] = [key, step, step, ahead]
    refused: list[Any] = [ahead, key]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} AS l (key, until) VALUES (%s, clock_timestamp() + %s) ON CONFLICT (key) DO UPDATE "  # noqa: S608
            "SET until = greatest(l.until, clock_timestamp()) + %s WHERE l.until <= clock_timestamp() + %s RETURNING 1",
            first,
        )
        if cursor.fetchone():
            return None
        cursor.execute(f"SELECT until - %s FROM {table} WHERE key = %s", refused)  # noqa: S608
        row = cursor.fetchone()
        return row[0] if row else None


def take_turns(name: str) -> None:
    """Wait until no other transaction holds this name, and hold it until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def rows_of_keys(
    model: type[models.Model], asked: Sequence[tuple[int, int, int]], most: int
) -> list[tuple[int, Any, int]]:
    """Place, record and kind of what the keys lead to, of (place, key, kind); of each key so many records at most."""
    table = connection.ops.quote_name(model._meta.db_table)
    words = (
        "SELECT a.place, k.record, a.kind "  # noqa: S608
        "FROM unnest(%s::int[], %s::bigint[], %s::smallint[]) AS a (place, key, kind) "
        f"CROSS JOIN LATERAL (SELECT record FROM {table} WHERE key = a.key LIMIT %s) AS k"
    )
    with connection.cursor() as cursor:
        cursor.execute(words, [*([list(column) for column in zip(*asked, strict=True)] or [[], [], []]), most])
        found: list[tuple[int, Any, int]] = cursor.fetchall()
    return found


def endings_in_use(model: type[models.Model], column: str, start: int) -> list[str]:
    """What the texts of a column end with from a place on, each once: from one to the next by an index of these."""
    quote = connection.ops.quote_name
    table, column = quote(model._meta.db_table), quote(column)
    ending = f"substring({column}, {start:d})"
    rows = f"SELECT {ending} FROM {table} WHERE {column} IS NOT NULL"  # noqa: S608
    further = f"{rows} AND {ending} > used.ending ORDER BY 1 LIMIT 1"
    after = f"SELECT ({further}) FROM used WHERE used.ending IS NOT NULL"  # noqa: S608
    used = f"WITH RECURSIVE used (ending) AS (({rows} ORDER BY 1 LIMIT 1) UNION ALL {after})"
    with prepared_cursor() as cursor:
        cursor.execute(f"{used} SELECT ending FROM used WHERE ending IS NOT NULL")  # noqa: S608
        return [ending for (ending,) in cursor.fetchall()]


def connections_by_state() -> dict[str, int]:
    """How many connections this database has, by what they do."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(state, 'unknown'), count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() GROUP BY 1 ORDER BY 1"
        )
        return dict(cursor.fetchall())


def totals(parts: Sequence[models.QuerySet[Any, Any]], sums: int) -> list[tuple[Any, ...]]:
    """How many rows each part has, and the sums of its columns after the first; parts are slices, so it is bounded."""
    told: list[tuple[Any, ...]] = [(0, *(None for _place in range(sums)))] * len(parts)
    added = "".join(f", sum(c{place + 1})" for place in range(sums))
    names = ", ".join(f"c{place}" for place in range(sums + 1))
    asked, values = [], []
    for place, part in enumerate(parts):
        try:
            words, parameters = part.query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:
            continue
        asked.append(f"SELECT {place}, count(*){added} FROM ({words}) AS part ({names})")  # noqa: S608
        values += parameters
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(asked), values)
            for place, *numbers in cursor.fetchall():
                told[place] = tuple(numbers)
    return told


def totals_of(rows: Statement | None, sums: int) -> tuple[Any, ...]:
    """How many rows there are, and the sums of their columns after the first."""
    if rows is None:
        return (0, *(None for _place in range(sums)))
    added = "".join(f", sum(c{place + 1})" for place in range(sums))
    names = ", ".join(f"c{place}" for place in range(sums + 1))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*){added} FROM ({rows.words}) AS part ({names})", rows.parameters)  # noqa: S608
        told: tuple[Any, ...] = cursor.fetchone()
    return told


def anything(parts: Sequence[Statement | None]) -> list[bool]:
    """Of several statements, which give a row; asked at once."""
    asked = [part for part in parts if part is not None]
    if not asked:
        return [False] * len(parts)
    words = "SELECT " + ", ".join(f"EXISTS ({part.words})" for part in asked)
    with prepared_cursor() as cursor:
        cursor.execute(words, [value for part in asked for value in part.parameters])
        told = iter(cursor.fetchone())
    return [part is not None and next(told) for part in parts]


def totals_by_value(
    rows: models.QuerySet[Any, Any], sums: int, *, most: int, latest_first: bool
) -> list[tuple[Any, ...]]:
    """The rows, a slice, by the value of their first column: value, count, sums of the others, all rows, all values."""
    try:
        words, parameters = rows.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return []
    added = "".join(f", sum(c{place + 1})" for place in range(sums))
    names = ", ".join(f"c{place}" for place in range(sums + 1))
    order = "c0 DESC NULLS LAST" if latest_first else "count(*) DESC, c0"
    statement = (
        f"SELECT c0, count(*){added}, sum(count(*)) OVER (), count(*) OVER () FROM ({words}) AS part ({names}) "  # noqa: S608
        f"GROUP BY c0 ORDER BY {order} LIMIT {int(most)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()
