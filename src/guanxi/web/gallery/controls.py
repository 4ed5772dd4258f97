"""Samples of form fields: the engine's own widgets, of every kind and in every state."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.conf import settings

from guanxi.engine import fields
from guanxi.engine.fields.base import Kind
from guanxi.engine.reading import Masked
from guanxi.web.forms.fields import field_row, shown_row

Context = dict[str, Any]
SIZES = (("small", "small"), ("middle", "middle"), ("large", "large"))
DAY = dt.date(2026, 11, 23)
MOMENT = dt.datetime(2026, 11, 23, 2, 42, tzinfo=dt.UTC)


def _kinds() -> dict[str, tuple[Kind, Any]]:
    """One field of each kind with a value."""
    many: dict[str, tuple[Any, Any]] = {
        "text": (fields.Text("Name"), "Northwind Precision"),
        "long_text": (fields.LongText("Note", blank=True), "Two machines.\nOne service contract."),
        "integer": (fields.Integer("Employees", blank=True), 12345),
        "decimal": (fields.Decimal("Discount", blank=True), Decimal("7.50")),
        "money": (fields.Money("Annual revenue", blank=True), Decimal("1862400.00")),
        "date": (fields.Date("Birthday", blank=True), DAY),
        "datetime": (fields.DateTime("Meeting", blank=True), MOMENT),
        "time": (fields.Time("Opens", blank=True), dt.time(8, 30)),
        "choice": (fields.Choice("Size", options=SIZES, blank=True), "middle"),
        "choices": (fields.Choices("Sizes", options=SIZES, blank=True), ["small", "large"]),
        "yes_no": (fields.YesNo("Never back to the pool", default=False), True),
        "phone": (fields.Phone("Mobile", blank=True), "+8613800006120"),
        "email": (fields.Email("E-mail", blank=True), "lin@example.com"),
        "url": (fields.Url("Website", blank=True), "https://example.com/about"),
        "link": (fields.Link(settings.AUTH_USER_MODEL, "Owner", null=True, blank=True, related_name="+"), None),
        "rich_text": (fields.RichText("Agreed", blank=True), None),
        "tags": (fields.Tags("Tags", blank=True), None),
    }
    for name, (kind, _value) in many.items():
        kind.set_attributes_from_name(name)
    return many


def states() -> dict[str, Context]:
    """Every kind with a value; then the states that each of them can be in."""
    kinds = _kinds()
    shown = {name: {"field": field_row(kind, value, name=f"s-{name}")} for name, (kind, value) in kinds.items()}
    text, phone = kinds["text"][0], kinds["phone"][0]
    hinted = fields.Text("Sign-in name", help_text="Small letters, without blanks.")
    hinted.set_attributes_from_name("hinted")
    return shown | {
        "empty, required": {"field": field_row(text, "", name="s-empty")},
        "with a hint": {"field": field_row(hinted, "lin", name="s-hint")},
        "wrong": {"field": field_row(phone, "1380013", name="s-wrong", errors=["4 digits missing."])},
        "wrong, with a hint": {"field": field_row(hinted, "L in", name="s-both", errors=["It has a blank."])},
        "read-only": {"field": shown_row(phone, "+8613800006120", name="s-shown")},
        "masked": {"field": shown_row(text, Masked("138****6120"), name="s-masked")},
    }
