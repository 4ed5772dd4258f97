"""Every operator of every field selects what a plain Python model of it says."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from guanxi.engine.errors import BadQuery
from guanxi.engine.fields.base import Kind
from guanxi.engine.filters import compile_filter
from guanxi.engine.filters.dates import span
from guanxi.engine.filters.tree import OPERATORS
from guanxi.engine.reading import Query
from guanxi.engine.reading.page import select
from guanxi.engine.testing.conformance.base import Subject
from guanxi.engine.testing.values import bad, plain
from guanxi.engine.trees import descend

TOGETHER = 50
"""So many conditions in one question, since the rights of what hangs on other records take long to put into words."""
SPANS = ("today", "this_year", "last_30_days", "next_2_years")
HARMFUL = (
    "__class__",
    "version",
    "name__startswith",
    "owner__password",
    "id__in",
    "pk",
    "search",
    "head",
    "a'; --",
    "name\x00",
    "",
)


def holds(kind: Kind, op: str, value: Any, operand: Any) -> bool:
    """What the operator means, in Python."""
    if op == "eq":
        return value == operand
    if op == "ne":
        return value != operand
    if op == "empty":
        return kind.is_nothing(value) is operand
    if op == "in":
        return any(set(words) & set(value) for words in operand) if kind.several else value in operand
    if kind.is_nothing(value):
        return False
    if op == "between":
        return operand[0] <= value <= operand[1]
    if op == "contains":
        return operand.upper() in value.upper() if isinstance(operand, str) else set(operand) <= set(value)
    if op == "startswith":
        return value.upper().startswith(operand.upper())
    if op == "within" and kind.kind == "address":
        return bool(value.startswith((f"{operand}/", f"{operand}|")))
    if op == "within":
        first, after = span(operand)
        return first <= value < after if kind.kind == "datetime" else first.date() <= value < after.date()
    return {"lt": value < operand, "lte": value <= operand, "gt": value > operand, "gte": value >= operand}[op]


def operands(kind: Kind, op: str, values: list[Any]) -> Iterator[tuple[Any, Any]]:
    """Operands in Python and in JSON."""
    some = [value for value in values if not kind.is_nothing(value)][:2]

    def told(value: Any) -> Any:
        return plain(kind.to_json(value))

    if op == "empty":
        yield from ((flag, flag) for flag in (True, False))
    elif op == "in":
        yield some, [told(value) for value in some]
        yield [], []
    elif op == "between":
        if len(some) == 2:
            yield sorted(some), [told(value) for value in sorted(some)]
            yield sorted(some)[::-1], [told(value) for value in sorted(some)[::-1]]
    elif op == "within" and kind.kind == "address":
        yield from ((name, name) for name in ("山东", "山东/聊城", "上海"))
    elif op == "within":
        yield from ((name, name) for name in SPANS)
    elif op in ("contains", "startswith") and not kind.several:
        for value in some:
            pieces = (value[2:5], value[1:3].upper()) if op == "contains" else (value[:3], value[:1].upper())
            yield from ((piece, piece) for piece in pieces if piece.strip() == piece and piece)
        yield "%", "%"
        yield "_", "_"
    else:
        yield from ((value, told(value)) for value in some)
        if op in ("eq", "ne"):
            yield kind.from_json(None), None


class Filters:
    """Filters over the fields of one entity."""

    def test_every_operator_selects_what_python_says(self, subject: Subject) -> None:
        entity, title = subject.entity, subject.entity.title
        records = [subject.make(n) for n in range(3)]
        if "create" in entity.verbs:
            records += [subject.maker.make(entity, n, full=False) for n in range(3, 5)]
        keys = [record.pk for record in records]
        rows = {row["id"]: subject.row(next(r for r in records if r.pk == row["id"])) for row in _rows(subject, keys)}
        assert len(rows) == len(keys)
        assert title in entity.fields
        for name, kind in entity.fields.items():
            values = [row[name] for row in rows.values()]
            for op in kind.operators:
                if op == "within" and kind.kind == "link":
                    self.check_tree(subject, name, rows)
                    continue
                for number, (operand, told) in enumerate(operands(kind, op, values)):
                    found = _found(subject, {"field": name, "op": op, "value": told}, keys)
                    wanted = {key for key, row in rows.items() if holds(kind, op, row[name], operand)}
                    assert found == wanted, (name, op, told)
                    if number:
                        continue
                    refused = _found(subject, {"not": {"field": name, "op": op, "value": told}}, keys)
                    assert refused == set(rows) - wanted, ("not", name, op, told)

    def check_tree(self, subject: Subject, name: str, rows: dict[uuid.UUID, dict[str, Any]]) -> None:
        from guanxi.engine.registry import registry

        target = registry[subject.entity.fields[name].target]  # type: ignore[attr-defined]
        key = next((row[name] for row in rows.values() if row[name]), None)
        condition = {"field": name, "op": "within", "value": str(key or uuid.uuid4())}
        if not target.tree:
            with pytest.raises(BadQuery):
                _found(subject, condition, list(rows))
        elif key:
            parents = dict(target.manager().values_list("pk", f"{target.tree}_id"))
            below = set(descend(parents, key))
            assert _found(subject, condition, list(rows)) == {k for k, row in rows.items() if row[name] in below}

    def test_what_a_field_does_not_offer_is_refused(self, subject: Subject) -> None:
        for name, kind in subject.entity.fields.items():
            for op in OPERATORS - set(kind.operators):
                with pytest.raises(BadQuery):
                    _found(subject, {"field": name, "op": op, "value": "x"}, [])

    def test_odd_operands_are_refused_or_find_nothing_more(self, subject: Subject) -> None:
        """Never an error of the database's."""
        record = subject.make(1)
        for name, kind in subject.entity.fields.items():
            odd = [
                *bad(kind),
                "\x00",
                "%",
                "\ud800",
                "9" * 400,
                -(10**400),
                1e308,
                [None],
                {"a": 1},
                [[1, 2]],
                ["x", "y"],
            ]
            asked = [{"field": name, "op": op, "value": value} for op in kind.operators for value in odd]
            allowed = [condition for condition in asked if _is_allowed(subject, condition)]
            for first in range(0, len(allowed), TOGETHER):
                assert _found(subject, {"any": allowed[first : first + TOGETHER]}, [record.pk]) <= {record.pk}

    def test_names_that_are_no_fields_are_refused_alike(self, subject: Subject) -> None:
        columns = {field.name for field in subject.entity.model._meta.get_fields()} - set(subject.entity.fields)
        columns |= {f.attname for f in subject.entity.model._meta.concrete_fields} - set(subject.entity.fields)
        for name in {*HARMFUL, *columns, *subject.entity.concealed} - {"id", *subject.entity.lines}:
            asks: list[dict[str, Any]] = [
                {"filter": {"field": name, "op": "eq", "value": "x"}},
                {"filter": {"field": f"{name}.name", "op": "eq", "value": "x"}},
                {"sort": (name,)},
                {"sort": (f"-{name}",)},
                *([{"fields": (name,)}] if name != "version" else []),
            ]
            for ask in asks:
                with pytest.raises(BadQuery):
                    subject.keys(**ask)


def _rows(subject: Subject, keys: list[uuid.UUID]) -> list[dict[str, Any]]:
    return [
        {"id": key}
        for key in select(subject.entity, subject.boss, Query()).filter(pk__in=keys).values_list("pk", flat=True)
    ]


def _is_allowed(subject: Subject, condition: Any) -> bool:
    try:
        compile_filter(subject.entity, condition, subject.boss.access)
    except BadQuery:
        return False
    return True


def _found(subject: Subject, condition: Any, keys: list[uuid.UUID]) -> set[uuid.UUID]:
    """The keys among these that a filter selects."""
    rows = select(subject.entity, subject.boss, Query(filter=condition))
    return set(rows.filter(pk__in=keys).values_list("pk", flat=True))
