"""A custom field becomes another kind: what would be lost is told first, nobody's work is lost, and it can go back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from guanxi.engine import gate
from guanxi.engine.column_sql import watch_column
from guanxi.engine.customfields import carrying_out, converting, living
from guanxi.engine.errors import Invalid, NotAllowed, NotFound, WrongStage
from guanxi.engine.jobs import Run, enqueue
from guanxi.engine.models.customfield import CustomField
from guanxi.engine.models.job import RUNNING, Job
from guanxi.engine.models.touched import Touched
from guanxi.engine.permissions import Mode
from guanxi.engine.reading import history, read_one
from guanxi.engine.registry import registry
from guanxi.engine.sql import add_column
from guanxi.engine.testing import run_jobs_now
from guanxi.engine.testing.company import Company, allow, rule
from guanxi.engine.wording import About
from guanxi.web import cells
from tests.engine.customising import FIELDS, QUOTES, add
from tests.house import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(house: House) -> Any:
    return house["admin"]


def columns() -> set[str]:
    with connection.cursor() as cursor:
        told = connection.introspection.get_table_description(cursor, "example_quote")
    return {column.name for column in told if column.name.split("_")[0] in ("custom", "held", "kept")}


def quote(actor: Any, name: str, **values: Any) -> Any:
    return gate.create(QUOTES, {"name": name, **values}, actor=actor)


def change(field: Any, to: str, actor: Any, lost: int = 0) -> Any:
    """Changed to the end; the field as it is then."""
    gate.act(FIELDS, field.pk, "change_kind", {"to": to, "most_lost": lost}, actor=actor)
    return finish(field)


def finish(field: Any) -> Any:
    run_jobs_now()
    living.refresh()
    return CustomField._base_manager.get(pk=field.pk)


def held(record: Any, field: Any, actor: Any) -> Any:
    return read_one(QUOTES, record.pk, actor)[field.name]


def test_texts_become_numbers_and_what_is_lost_is_told_first(boss: Any) -> None:
    field = add(boss, "Size")
    texts = {"a": "1,200", "b": "big", "c": ""}
    good, bad, empty = (quote(boss, name, **{field.name: text}) for name, text in texts.items())
    told = gate.foresee(FIELDS, field.pk, "change_kind", {"to": "integer", "most_lost": None}, actor=boss)
    assert [(line.entity, line.key) for line in told if isinstance(line, About)] == [("quotes", bad.pk)]
    assert "big" in told[-1]
    with pytest.raises(Invalid) as refused:
        change(field, "integer", boss)
    assert "most_lost" in refused.value.errors
    assert CustomField._base_manager.get(pk=field.pk).becoming == ""
    assert columns() == {field.name}
    changed = change(field, "integer", boss, lost=1)
    assert (changed.kind, changed.was, changed.becoming) == ("integer", "text", "")
    assert [held(record, field, boss) for record in (good, bad, empty)] == [1200, None, None]
    assert Job._base_manager.get(name="customfields.carry").result == {"held": 2, "carried": 1, "lost": 1}
    assert not Touched.objects.exists()
    assert quote(boss, "d", **{field.name: 7}).pk


def test_what_was_lost_comes_back_where_nobody_changed_it_since(boss: Any) -> None:
    field = add(boss, "Size", searched=True, initial="3")
    same, lost, new, refilled = (quote(boss, name, **{field.name: name}) for name in ("07", "big", "8", "wide"))
    change(field, "integer", boss, lost=2)
    gate.update(QUOTES, new.pk, {field.name: 9}, actor=boss)
    gate.update(QUOTES, refilled.pk, {field.name: 5}, actor=boss)
    later = quote(boss, "later", **{field.name: 4})
    gate.act(FIELDS, field.pk, "change_back", {"most_lost": None}, actor=boss)
    back = finish(field)
    assert (back.kind, back.searched, back.initial, back.was) == ("text", True, "3", "integer")
    assert [held(record, field, boss) for record in (same, lost, new, refilled, later)] == ["07", "big", "9", "5", "4"]


def test_people_write_while_it_is_carried_over(boss: Any) -> None:
    field = add(boss, "Size")
    before, lost = quote(boss, "a", **{field.name: "1"}), quote(boss, "b", **{field.name: "x"})
    gate.act(FIELDS, field.pk, "change_kind", {"to": "integer", "most_lost": 1}, actor=boss)
    row = CustomField._base_manager.get(pk=field.pk)
    run = Run(Job._base_manager.get(name="customfields.carry"))
    Job._base_manager.filter(pk=run.job.pk).update(state=RUNNING)
    work = carrying_out._work(row, run)
    add_column(QUOTES.model, work.target)
    watch_column(QUOTES.model, work.source, row.pk)
    assert carrying_out._fill(run, row, work).lost == 1
    gate.update(QUOTES, before.pk, {field.name: "2"}, actor=boss)
    gate.update(QUOTES, lost.pk, {field.name: "3"}, actor=boss)
    made = quote(boss, "c", **{field.name: "4"})
    assert carrying_out._swap(run, row, work, 0) == 0
    living.refresh()
    assert [held(record, field, boss) for record in (before, lost, made)] == [2, 3, 4]


def test_texts_become_choices_and_choices_texts(boss: Any) -> None:
    field = add(boss, "Colour")
    records = [quote(boss, str(n), **{field.name: text}) for n, text in enumerate(("Red", "red", "深蓝", "x" * 61))]
    changed = change(field, "choice", boss, lost=1)
    assert changed.kind == "choice"
    labels = [(line["key"], line["label"]) for line in read_one(FIELDS, field.pk, boss)["choices"]]
    assert labels == [("red", "Red"), ("shen_lan", "深蓝")]
    assert [held(record, field, boss) for record in records] == ["red", "red", "shen_lan", ""]
    change(field, "choices", boss)
    assert held(records[2], field, boss) == ["shen_lan"]
    change(field, "long_text", boss)
    assert [held(record, field, boss) for record in records] == ["Red", "Red", "深蓝", ""]


def test_a_list_has_an_end(boss: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converting, "MOST_CHOICES", 2)
    field = add(boss, "Colour")
    for text in ("a", "b", "c"):
        quote(boss, text, **{field.name: text})
    with pytest.raises(Invalid):
        gate.act(FIELDS, field.pk, "change_kind", {"to": "choice", "most_lost": 9}, actor=boss)
    assert CustomField._base_manager.get(pk=field.pk).becoming == ""


def test_the_history_stays_readable(boss: Any) -> None:
    choices = [{"label": "深红"}, {"label": "12"}]
    field = add(boss, "Colour", "choice", choices=choices)
    record = quote(boss, "a", **{field.name: "深红"})
    gate.update(QUOTES, record.pk, {field.name: "12"}, actor=boss)
    change(field, "integer", boss)
    gate.update(QUOTES, record.pk, {field.name: 13}, actor=boss)
    told = [c for one in history(QUOTES, record.pk, boss) for c in one.changes if c.field == field.name]
    kind = QUOTES.fields[field.name]
    words = [(cells.words(kind, c.old), cells.words(kind, c.new)) for c in told]
    assert words == [("12", "13"), ("深红", "12"), ("—", "深红")]
    events = history(FIELDS, field.pk, boss)
    assert [c.new for one in events for c in one.changes if c.field == "kind"] == ["integer", "choice"]
    client = Client()
    client.force_login(boss)
    page = client.get(f"/quotes/{record.pk}/history/")
    assert page.status_code == 200
    assert "深红" in page.content.decode()


def test_what_stands_against_it(boss: Any, house: House) -> None:
    used = add(boss, "Size", "integer")
    add(boss, "Double", "computed", formula=f"{used.name} * 2", gives="integer")
    alone, plain = add(boss, "Code", alone=True), add(boss, "Plain")
    told = {"field": f"custom.{plain.key}", "op": "eq", "value": "x"}
    role = {
        "name": "Part",
        "key": "part",
        "permissions": [{"entity": "quotes", "verbs": "read", "scope": "all", "filter": told}],
    }
    gate.create(registry["roles"], role, actor=boss)
    secret = add(boss, "Secret", "encrypted")
    for field, to in ((used, "text"), (alone, "long_text"), (plain, "integer"), (plain, "link")):
        with pytest.raises(Invalid):
            gate.act(FIELDS, field.pk, "change_kind", {"to": to, "most_lost": None}, actor=boss)
    with pytest.raises(WrongStage):
        gate.act(FIELDS, secret.pk, "change_kind", {"to": "text", "most_lost": None}, actor=boss)
    assert not Job._base_manager.filter(name="customfields.carry").exists()


def test_who_may_not_change_fields_may_not_and_sees_no_values(boss: Any) -> None:
    company = Company()
    field = add(boss, "Size")
    quote(boss, "one", **{field.name: "big"})
    wanted = {"to": "integer", "most_lost": None}
    reader = company.actor("teammate", allow("custom-fields", "read"), allow("quotes"))
    stranger = company.actor("stranger", allow("quotes"))
    for actor, why in ((reader, NotAllowed), (stranger, NotFound)):
        for deed in (gate.foresee, gate.act):
            with pytest.raises(why):
                deed(FIELDS, field.pk, "change_kind", wanted, actor=actor)
    assert CustomField._base_manager.get(pk=field.pk).becoming == ""
    for closed in (
        company.actor("teammate", allow("custom-fields")),
        company.actor("teammate", allow("*"), rules=(rule("quotes", field.name, Mode.HIDDEN),)),
    ):
        told = gate.foresee(FIELDS, field.pk, "change_kind", wanted, actor=closed)
        assert told
        assert not any("big" in line or isinstance(line, About) for line in told)


@pytest.mark.parametrize("way", ["the field", "the job"])
def test_stopped_it_leaves_everything_as_it_was(boss: Any, way: str) -> None:
    field = add(boss, "Size")
    record = quote(boss, "one", **{field.name: "1"})
    gate.act(FIELDS, field.pk, "change_kind", {"to": "integer", "most_lost": None}, actor=boss)
    with pytest.raises(WrongStage):
        gate.act(FIELDS, field.pk, "change_kind", {"to": "date", "most_lost": 9}, actor=boss)
    if way == "the field":
        gate.act(FIELDS, field.pk, "stop_change", actor=boss)
    else:
        Job._base_manager.filter(name="customfields.carry").update(is_stopping=True)
    row = finish(field)
    assert (row.kind, row.becoming, row.beside) == ("text", "", "")
    assert columns() == {field.name}
    assert held(record, field, boss) == "1"


def test_what_was_kept_is_let_go_in_the_end(boss: Any) -> None:
    field = add(boss, "Size")
    record = quote(boss, "one", **{field.name: "1"})
    change(field, "integer", boss)
    assert len(columns()) == 2
    CustomField._base_manager.filter(pk=field.pk).update(back_until=timezone.now() - dt.timedelta(1))
    with pytest.raises(WrongStage):
        gate.act(FIELDS, field.pk, "change_back", {"most_lost": None}, actor=boss)
    enqueue("customfields.let_go", {}, actor=None)
    row = finish(field)
    assert (row.was, row.was_column, row.back_until) == ("", "", None)
    assert len(columns()) == 1
    assert held(record, field, boss) == 1


CASES: list[tuple[str, Any, str, Any]] = [
    ("text", "2026-01-02", "date", dt.date(2026, 1, 2)),
    ("text", "12.50", "money", Decimal("12.50")),
    ("text", "是", "yes_no", True),
    ("text", "a@b.cn", "email", "a@b.cn"),
    ("text", "example.com", "url", "https://example.com"),
    ("text", "Red; Blue", "choices", ["red", "blue"]),
    ("decimal", Decimal("2.5"), "text", "2.5"),
    ("decimal", Decimal("2"), "integer", 2),
    ("integer", 7, "choice", "n7"),
    ("date", dt.date(2026, 1, 2), "text", "2026-01-02"),
    ("yes_no", True, "text", "是"),
    ("time", dt.time(8, 30), "text", "08:30"),
]


@pytest.mark.parametrize(("kind", "value", "to", "wanted"), CASES)
def test_every_kind_is_carried_over(boss: Any, kind: str, value: Any, to: str, wanted: Any) -> None:
    field = add(boss, "Thing", kind)
    record = quote(boss, "one", **{field.name: value})
    change(field, to, boss)
    assert held(record, field, boss) == wanted
    gate.act(FIELDS, field.pk, "change_back", {"most_lost": None}, actor=boss)
    finish(field)
    assert held(record, field, boss) == value
