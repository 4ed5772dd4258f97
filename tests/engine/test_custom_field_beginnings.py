"""What a new record has in a field of the company's own, and what becomes of choices that are not offered any more."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from guanxi.engine import gate
from guanxi.engine.customfields import living
from guanxi.engine.errors import Invalid
from guanxi.engine.reading import read_one
from guanxi.engine.testing.company import Acting
from tests.engine.customising import FIELDS, QUOTES, add
from tests.example.models import Quote

pytestmark = pytest.mark.django_db


def test_a_new_record_begins_as_the_field_says(boss: Acting) -> None:
    colours = [{"label": "Red"}, {"label": "Blue"}]
    for label, kind, initial, held, more in (
        ("Origin", "text", "Ningbo", "Ningbo", {}),
        ("Boxes", "integer", "12", 12, {}),
        ("Fragile", "yes_no", "yes", True, {}),
        ("Colour", "choice", "Blue", "blue", {"choices": colours}),
        ("Colours", "choices", "Red; Blue", ["red", "blue"], {"choices": colours}),
    ):
        field = add(boss, label, kind, initial=initial, **more)
        quote = gate.create(QUOTES, {"name": label}, actor=boss).pk
        assert read_one(QUOTES, quote, boss)[field.name] == held
        other = {"Fragile": False, "Boxes": 3, "Colours": ["blue"], "Colour": "red"}.get(label, "Leeds")
        given = gate.create(QUOTES, {"name": label, field.name: other}, actor=boss).pk
        assert read_one(QUOTES, given, boss)[field.name] == other
    field = FIELDS.manager().get(label="Origin")
    gate.update(FIELDS, field.pk, {"initial": ""}, actor=boss)
    living.refresh()
    quote = gate.create(QUOTES, {"name": "later"}, actor=boss).pk
    assert read_one(QUOTES, quote, boss)[field.name] == ""


def test_two_records_do_not_share_their_first_choices(boss: Acting) -> None:
    field = add(boss, "Colours", "choices", initial="Red", choices=[{"label": "Red"}, {"label": "Blue"}])
    one, other = Quote(), Quote()
    getattr(one, field.name).append("blue")
    assert getattr(other, field.name) == ["red"]


@pytest.mark.parametrize(
    ("kind", "initial", "more"),
    [
        ("integer", "many", {}),
        ("date", "some day", {}),
        ("choice", "Green", {"choices": [{"label": "Red"}]}),
        ("choices", "Red; Green", {"choices": [{"label": "Red"}]}),
        ("text", "always the same", {"alone": True}),
        ("link", "Harbour", {"target": "partners"}),
    ],
)
def test_what_a_field_cannot_hold_is_no_beginning(boss: Acting, kind: str, initial: str, more: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as bad:
        add(boss, "Shade", kind, initial=initial, **more)
    assert "initial" in bad.value.errors
    with connection.cursor() as cursor:
        assert "custom_shade" not in {
            c.name for c in connection.introspection.get_table_description(cursor, "example_quote")
        }


def test_a_retired_choice_stays_in_the_form_of_a_record_that_has_it(boss: Acting) -> None:
    for kind, held in (("choice", "red"), ("choices", ["red"])):
        field = add(boss, f"Colour of {kind}", kind, choices=[{"label": "Red"}, {"label": "Blue"}])
        lines = read_one(FIELDS, field.pk, boss, ("choices",))["choices"]
        told = [{"id": line["id"], "label": line["label"], "retired": line["label"] == "Red"} for line in lines]
        gate.update(FIELDS, field.pk, {"choices": told}, actor=boss)
        living.refresh()
        widget = QUOTES.fields[field.name]
        shown = {value: str(widget.widget(value or "", name="x", ident="x", attrs="")) for value in ("",)}
        assert "Red" not in shown[""]
        assert '<option value="red" selected>Red</option>' in str(widget.widget(held, name="x", ident="x", attrs=""))
