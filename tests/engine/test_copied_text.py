"""The text of many rows for COPY brings in what the driver's own brings in, value by value."""

import datetime as dt
import enum
from decimal import Decimal
from typing import Any

import pytest
from django.db import DataError, connection, transaction
from django.utils.safestring import SafeString
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from guanxi.engine.rows_sql import copy_in


class Shade(enum.StrEnum):
    """A text that isn't quite a text."""

    DARK = "da%rk\t"


class Size(enum.IntEnum):
    """A number that isn't quite a number."""

    LARGE = 3


TEXT = st.text(st.one_of(st.sampled_from("\\\t\n\rN.%s{}\"',"), st.characters(codec="utf-8", exclude_characters="\0")))
MOMENT = st.datetimes(
    dt.datetime(1, 1, 3),  # noqa: DTZ001 (the zone is added)
    dt.datetime(9999, 12, 28),  # noqa: DTZ001
    timezones=st.sampled_from([dt.UTC, dt.timezone(dt.timedelta(hours=8))]),
)
COLUMNS: dict[str, st.SearchStrategy[Any]] = {
    "text": st.one_of(TEXT, TEXT.map(SafeString), st.just(Shade.DARK)),
    "uuid": st.uuids(),
    "bigint": st.one_of(st.integers(-(2**63), 2**63 - 1), st.just(Size.LARGE)),
    "boolean": st.booleans(),
    "numeric": st.decimals(allow_nan=False, allow_infinity=False, places=4) | st.just(Decimal("1E+3")),
    "date": st.dates(),
    "timestamptz": MOMENT,
    "double precision": st.floats(),
    "bytea": st.binary(),
    "text[]": st.lists(TEXT),
    "bigint[]": st.lists(st.integers(-5, 5)),
    "jsonb": st.sampled_from(['{"a": "\\\\t\\\\"}', "[]", "{}"]),
}
NAMES = ", ".join(f'"{kind}"' for kind in COLUMNS)


@st.composite
def columns(draw: st.DrawFn) -> list[tuple[Any, ...]]:
    """Rows whose columns hold one value, or several, with nothing among them or not."""
    count = draw(st.integers(1, 6))
    made = []
    for values in COLUMNS.values():
        may_lack = st.none() | values if draw(st.booleans()) else values
        made.append([draw(may_lack)] * count if draw(st.booleans()) else [draw(may_lack) for _ in range(count)])
    moments = list(COLUMNS).index("timestamptz")
    return [(*row, row[moments]) for row in zip(*made, strict=True)]


class Texts(TestCase):
    """One transaction for each set of rows."""

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(rows=columns())
    def test_it_is_what_the_driver_brings_in(self, rows: list[tuple[Any, ...]]) -> None:
        with connection.cursor() as cursor:
            kinds = ", ".join(f'"{kind}" {kind}' for kind in COLUMNS) + ", again timestamptz"
            for table in ("ours", "theirs"):
                cursor.execute(f"CREATE TEMPORARY TABLE {table} (row serial, {kinds}) ON COMMIT DROP")
            with cursor.copy(f"COPY theirs ({NAMES}, again) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            copy_in(f"COPY ours ({NAMES}, again) FROM STDIN", rows)
            cursor.execute("SELECT * FROM ours EXCEPT SELECT * FROM theirs")
            assert cursor.fetchall() == []
            cursor.execute("SELECT count(*) FROM ours")
            assert cursor.fetchone() == (len(rows),)
            cursor.execute("DROP TABLE ours, theirs")


@pytest.mark.django_db
def test_what_the_database_does_not_take_is_told_and_nothing_comes_in() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE ours (told text) ON COMMIT DROP")
        with pytest.raises(DataError), transaction.atomic():
            copy_in("COPY ours FROM STDIN", [["fine"], ["not\0fine"]])
        copy_in("COPY ours FROM STDIN", [["fine"], [None]] * 500)
        cursor.execute("SELECT count(*), count(told) FROM ours")
        assert cursor.fetchone() == (1_000, 500)
