"""What an import adds is found at once, and taken into the index beside it; without the second connection as well."""

from __future__ import annotations

import logging
import time

import pytest
from django.db import connection, transaction
from django.utils import translation

from guanxi.api.tests.world import found
from guanxi.engine import gate
from guanxi.engine.imports import indexing
from guanxi.engine.imports.indexing import Indexing
from guanxi.engine.reading import Query, read_page
from guanxi.engine.registry import registry
from guanxi.engine.testing.company import Company
from tests.engine.importing import bring, rows
from tests.example.models import Partner

LIMIT = "SHOW gin_pending_list_limit"
OTHERS = (
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
    "AND query LIKE 'SELECT gin_clean_pending_list%' AND pid <> pg_backend_pid()"
)


def asked(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


@pytest.mark.django_db(transaction=True)
def test_what_is_added_meanwhile_is_found_and_left_to_the_other_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "PAUSE", 0.01)
    boss, partners = Company().boss(), registry["partners"]
    usual = asked(LIMIT)
    with Indexing(Partner) as beside:
        for number in range(20):
            gate.create(partners, {"name": f"华东{number}"}, actor=boss)
            assert len(read_page(partners, boss, Query(q="华东")).rows) == number + 1
        with transaction.atomic():
            beside.leave()
            assert asked(LIMIT) == [("64MB",)]
    assert asked(LIMIT) == usual
    assert len(read_page(partners, boss, Query(q="华东")).rows) == 20


@pytest.mark.django_db(transaction=True)
def test_a_broken_connection_is_told_and_nothing_is_left_to_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(indexing, "PAUSE", 0.05)
    usual = asked(LIMIT)
    with Indexing(Partner) as beside, caplog.at_level(logging.WARNING):
        thread = beside._thread
        assert thread is not None
        end = time.monotonic() + 20
        while thread.is_alive() and time.monotonic() < end:
            for (pid,) in asked(OTHERS):
                asked(f"SELECT pg_terminate_backend({pid})")
            time.sleep(0.02)
        assert not thread.is_alive()
        beside.leave()
        assert asked(LIMIT) == usual
    assert "not taken in beside the import" in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize("on_match", ["skip", "update", "create"])
def test_a_file_that_is_half_there_already_comes_in_with_the_helper(
    monkeypatch: pytest.MonkeyPatch, on_match: str
) -> None:
    """Chunks that make nothing new give the helper nothing to do; nobody waits for an answer to that."""
    monkeypatch.setattr("guanxi.engine.imports.running.CHUNK", 50)
    monkeypatch.setattr("guanxi.engine.imports.running.MANY", 0)
    with translation.override("en"):
        clerk = found().users["clerk"]
        first = [f"华东{number},13800{number:06}" for number in range(300)]
        assert bring(clerk, "customers", "name,phone\n" + "\n".join(first)).counts["created"] == 300
        second = [*first, *(f"江南{number}," for number in range(300)), *first]
        counts = bring(clerk, "customers", "name,phone\n" + "\n".join(second), on_match=on_match).counts
    assert counts["created"] == (900 if on_match == "create" else 300)
    assert counts["failed"] == 0
    assert len(rows(clerk, "customers", "name", q="江南")) == 300


@pytest.mark.django_db
def test_inside_another_transaction_there_is_no_other_connection() -> None:
    with Indexing(Partner) as beside:
        assert beside._thread is None
        beside.leave()
        assert asked(LIMIT) == [("4MB",)]
