"""The same work as bare SQL, over one connection with prepared statements: what the product is held against."""

from __future__ import annotations

import uuid
from typing import Any

import psycopg

from guanxi.engine.models import Event
from guanxi.kit import search_terms
from guanxi.modules.customers.models import Customer

COLUMNS = "id, version, name, kind, industry, owner_id, phone, region, annual_revenue, updated_at"


class Bare:
    """Statements a careful programmer would write by hand."""

    def __init__(self, dsn: str, owner: uuid.UUID) -> None:
        self.connection = psycopg.connect(dsn, autocommit=True, prepare_threshold=1)
        self.owner = owner
        self.names = [str(field.column) for field in Customer._meta.concrete_fields]
        self.event_names = [str(field.column) for field in Event._meta.concrete_fields]
        self.event_names.remove("transaction")

    def rows(self, statement: str, *values: Any) -> list[Any]:
        return self.connection.execute(statement, values).fetchall()

    def by_name(self) -> Any:
        return self.rows(
            f"SELECT {COLUMNS} FROM customers_customer WHERE deleted_at IS NULL ORDER BY sort_key, id LIMIT 51"
        )

    def by_owner(self) -> Any:
        return self.rows(
            f"SELECT {COLUMNS} FROM customers_customer WHERE deleted_at IS NULL AND owner_id = %s "
            "ORDER BY sort_key, id LIMIT 51",
            self.owner,
        )

    def by_change(self) -> Any:
        return self.rows(
            f"SELECT {COLUMNS} FROM customers_customer WHERE deleted_at IS NULL "
            "ORDER BY updated_at DESC, id DESC LIMIT 51"
        )

    def where(self, condition: str) -> Any:
        """By fields of the company's own; the condition says the order too."""
        return self.rows(f"SELECT {COLUMNS} FROM customers_customer WHERE deleted_at IS NULL AND {condition} LIMIT 51")

    def groups(self, keys: tuple[str, ...]) -> Any:
        """How many and their sums by a choice, of each up to 2,000."""
        return self.rows(
            "SELECT key, one.* FROM unnest(%s::text[]) AS key, LATERAL (SELECT count(*), sum(annual_revenue) FROM "
            "(SELECT annual_revenue FROM customers_customer WHERE deleted_at IS NULL AND custom_segment = key "
            "LIMIT 2000) AS few) AS one",
            list(keys),
        )

    def search(self, text: str) -> Any:
        """Matches first, then their order: left to itself, the planner walks the names until it has met 51 matches."""
        return self.rows(
            f"WITH found AS MATERIALIZED (SELECT {COLUMNS}, sort_key FROM customers_customer "
            "WHERE deleted_at IS NULL AND search @@ %s::tsquery) "
            f"SELECT {COLUMNS} FROM found ORDER BY sort_key, id LIMIT 51",
            search_terms.query(text),
        )

    def alike(self, keys: list[int]) -> Any:
        """The customers that have one of the keys, each once."""
        return self.rows(
            f"SELECT DISTINCT {COLUMNS} FROM unnest(%s::bigint[]) AS a (key), "
            "LATERAL (SELECT record FROM engine_matchkey WHERE key = a.key LIMIT 20) AS k "
            "JOIN customers_customer c ON c.id = k.record WHERE c.deleted_at IS NULL",
            keys,
        )

    def record(self, key: uuid.UUID) -> Any:
        one = self.rows("SELECT * FROM customers_customer WHERE id = %s AND deleted_at IS NULL", key)
        self.rows(
            "SELECT c.* FROM customers_contact c JOIN customers_affiliation a ON a.contact_id = c.id "
            "WHERE a.customer_id = %s AND c.deleted_at IS NULL ORDER BY c.sort_key LIMIT 11",
            key,
        )
        self.rows(f"SELECT {COLUMNS} FROM customers_customer WHERE parent_id = %s AND deleted_at IS NULL LIMIT 11", key)
        self.rows("SELECT * FROM engine_event WHERE record = %s ORDER BY version DESC LIMIT 50", key)
        return one

    def settle(self) -> None:
        """Clear up after what was written, which the database would else do by itself while the next is measured."""
        self.connection.execute("VACUUM ANALYZE customers_customer, engine_event")

    def insert(self, record: list[Any], event: list[Any]) -> Any:
        with self.connection.transaction():
            self.connection.execute(_insert("customers_customer", self.names), record)
            self.connection.execute(_insert("engine_event", self.event_names), event)

    def update(self, key: uuid.UUID, region: str, event: list[Any]) -> Any:
        with self.connection.transaction():
            self.connection.execute("SELECT * FROM customers_customer WHERE id = %s FOR UPDATE", [key])
            self.connection.execute(
                "UPDATE customers_customer SET region = %s, version = version + 1, updated_at = now() WHERE id = %s",
                [region, key],
            )
            self.connection.execute(_insert("engine_event", self.event_names), event)

    def bulk(self, keys: list[uuid.UUID], region: str, events: list[list[Any]]) -> Any:
        with self.connection.transaction():
            self.connection.execute(
                "UPDATE customers_customer SET region = %s, version = version + 1, updated_at = now() "
                "WHERE id = ANY(%s)",
                [region, keys],
            )
            with self.connection.cursor() as cursor:
                cursor.executemany(_insert("engine_event", self.event_names), events)

    def copy_in(self, records: list[list[Any]], events: list[list[Any]]) -> None:
        with self.connection.transaction(), self.connection.cursor() as cursor:
            for table, names, rows in (
                ("customers_customer", self.names, records),
                ("engine_event", self.event_names, events),
            ):
                columns = ", ".join(f'"{name}"' for name in names)
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)

    def copy_out(self, limit: int) -> int:
        size = 0
        rows = f"SELECT {COLUMNS} FROM customers_customer WHERE deleted_at IS NULL ORDER BY sort_key, id LIMIT {limit}"
        statement = f"COPY ({rows}) TO STDOUT CSV"
        with self.connection.cursor() as cursor, cursor.copy(statement) as copy:
            for block in copy:
                size += len(block)
        return size


def _insert(table: str, names: list[str]) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    slots = ", ".join("%s::tsvector" if name == "search" else "%s" for name in names)
    return f"INSERT INTO {table} ({columns}) VALUES ({slots})"
