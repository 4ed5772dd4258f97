"""Class G: whatever somebody writes as a formula, nothing is carried out, reached or used up by it."""

from __future__ import annotations

import datetime as dt
import time
import tracemalloc
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest

from fuzz.watching import watched
from guanxi.engine.errors import Invalid
from guanxi.engine.expressions import Wrong, compile_expression
from guanxi.engine.models.customfield import CustomField
from guanxi.engine.testing.company import Company
from tests.engine.customising import FIELDS, add
from tests.engine.hostile_expressions import PAYLOADS
from tests.engine.test_expressions import FIELDS as QUOTE_FIELDS
from tests.engine.test_expressions import QUOTE

PLAIN = (type(None), bool, str, Decimal, dt.date, dt.datetime, dt.time, list)


def test_they_are_three_hundred() -> None:
    assert len(PAYLOADS) >= 300


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_is_reached(payload: str) -> None:
    with suppress(Wrong):
        compile_expression("name & 'x'", QUOTE_FIELDS).value(QUOTE)  # whatever is loaded at first use is loaded now
    began = time.perf_counter()
    tracemalloc.start()
    try:
        with watched() as told, suppress(Wrong):
            worth = compile_expression(payload, QUOTE_FIELDS).value(QUOTE)
            assert isinstance(worth, PLAIN), payload
            assert len(str(worth)) <= 20_100
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert told == []
    assert most < 16_000_000
    assert time.perf_counter() - began < 1


def test_the_watch_sees_what_is_reached(tmp_path: Any) -> None:
    """Or else the test above would prove nothing."""
    with watched() as told:
        eval("__import__('json') and open('/dev/null').close()")
    assert {"exec", "open"} <= set(told)


@pytest.mark.django_db
def test_no_field_is_made_of_what_could_not_be_read() -> None:
    """Of what is written for a field, only what was understood is kept; and nothing of it is a system's own field."""
    boss = Company().boss()
    before = CustomField._base_manager.count()
    for payload in PAYLOADS[::17]:
        try:
            compile_expression(payload, QUOTE_FIELDS)
        except Wrong:
            with pytest.raises(Invalid) as refused:
                add(boss, "Worked out", "computed", formula=payload.replace("\x00", ""), gives="text")
            assert "formula" in refused.value.errors
    assert CustomField._base_manager.count() == before
    assert FIELDS.model is CustomField
