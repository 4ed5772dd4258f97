"""COPY brings in exactly what was meant, whatever is in the texts."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from guanxi.engine import origin
from guanxi.engine.making import blank
from guanxi.engine.models import Event, Import
from guanxi.engine.registry import registry
from guanxi.engine.rows_sql import check_rows, copy_rows, write_rows, write_values

TEXTS = [
    "",
    "\\",
    "\\N",
    "\\.",
    "a\tb",
    "a\nb",
    "a\r\nb",
    "'\"",
    "{}",
    "中文\u3000",
    "\u2028",
    "\x85",
    "\\\\x41",
    "NULL",
    "😀",
]


@pytest.mark.django_db
def test_texts_arrive_as_they_are():
    customer = registry["customers"].model
    rows = []
    for number, text in enumerate(TEXTS):
        row = blank(customer)
        row.name, row.note = f"n{number}", text
        row.annual_revenue, row.employees = Decimal("12.30"), None if number % 2 else number
        row.created_at = row.updated_at = dt.datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=dt.UTC)
        row.head = bytes(range(256))
        row.search = "'a\\\\b':1A 'it''s':2"
        rows.append(row)
    with origin.unguarded():
        copy_rows(customer, rows)
        found = {row.pk: row for row in customer._base_manager.all()}
    for row in rows:
        for field in customer._meta.concrete_fields:
            if field.name != "search":
                assert getattr(found[row.pk], field.attname) == getattr(row, field.attname), field.name
        assert sorted(found[row.pk].search.split()) == ["'a\\\\b':1A", "'it''s':2"]


@pytest.mark.django_db
def test_values_of_many_rows_arrive_as_they_are():
    customer, day = registry["customers"].model, dt.date(2026, 2, 28)
    moment = dt.datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=dt.UTC)
    keys = [row.pk for row in map(_named, TEXTS)]
    told = [
        (key, text, Decimal("12.30") if number % 2 else None, number, day, moment, keys[0])
        for number, (key, text) in enumerate(zip(keys, TEXTS, strict=True))
    ]
    names = ("note", "annual_revenue", "employees", "last_talk", "held_since", "parent")
    with origin.unguarded():
        write_values(customer, names, told[1:])
        columns = ("pk", "note", "annual_revenue", "employees", "last_talk", "held_since", "parent_id")
        found = {row[0]: row for row in customer._base_manager.values_list(*columns)}
    assert [found[row[0]] for row in told[1:]] == told[1:]
    assert found[keys[0]][1:] == ("", None, None, None, found[keys[0]][5], None)


@pytest.mark.django_db
def test_rows_are_written_as_they_are_with_bytes_lists_and_what_is_searched():
    customer = registry["customers"].model
    rows = [_named(text) for text in TEXTS]
    for row, text in zip(rows, TEXTS, strict=True):
        row.note, row.head, row.search, row.tags = text, bytes(range(256)), "'a\\\\b':1A 'it''s':2", [text or "x", "y"]
        row.annual_revenue = Decimal("12.30")
    plain, lists = ("note", "head", "annual_revenue", "search"), ("note", "tags")
    for names in (plain, lists):  # a list is written by a statement of its own for each row
        with origin.unguarded():
            write_rows(customer, rows, names)
            found = {row.pk: row for row in customer._base_manager.all()}
        for row in rows:
            assert [getattr(found[row.pk], name) for name in names if name != "search"] == [
                getattr(row, name) for name in names if name != "search"
            ]
            assert sorted(found[row.pk].search.split()) == ["'a\\\\b':1A", "'it''s':2"]


def _named(text):
    customer = registry["customers"].model
    with origin.unguarded():
        row = blank(customer)
        row.name, row.created_at, row.updated_at = f"n{text}", timezone.now(), timezone.now()
        row.save()
    return row


@pytest.mark.django_db
def test_json_and_what_the_database_fills_in():
    changes = {"note": [None, 'a\tb\\n\n"c"'], "n": [1, True], "l": [[], [{"x": "\u2028"}]]}
    event = blank(Event)
    event.at, event.entity, event.verb, event.changes = dt.datetime.now(dt.UTC), "customers", "create", changes
    copy_rows(Event, [event])
    stored = Event.objects.get(pk=event.pk)
    assert stored.changes == changes
    assert stored.transaction > 0


@pytest.mark.django_db
def test_check_rows_tells_a_broken_rule_and_writes_nothing():
    customer = registry["customers"].model

    def row(employees):
        made = blank(customer)
        made.name, made.employees = "A", employees
        made.created_at = made.updated_at = dt.datetime.now(dt.UTC)
        return made

    with transaction.atomic():
        check_rows(customer, [row(1), row(None)])
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        check_rows(customer, [row(1), row(-1)])
    assert broken.value.__cause__.diag.constraint_name == "customer_employees_not_negative"
    with origin.unguarded():
        assert not customer._base_manager.exists()


def test_blank_is_what_the_class_makes():
    for model in (Event, Import, registry["customers"].model, registry["users"].model):
        with time_machine.travel("2026-03-04 05:06:07Z", tick=False):
            made, plain = blank(model), model()
        own = {field.attname for field in model._meta.concrete_fields if field.primary_key or field.has_db_default()}
        for field in model._meta.concrete_fields:
            if field.attname not in own:
                assert getattr(made, field.attname) == getattr(plain, field.attname), field.name
        assert made.__dict__.keys() == plain.__dict__.keys()
        assert made._state.adding
        assert made.pk != blank(model).pk
        lists = [name for name, value in made.__dict__.items() if isinstance(value, list | dict)]
        assert all(made.__dict__[name] is not blank(model).__dict__[name] for name in lists)
