"""A query that every request asks is prepared on its connection, counted like any other, and right for other values."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi.engine.models import Counter
from guanxi.engine.prepared import Prepared

pytestmark = pytest.mark.django_db


def by_series(series: str, least: int) -> Any:
    return Counter.objects.filter(series=series, last__gte=least).values_list("series", "last")


def test_the_server_prepares_it_and_answers_for_other_values() -> None:
    Counter.objects.bulk_create([Counter(series="prepared.a", last=3), Counter(series="prepared.b", last=8)])
    asked = Prepared(by_series, ("a sample", -41))
    assert asked.rows("prepared.a", 0) == [("prepared.a", 3)]
    assert asked.rows("prepared.b", 5) == [("prepared.b", 8)]
    assert asked.rows("prepared.b", 9) == []
    assert asked.rows("x' OR '1'='1", 0) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", ["%engine_counter%"])
        assert cursor.fetchone()[0] >= 1


def test_it_is_counted_as_a_query() -> None:
    with CaptureQueriesContext(connection) as caught:
        Prepared(by_series, ("a sample", -41)).rows("nothing", 0)
    assert len(caught.captured_queries) == 1


def test_each_sample_needs_a_place_of_its_own() -> None:
    with pytest.raises(ValueError, match="place of its own"):
        Prepared(lambda key: Counter.objects.values_list("series"), (uuid.UUID(int=0),)).rows(uuid.UUID(int=1))
