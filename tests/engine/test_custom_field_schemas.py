"""Random fields against random data: reading, filtering, ordering and search agree with a plain model of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.engine import gate
from guanxi.engine.customfields import living
from guanxi.engine.files.taking import take
from guanxi.engine.reading import Query, read_page
from guanxi.engine.testing import run_jobs_now
from guanxi.engine.testing.company import Company
from tests.engine.customising import FIELDS, QUOTES, add

pytestmark = pytest.mark.django_db

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "integer": st.none() | st.integers(-50, 50),
    "money": st.none() | st.decimals(-99, 99, places=2),
    "date": st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2026, 1, 9)),
    "time": st.none() | st.times(dt.time(6), dt.time(9)).map(lambda value: value.replace(microsecond=0)),
    "text": st.sampled_from(["", "kite", "heron", "海鸥"]),
    "address": st.sampled_from(
        ["", "山东/聊城/东昌府区|兴华西路 12 号|252000", "山东/济南||", "|a|", "Germany/Bonn||53111"]
    ),
    "file": st.sampled_from(["", "offer", "报价"]),
    "yes_no": st.booleans(),
}
DEEDS = ("add", "add", "result", "create", "create", "update", "bulk", "retire", "restore")
FORMULAS = {"integer": ("{} + 1", "integer"), "money": ("{} * 2", "money"), "date": ("{} + 1", "date")}


@dataclass
class Plain:
    """What should be there: the kind of each field, and each record's values."""

    kinds: dict[str, str] = field(default_factory=dict)
    results: dict[str, tuple[str, str]] = field(default_factory=dict)
    rows: dict[Any, dict[str, Any]] = field(default_factory=dict)
    retired: dict[str, Any] = field(default_factory=dict)

    def result(self, name: str, values: dict[str, Any]) -> Any:
        source, kind = self.results[name]
        value = values.get(source)
        if value is None:
            return None
        return {"integer": lambda: value + 1, "money": lambda: value * 2, "date": lambda: value + dt.timedelta(1)}[
            kind
        ]()


def drawn(data: st.DataObject, boss: Any, name: str, kind: str) -> Any:
    """A value for a field; a file is handed in first."""
    value = data.draw(VALUES[kind])
    if kind != "file" or not value:
        return value
    return take(QUOTES.fields[name], SimpleUploadedFile(f"{value}.txt", value.encode()), boss)


def step(data: st.DataObject, plain: Plain, boss: Any, number: int) -> None:
    """Something that an administrator or a colleague does."""
    deed = data.draw(
        st.sampled_from(["add", "add", "result", "create", "create", "update", "bulk", "retire", "restore"])
    )
    if deed == "add":
        kind = data.draw(st.sampled_from(sorted(VALUES)))
        made = add(boss, f"Field {number}", kind, searched=kind == "text")
        plain.kinds[made.name] = kind
        for values in plain.rows.values():
            values[made.name] = QUOTES.fields[made.name].nothing()
    elif deed == "result" and (sources := [name for name, kind in plain.kinds.items() if kind in FORMULAS]):
        source = data.draw(st.sampled_from(sources))
        shape, gives = FORMULAS[plain.kinds[source]]
        made = add(boss, f"Result {number}", "computed", formula=shape.format(source), gives=gives)
        plain.results[made.name] = source, plain.kinds[source]
        run_jobs_now()
    elif deed == "create":
        values = {name: drawn(data, boss, name, kind) for name, kind in plain.kinds.items()}
        (made,) = gate.create_many(QUOTES, [{"name": f"quote {number}", **values}], actor=boss)
        plain.rows[made.pk] = values
    elif deed in ("update", "bulk") and plain.rows and plain.kinds:
        key = data.draw(st.sampled_from(sorted(plain.rows)))
        name = data.draw(st.sampled_from(sorted(plain.kinds)))
        value = drawn(data, boss, name, plain.kinds[name])
        if deed == "update":
            gate.update(QUOTES, key, {name: value}, actor=boss)
        else:
            gate.bulk(QUOTES, [key], "update", {name: value}, actor=boss)
        plain.rows[key][name] = value
    elif deed == "retire" and (free := set(plain.kinds) - {source for source, _kind in plain.results.values()}):
        name = data.draw(st.sampled_from(sorted(free)))
        row = FIELDS.manager().get(key=name.removeprefix("custom_"), deleted_at__isnull=True)
        gate.delete(FIELDS, row.pk, actor=boss)
        plain.retired[name] = row.pk, plain.kinds.pop(name), {key: row.pop(name) for key, row in plain.rows.items()}
        living.refresh()
    elif deed == "restore" and plain.retired:
        name, (key, kind, held) = plain.retired.popitem()
        gate.restore(FIELDS, key, actor=boss)
        living.refresh()
        plain.kinds[name] = kind
        for row, values in plain.rows.items():
            values[name] = held.get(row, QUOTES.fields[name].nothing())


def check(data: st.DataObject, plain: Plain, boss: Any) -> None:
    """Every surface agrees with the plain model."""
    names = [*plain.kinds, *plain.results]
    page = read_page(QUOTES, boss, Query(fields=("name", *names), limit=100)).rows
    wanted = {
        key: {**values, **{name: plain.result(name, values) for name in plain.results}}
        for key, values in plain.rows.items()
    }
    assert {row["id"]: {name: row[name] for name in names} for row in page} == wanted
    for name in names:
        kind = QUOTES.fields[name]
        order = [row[name] for row in read_page(QUOTES, boss, Query(sort=(name,), fields=(name,), limit=100)).rows]
        present = [value for value in order if value is not None]
        if kind.kind not in ("text", "file"):
            assert order == sorted(present) + [None] * (len(order) - len(present)), name
        filled = [value for value in order if not kind.is_nothing(value)]
        if filled and "eq" in kind.operators and kind.kind != "yes_no":
            value = data.draw(st.sampled_from(filled))
            asked = {"field": f"custom.{name.removeprefix('custom_')}", "op": "eq", "value": kind.to_exact(value)}
            found = read_page(QUOTES, boss, Query(filter=asked, limit=100)).rows
            assert {row["id"] for row in found} == {key for key, row in wanted.items() if row[name] == value}, name
    for word in ("heron", "海鸥"):
        found = read_page(QUOTES, boss, Query(q=word, limit=100)).rows
        texts = [name for name, kind in plain.kinds.items() if kind == "text"]
        assert {row["id"] for row in found} >= {
            key for key, row in wanted.items() if any(row[name] == word for name in texts)
        }


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_every_surface_agrees_with_a_plain_model(data: st.DataObject) -> None:
    living.clear()
    with transaction.atomic():
        boss, plain = Company().boss(), Plain()
        for number in range(data.draw(st.integers(3, 14))):
            step(data, plain, boss, number)
        run_jobs_now()
        check(data, plain, boss)
        transaction.set_rollback(True)
    living.clear()
