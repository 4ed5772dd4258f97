"""The language in which a company says how a field is worked out: what it means, and what it refuses."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, localcontext
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi.engine.expressions import Type, Wrong, compile_expression, names_in
from guanxi.engine.registry import registry

FIELDS = registry["quotes"].fields
QUOTE = SimpleNamespace(
    name="Crane",
    number="Q-00001",
    stage="sent",
    amount=Decimal("1000.00"),
    valid_until=dt.date(2026, 1, 31),
    traits=["urgent"],
    approved=True,
    secret="",
    partner_id=None,
    lost_reason="",
)


def value(written: str, **changed: Any) -> Any:
    return compile_expression(written, FIELDS).value(SimpleNamespace(**{**vars(QUOTE), **changed}))


@pytest.mark.parametrize(
    ("written", "worth"),
    [
        ("amount * 0.13", Decimal("130.00")),
        ("ROUND(amount / 3, 2)", Decimal("333.33")),
        ("round(amount / 3)", Decimal(333)),
        ("-amount + 1", Decimal(-999)),
        ("amount % 300", Decimal(100)),
        ("amount / 0", None),
        ("IF(amount > 500, 'large', 'small')", "large"),
        ("'large' if amount > 500 else 'small'", "large"),
        ("IF(amount = 1000, 1, 2)", Decimal(1)),
        ("IF（amount ＝ 1000， “一千”， “别的”）", "一千"),
        ("amount <> 1000", False),
        ("100 < amount <= 1000", True),
        ("name & ' / ' & number", "Crane / Q-00001"),
        ("name + '!'", "Crane!"),
        ("name & amount", "Crane1000.00"),
        ("UPPER(LEFT(name, 2)) & RIGHT(name, 1)", "CRe"),
        ("LENGTH(name)", Decimal(5)),
        ("CONTAINS(name, 'RAN')", True),
        ("valid_until + 1", dt.date(2026, 2, 1)),
        ("ADD_MONTHS(valid_until, 1)", dt.date(2026, 2, 28)),
        ("valid_until - DATE(2026, 1, 1)", Decimal(30)),
        ("DAYS(DATE(2026, 1, 1), valid_until)", Decimal(30)),
        ("YEAR(valid_until) * 100 + MONTH(valid_until)", Decimal(202601)),
        ("DATE(2026, 2, 30)", None),
        ("stage = 'sent'", True),
        ("stage = 'won'", False),
        ("stage >= 'sent' and stage <> 'lost'", True),
        ("stage in ('draft', 'won')", False),
        ("'urgent' in traits", True),
        ("'Export' in traits", False),
        ("approved and not EMPTY(name)", True),
        ("approved = no", False),
        ("EMPTY(partner)", True),
        ("EMPTY(secret) and EMPTY(lost_reason)", True),
        ("SUM(amount, 1)", Decimal(1001)),
        ("MAX(amount, 2000)", Decimal(2000)),
        ("FIRST(secret, name)", "Crane"),
        ("stage", "sent"),
    ],
)
def test_what_it_means(written: str, worth: Any) -> None:
    assert value(written) == worth


def test_nothing_stays_nothing_unless_a_function_knows_it() -> None:
    assert value("amount * 2", amount=None) is None
    assert value("amount > 2", amount=None) is False
    assert value("amount < 2", amount=None) is False
    assert value("SUM(amount, 2)", amount=None) == 2
    assert value("FIRST(amount, 7)", amount=None) == 7
    assert value("IF(EMPTY(amount), 'none', 'some')", amount=None) == "none"
    assert value("valid_until + 10000000", amount=None) is None


@pytest.mark.parametrize(
    ("written", "piece"),
    [
        ("amout * 2", "amout"),
        ("amount + name", "amount + name"),
        ("amount + partner", "amount + partner"),
        ("SUMM(amount)", "SUMM"),
        ("ROUND(amount, 2, 3)", "ROUND(amount, 2, 3)"),
        ("ROUND(name)", "name"),
        ("stage = 'sold'", "'sold'"),
        ("approved > 1", "approved > 1"),
        ("IF(amount, 1, 2)", "amount"),
        ("IF(approved, 1, 'x')", "IF(approved, 1, 'x')"),
        ("amount ** amount", "amount ** amount"),
        ("1e9", "1e9"),
        ("0x10", "0x10"),
        ("amount.real", "amount.real"),
        ("amount.__class__", "amount.__class__"),
        ("__import__('os').system('ls')", "__import__('os').system"),
        ("().__class__.__bases__[0]", "().__class__.__bases__[0]"),
        ("[x for x in traits]", "[x for x in traits]"),
        ("(lambda: 1)()", "(lambda: 1)"),
        ("f'{name}'", "f'{name}'"),
        ("ROUND(*traits)", "*traits"),
        ("LEFT(name, places=2)", "places"),
        ("'a' * 1000000", "'a' * 1000000"),
        ("name[0]", "name[0]"),
    ],
)
def test_what_it_refuses_and_where(written: str, piece: str) -> None:
    with pytest.raises(Wrong) as wrong:
        compile_expression(written, FIELDS)
    assert wrong.value.message
    assert piece.strip("()") in wrong.value.piece


@pytest.mark.parametrize(
    "written",
    ["", " ", "amount *", "(amount := 1)", "amount if approved", "amount; 1", "import os", "name = 'x", "1 +* 2"],
)
def test_what_cannot_be_read_is_refused(written: str) -> None:
    with pytest.raises(Wrong):
        compile_expression(written, FIELDS)


@pytest.mark.parametrize(
    "written", ["(" * 300 + "1" + ")" * 300, "-" * 900 + "1", "+".join(["1"] * 500), "amount" * 200, "1" * 999, "\x00"]
)
def test_what_is_too_large_is_refused(written: str) -> None:
    with pytest.raises(Wrong):
        compile_expression(written, FIELDS)


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet="amountne.()'\"+-*/%&<>=! ,0127[]{}:@if elsandor\\“”（）IFROUND\n", max_size=60))
def test_any_text_is_an_expression_or_is_refused(written: str) -> None:
    try:
        found = compile_expression(written, FIELDS)
    except Wrong:
        return
    assert isinstance(found.type, Type)
    found.value(QUOTE)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4), st.decimals(-(10**12), 10**12, places=4))
def test_numbers_are_exact(one: Decimal, other: Decimal) -> None:
    with localcontext(prec=60):
        assert value(f"amount + ({other})", amount=one) == one + other
        assert value(f"amount * ({other})", amount=one) == one * other


def test_the_names_of_fields() -> None:
    assert names_in("custom.size * amount + LENGTH(名称)") >= {"custom_size", "amount", "名称"}
    assert names_in("this is (") == frozenset()
