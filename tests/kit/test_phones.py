"""Telephone numbers: kept, shown, masked, refused with what is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.kit.phones import display, mask, normalise
from guanxi.kit.values import BadValue


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("13812342051", "+8613812342051"),
        ("138 1234 2051", "+8613812342051"),
        ("+86 138-1234-2051", "+8613812342051"),
        ("0086 13812342051", "+8613812342051"),
        ("8613812342051", "+8613812342051"),
        ("１３８１２３４２０５１", "+8613812342051"),
        ("010-65001234", "+861065001234"),
        ("(021) 6500 1234", "+862165001234"),
        ("400-800-1234", "+864008001234"),
        ("+1 650 253 0000", "+16502530000"),
        ("010-65001234-801", "+861065001234;ext=801"),
        ("010-65001234转801", "+861065001234;ext=801"),
        ("010-65001234 转 801", "+861065001234;ext=801"),
        ("(021) 6500 1234 ext. 5", "+862165001234;ext=5"),
        ("+861065001234;ext=801", "+861065001234;ext=801"),
    ],
)
def test_normalises(text, kept):
    assert normalise(text) == kept
    assert normalise(kept) == kept
    assert normalise(display(kept)) == kept


def test_the_region_decides_what_a_number_without_country_is():
    assert normalise("(650) 253-0000", "US") == "+16502530000"


@pytest.mark.parametrize(
    ("text", "code", "count"),
    [
        ("", "empty", None),
        ("abc", "not_a_phone", None),
        ("1381234", "phone_digits_missing", 4),
        ("138 1234 20510", "phone_digits_extra", 1),
        ("+999 123456", "phone_country", None),
        ("12", "phone_too_short", None),
        ("95588", "phone_too_short", None),
        ("1" * 100, "phone_too_long", None),
        ("1" * 18, "phone_too_long", None),
        ("12345678901", "phone_unknown", None),
    ],
)
def test_refuses_and_says_what_is_wrong(text, code, count):
    with pytest.raises(BadValue) as refused:
        normalise(text)
    assert refused.value.code == code
    assert refused.value.params.get("count") == count


def test_displays_as_the_country_writes_it():
    assert display("+8613812342051") == "138 1234 2051"
    assert display("+16502530000") == "+1 650-253-0000"
    assert display("+16502530000", "US") == "(650) 253-0000"
    assert display("+861065001234;ext=801") == "010 6500 1234 ext. 801"
    assert display("unknown") == "unknown"
    assert display("+x") == "+x"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("13812342051", "138****2051"),
        ("138 1234 2051", "138 **** 2051"),
        ("+8613812342051", "+86138****2051"),
        ("65001234", "65****34"),
        ("95588", "9***8"),
        ("110", "***"),
        ("", ""),
    ],
)
def test_masks(text, masked):
    assert mask(text) == masked


@given(st.one_of(st.text(), st.text(alphabet="0123456789+-() ;ext=转#")))
def test_only_bad_value_is_ever_raised(text):
    try:
        kept = normalise(text)
    except BadValue:
        kept = text
    assert isinstance(display(kept), str)
    assert len(mask(text)) == len(text)
