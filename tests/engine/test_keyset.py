"""Pages by the last row seen: any order over any rows is the one Python sorts, whatever is empty or equal."""

import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from guanxi.engine import origin
from guanxi.engine.errors import BadQuery
from guanxi.engine.reading import Query, read_page
from guanxi.engine.reading.counting import count, count_with_sums
from guanxi.engine.registry import registry
from guanxi.engine.testing.company import Company
from guanxi.kit.collation import collation_key
from guanxi.kit.uuids import uuid7
from tests.example.models import Partner

ROW = st.tuples(
    st.sampled_from(("甲", "乙", "B", "a", "A")),
    st.one_of(st.none(), st.integers(-2, 2)),
    st.one_of(st.none(), st.sampled_from((Decimal("-1.50"), Decimal("0.00"), Decimal("0.10")))),
)
FIELDS = ("name", "rating", "discount", "created_at")
ORDER = st.lists(st.tuples(st.sampled_from(FIELDS), st.booleans()), min_size=1, max_size=3, unique_by=lambda o: o[0])


class Orders(TestCase):
    """One transaction for each set of rows."""

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(rows=st.lists(ROW, max_size=9), order=ORDER, limit=st.integers(1, 4), q=st.sampled_from(("", "found")))
    def test_pages_are_what_python_sorts(
        self, rows: list[Any], order: list[tuple[str, bool]], limit: int, q: str
    ) -> None:
        boss = Company().boss()
        records = _stored(rows)
        wanted = _sorted(records, order)
        sort = tuple(f"-{name}" if down else name for name, down in order)
        query = {"sort": sort, "limit": limit, "fields": ("id",), "q": q}
        forwards: list[uuid.UUID] = []
        mark, last = None, None
        for _ in range(len(rows) + 2):
            page = read_page(registry["partners"], boss, Query(**query, cursor=mark))
            forwards += [row["id"] for row in page.rows]
            last, mark = mark, page.next
            if mark is None:
                break
        assert forwards == wanted
        page = read_page(registry["partners"], boss, Query(**query, cursor=last))
        backwards = [row["id"] for row in page.rows]
        while page.previous:
            page = read_page(registry["partners"], boss, Query(**query, cursor=page.previous))
            assert len(page.rows) <= limit
            backwards = [*[row["id"] for row in page.rows], *backwards]
        assert backwards == wanted


def _stored(rows: list[Any]) -> list[Partner]:
    now = timezone.now()
    records = []
    for number, (name, rating, discount) in enumerate(rows):
        record = Partner(pk=uuid7(), name=name, rating=rating, discount=discount, sort_key=collation_key(name))
        record.search = "'found':1A"
        record.created_at = record.updated_at = now.replace(microsecond=number // 3)
        records.append(record)
    with origin.unguarded():
        Partner._base_manager.all().delete()
        Partner._base_manager.bulk_create(records)
    return records


def _sorted(records: list[Partner], order: list[tuple[str, bool]]) -> list[uuid.UUID]:
    """Stable, from the last order to the first; empty values stand last whichever way."""
    found = sorted(records, key=lambda record: record.pk, reverse=order[-1][1])
    for name, down in reversed(order):
        column = "sort_key" if name == "name" else name
        empty = [record for record in found if getattr(record, column) is None]
        present = [record for record in found if getattr(record, column) is not None]
        found = sorted(present, key=lambda record, at=column: getattr(record, at), reverse=down) + empty
    return [record.pk for record in found]


@pytest.mark.parametrize("few", [0, 2, 3, 1_000])
def test_a_search_gives_the_same_page_whether_few_or_many_match(
    db: None, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guanxi.engine.reading.page.FEW", few)
    boss, partners = Company().boss(), registry["partners"]
    _stored([("a", 1, Decimal("0.10")), ("b", 2, None), ("c", None, Decimal("-1.50"))])
    query = Query(q="found", sort=("-rating",), fields=("name", "rating", "discount"))
    page = read_page(partners, boss, query, ["rating", "discount"])
    assert page.met == ((3, {"rating": 3, "discount": Decimal("-1.40")}) if few >= 3 else None)
    assert [(row["name"], row["rating"], row["discount"]) for row in page.rows] == [
        ("b", 2, None),
        ("a", 1, Decimal("0.10")),
        ("c", None, Decimal("-1.50")),
    ]
    number, sums = count_with_sums(partners, boss, Query(q="found"), ["rating"])
    assert (str(number), sums) == ("3", {"rating": 3})
    assert str(count(partners, boss, Query(q="found"), bound=2)) == "2+"
    assert str(count(partners, boss, Query(q="?"), bound=2)) == "0"


def test_orders_and_limits_have_bounds(db: None) -> None:
    boss = Company().boss()
    for query in (
        Query(limit=0),
        Query(limit=501),
        Query(limit=-1),
        Query(sort=("name", "rating", "kind", "phone", "email")),
        Query(sort=("",)),
        Query(sort=("-",)),
        Query(sort=("--name",)),
        Query(sort=("name desc",)),
        Query(sort=("name; --",)),
        Query(q="x" * 201),
        Query(cursor="x" * 100_000),
    ):
        with pytest.raises(BadQuery):
            read_page(registry["partners"], boss, query)


def test_a_page_past_the_end_is_empty_and_leads_back(db: None) -> None:
    boss = Company().boss()
    partners = registry["partners"]
    for record in _stored([("a", 1, None), ("b", 2, None)]):
        assert record.pk
    first = read_page(partners, boss, Query(sort=("rating",), limit=1))
    second = read_page(partners, boss, Query(sort=("rating",), limit=1, cursor=first.next))
    assert (second.rows[0]["name"], second.next) == ("b", None)
    assert second.previous is not None
    back = read_page(partners, boss, Query(sort=("rating",), limit=1, cursor=second.previous))
    assert (back.rows[0]["name"], back.previous) == ("a", None)
    assert back.next is not None
