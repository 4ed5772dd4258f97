"""Sums on cards."""

from decimal import Decimal

import pytest

from guanxi.kit.brief import brief


@pytest.mark.parametrize(
    ("number", "english", "simplified", "traditional"),
    [
        (Decimal("0.00"), "0", "0", "0"),
        (Decimal("9999.40"), "9,999", "9,999", "9,999"),
        (Decimal("12000.00"), "12k", "1.2 万", "1.2 萬"),
        (Decimal("1862400.00"), "1.9m", "186.2 万", "186.2 萬"),
        (999_960, "1m", "100 万", "100 萬"),
        (-35_000, "-35k", "-3.5 万", "-3.5 萬"),
        (99_996_000, "100m", "1 亿", "1 億"),
        (12_345_678_900, "12.3bn", "123.5 亿", "123.5 億"),
        (56_780_000_000_000, "56,780bn", "567,800 亿", "567,800 億"),
    ],
)
def test_sums_are_short_and_in_the_language_s_units(
    number: Decimal | int, english: str, simplified: str, traditional: str
) -> None:
    assert [brief(number, language) for language in ("en", "zh-hans", "zh-hant")] == [english, simplified, traditional]


def test_a_language_without_units_has_the_english_ones() -> None:
    assert brief(2_000_000, "de") == "2m"
