"""Every order pages through completely, both ways, while others are writing."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from guanxi.engine.errors import BadQuery
from guanxi.engine.reading import Query, count, read_page
from guanxi.engine.testing.conformance.base import Subject, where
from guanxi.kit.collation import collation_key

TEXTUAL = ("text", "long_text", "phone", "email", "url", "choice", "stage", "auto_number")


class Pages:
    """Orders over the fields of one entity."""

    @where("create")
    def test_every_order_pages_through_without_gap_or_repeat(self, subject: Subject) -> None:
        entity = subject.entity
        for n in range(4):
            subject.make(n)
        for n in range(4, 7):
            subject.maker.make(entity, n, full=False)
        late = 20
        for name, kind in entity.fields.items():
            if not kind.sortable:
                continue
            indexed = name in {order.removeprefix("-") for order in entity.orders_}
            for sort in (name, f"-{name}"):
                whole = read_page(entity, subject.boss, Query(sort=(sort,), limit=500, fields=("id", name))).rows
                before = [row["id"] for row in whole]
                _check_order(subject, sort, whole)
                forward, last = self.walk(subject, sort, late if indexed else None)
                assert len(forward) == len(set(forward))
                assert [key for key in forward if key in set(before)] == before, sort
                backward = self.walk_back(subject, sort, last, late + 1 if indexed else None)
                assert len(backward) == len(set(backward))
                assert [key for key in backward if key in set(before)] == before, sort
                late += 2

    def walk(self, subject: Subject, sort: str, late: int | None) -> tuple[list[uuid.UUID], str | None]:
        """All keys, with a record inserted on the way if a number is given; and the mark of the last page."""
        found: list[uuid.UUID] = []
        mark: str | None = None
        while True:
            page = read_page(subject.entity, subject.boss, Query(sort=(sort,), limit=4, fields=("id",), cursor=mark))
            if not found and late is not None:
                subject.maker.make(subject.entity, late, full=False)
            found += [row["id"] for row in page.rows]
            if page.next is None:
                return found, mark
            mark = page.next

    def walk_back(self, subject: Subject, sort: str, mark: str | None, late: int | None) -> list[uuid.UUID]:
        """All keys again, from the last page to the first."""
        page = read_page(subject.entity, subject.boss, Query(sort=(sort,), limit=4, fields=("id",), cursor=mark))
        found = [row["id"] for row in page.rows]
        if late is not None:
            subject.maker.make(subject.entity, late, full=False)
        while page.previous is not None:
            page = read_page(
                subject.entity, subject.boss, Query(sort=(sort,), limit=4, fields=("id",), cursor=page.previous)
            )
            found = [*[row["id"] for row in page.rows], *found]
        return found

    def test_the_default_order_works(self, subject: Subject) -> None:
        records = [subject.make(n) for n in range(3)]
        page = read_page(subject.entity, subject.boss, Query(limit=500))
        assert {record.pk for record in records} <= {row["id"] for row in page.rows}
        assert page.next is None
        assert page.previous is None
        assert count(subject.entity, subject.boss, Query()).value == len(page.rows)
        bounded = count(subject.entity, subject.boss, Query(), bound=1)
        assert (bounded.value, bounded.exact, str(bounded)) == (1, False, "1+")

    def test_a_place_of_another_order_or_none_at_all_is_refused(self, subject: Subject) -> None:
        import base64

        import msgspec

        for n in range(3):
            subject.make(n)
        values: list[Any] = [1, True, None, "x", 1.5, [], {}, {"u": "x"}, {"n": "NaN"}, {"n": "1"}, {"d": "2026-01-01"}]
        values += [{"t": "2026-01-01T00:00:00"}, {"t": "2026-01-01T00:00:00+00:00"}, {"u": str(uuid.uuid4())}, 10**30]
        for name, kind in subject.entity.fields.items():
            if kind.sortable:
                mark = read_page(subject.entity, subject.boss, Query(sort=(name,), limit=1)).next
                assert mark is not None
                shape, way, packed = msgspec.json.decode(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
                packs = [msgspec.json.encode([shape, way, [value, *packed[1:]]]) for value in values]
                forged = [base64.urlsafe_b64encode(pack).decode() for pack in packs]
                for cursor in (*forged, mark[:-3], "x", "\x00", mark * 2):
                    try:
                        rows = read_page(
                            subject.entity, subject.boss, Query(sort=(name,), limit=1, fields=("id",), cursor=cursor)
                        ).rows
                    except BadQuery:
                        continue
                    assert len(rows) <= 1

    def test_a_field_without_order_says_so(self, subject: Subject) -> None:
        for name, kind in subject.entity.fields.items():
            if not kind.sortable:
                with pytest.raises(BadQuery):
                    subject.keys(sort=(name,))


def _check_order(subject: Subject, sort: str, rows: list[dict[str, Any]]) -> None:
    """The rows stand in the order Python gives them; texts are left to the database's own collation."""
    name, down = sort.removeprefix("-"), sort.startswith("-")
    kind = subject.entity.fields[name]
    if name == subject.entity.title:
        values: list[Any] = [collation_key(str(row[name])) for row in rows]
    elif kind.kind in TEXTUAL:
        return
    else:
        values = [getattr(row[name], "id", row[name]) for row in rows]
    present = [value for value in values if value is not None]
    assert values == sorted(present, reverse=down) + [None] * (len(values) - len(present)), sort
