"""Numbers, dates, times and booleans as people write them."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.kit.values import BadValue, guess_day_first, parse_bool, parse_date, parse_datetime, parse_decimal

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("-12.50", "-12.50"),
        ("+7", "7"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1 234,56", "1234.56"),
        ("1\u00a0234\u00a0567,8", "1234567.8"),
        ("1'234'567.80", "1234567.80"),
        ("1,234", "1234"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("12,34,567.5", "1234567.5"),
        ("1.234", "1.234"),
        ("1,5", "1.5"),
        ("0,123", "0.123"),
        ("1234,567", "1234.567"),
        ("１２３", "123"),
        ("￥1,234", "1234"),
        ("¥ -1,234.5", "-1234.5"),
        ("-$5", "-5"),
        ("1,234元", "1234"),
        ("RMB 12", "12"),
        ("3万", "30000"),
        ("1.2亿", "120000000"),
        ("5百万元", "5000000"),
        ("(123)", "-123"),
        ("123-", "-123"),
        ("−5", "-5"),
        ("1e3", "1000"),
        ("1.5E-2", "0.015"),
        ("0.10", "0.10"),
        ("007", "7"),
    ],
)
def test_reads_a_number(text, number):
    assert parse_decimal(text) == Decimal(number)
    assert str(parse_decimal(text)) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("abc", "not_a_number"),
        ("NaN", "not_a_number"),
        ("inf", "not_a_number"),
        ("-Infinity", "not_a_number"),
        ("1,2,3", "not_a_number"),
        ("1.2.3", "not_a_number"),
        ("1,23,4", "not_a_number"),
        ("12,34.5,6", "not_a_number"),
        ("--5", "not_a_number"),
        (".", "not_a_number"),
        ("-", "not_a_number"),
        ("()", "not_a_number"),
        ("1 2", "not_a_number"),
        ("1_000", "not_a_number"),
        ("9" * 29, "too_large"),
        ("1e999", "too_large"),
        ("1e99999", "not_a_number"),
        ("9" * 1000, "not_a_number"),
        ("12%", "percent"),
    ],
)
def test_refuses_a_number(text, code):
    with pytest.raises(BadValue) as refused:
        parse_decimal(text)
    assert refused.value.code == code


def test_a_percentage_carries_its_number():
    with pytest.raises(BadValue) as refused:
        parse_decimal("12.5 %")
    assert refused.value.params["value"] == Decimal("12.5")


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=4))
def test_every_way_of_writing_gives_the_number_back(number):
    english = f"{number:,.4f}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert parse_decimal(str(number)) == parse_decimal(english) == parse_decimal(german) == number


@pytest.mark.parametrize(
    "text",
    ["2026-11-23", "2026/11/23", "2026.11.23", "2026年11月23日", "2026 年 11 月 23 日", "23.11.2026", "11/23/2026",
     "23/11/2026", "20261123", "2026-11-23T00:00:00", "2026-11-23 00:00", "23 Nov 2026", "Nov 23, 2026",
     "November 23rd, 2026",
     "２０２６-１１-２３", "23/11/26", "23-11-2026"],
)  # fmt: skip
def test_reads_a_date(text):
    assert parse_date(text) == date(2026, 11, 23)


def test_the_order_of_day_and_month_is_asked_for_not_guessed():
    assert parse_date("03/04/2026", day_first=True) == date(2026, 4, 3)
    assert parse_date("03/04/2026", day_first=False) == date(2026, 3, 4)
    assert parse_date("03.04.2026") == date(2026, 4, 3)
    assert parse_date("05/05/2026") == date(2026, 5, 5)
    with pytest.raises(BadValue) as refused:
        parse_date("03/04/2026")
    assert refused.value.code == "ambiguous_date"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("yesterday", "not_a_date"),
        ("12", "not_a_date"),
        ("45000", "not_a_date"),
        ("2026-02-30", "no_such_date"),
        ("2026-13-01", "no_such_date"),
        ("0000-01-01", "no_such_date"),
        ("26-11-23", "two_digit_year"),
        ("2026-11-23 14:30", "time_in_date"),
        ("2026-11-23 abc", "not_a_date"),
        ("2026-11-23" * 20, "not_a_date"),
        ("23 Foo 2026", "not_a_date"),
    ],
)
def test_refuses_a_date(text, code):
    with pytest.raises(BadValue) as refused:
        parse_date(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("samples", "day_first"),
    [
        (["03/04/2026", "23/11/2026"], True),
        (["03/04/2026", "11/23/2026", ""], False),
        (["03/04/2026"], None),
        (["23/11/2026", "11/23/2026"], None),
        (["2026-11-23", "abc"], None),
        ([], None),
    ],
)
def test_guesses_the_order_from_a_column(samples, day_first):
    assert guess_day_first(samples) is day_first


@pytest.mark.parametrize(
    ("serial", "day"),
    [("1", date(1900, 1, 1)), ("59", date(1900, 2, 28)), ("61", date(1900, 3, 1)), ("46349", date(2026, 11, 23))],
)
def test_excel_serials_are_read_when_told(serial, day):
    assert parse_date(serial, excel_serials=True) == day


def test_excel_serials_hold_the_time_too():
    assert parse_datetime("46349.5", UTC, excel_serials=True) == datetime(2026, 11, 23, 12, tzinfo=UTC)
    for serial in ("0", "60", "2958466", "46349.5"):
        with pytest.raises(BadValue):
            parse_date(serial, excel_serials=True)


@pytest.mark.parametrize(
    ("text", "hour", "minute", "second"),
    [
        ("2026-11-23", 0, 0, 0),
        ("2026-11-23 14:30", 14, 30, 0),
        ("2026-11-23T14:30:15", 14, 30, 15),
        ("11/23/2026 2:30 PM", 14, 30, 0),
        ("11/23/2026 12:05 am", 0, 5, 0),
        ("11/23/2026 2 pm", 14, 0, 0),
        ("2026年11月23日 下午2:30", 14, 30, 0),
        ("2026年11月23日 下午2点30分", 14, 30, 0),
        ("2026年11月23日14时30分15秒", 14, 30, 15),
        ("2026/11/23 上午 9:05:07", 9, 5, 7),
        ("2026/11/23 上午12:00", 0, 0, 0),
        ("20261123T14:30", 14, 30, 0),
    ],
)
def test_reads_a_moment(text, hour, minute, second):
    assert parse_datetime(text, SHANGHAI) == datetime(2026, 11, 23, hour, minute, second, tzinfo=SHANGHAI)


def test_an_offset_in_the_text_wins():
    assert parse_datetime("2026-11-23T14:30:00Z", SHANGHAI) == datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
    west = timezone(timedelta(hours=-5, minutes=-30))
    assert parse_datetime("2026-11-23 14:30:00.125-05:30", SHANGHAI) == datetime(2026, 11, 23, 14, 30, 0, 125000, west)


@pytest.mark.parametrize(
    "text", ["2026-11-23 25:00", "2026-11-23 14:60", "2026-11-23 14:30+99:00", "2026-11-23 13:00 pm"]
)
def test_refuses_a_moment(text):
    with pytest.raises(BadValue):
        parse_datetime(text, UTC)


@given(
    st.datetimes(),
    st.sampled_from([UTC, SHANGHAI, timezone(timedelta(hours=-3))]),
)
def test_iso_comes_back(moment, tz):
    assert parse_datetime(moment.replace(tzinfo=UTC).isoformat(), tz) == moment.replace(tzinfo=UTC)
    assert parse_datetime(moment.isoformat(), tz) == moment.replace(tzinfo=tz)
    assert parse_date(moment.date().isoformat()) == moment.date()


@pytest.mark.parametrize("text", ["yes", "Y", "TRUE", "1", "是", "√", "x", "X", "对", " 有 ", "ｙｅｓ", "1.0"])
def test_yes(text):
    assert parse_bool(text) is True


@pytest.mark.parametrize("text", ["no", "N", "False", "0", "否", "×", "没有", "无", "off"])
def test_no(text):
    assert parse_bool(text) is False


@pytest.mark.parametrize(("text", "code"), [("", "empty"), ("maybe", "not_a_boolean"), ("2", "not_a_boolean")])
def test_neither(text, code):
    with pytest.raises(BadValue) as refused:
        parse_bool(text)
    assert refused.value.code == code


@given(st.one_of(st.text(), st.text(alphabet="0123456789.,-/: ()%eE万亿年月日上下午amptz+¥{}’")))
def test_only_bad_value_is_ever_raised(text):
    for parse in (
        parse_decimal,
        parse_date,
        parse_bool,
        lambda t: parse_datetime(t, UTC, day_first=True, excel_serials=True),
    ):
        with suppress(BadValue):
            parse(text)
    guess_day_first([text])


def test_a_refusal_can_be_translated():
    with pytest.raises(BadValue) as refused:
        parse_bool("{maybe}")
    assert (
        refused.value.message.format(**refused.value.params) == str(refused.value) == "“{maybe}” is neither yes nor no."
    )
