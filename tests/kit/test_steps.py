"""What each step of a recipe makes of a text, and that nothing a file or a person says breaks one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.kit.steps import COMPARISONS, BadStep, Chain, as_person, checked_steps, family_and_given, holds, kinds
from guanxi.kit.values import BadValue


def made(text, *steps, joined="", **columns):
    chain = Chain(["A"], joined, checked_steps(list(steps)))
    return chain.make([{"A": text, **columns}[name] for name in chain.columns])


@pytest.mark.parametrize(
    ("step", "text", "result"),
    [
        ({"do": "trim"}, "  a b \n", "a b"),
        ({"do": "spaces"}, " a \u3000 b\t c ", "a b c"),
        ({"do": "case", "to": "upper"}, "abc ß", "ABC SS"),
        ({"do": "case", "to": "lower"}, "ABC", "abc"),
        ({"do": "case", "to": "title"}, "o'brien OF CORK", "O'brien Of Cork"),
        ({"do": "width"}, "ＡＢＣ１２３（北京）", "ABC123(北京)"),
        ({"do": "characters", "to": "simplified"}, "臺灣積體電路製造", "台湾积体电路制造"),
        ({"do": "characters", "to": "traditional"}, "头发和发展", "頭髮和發展"),
        ({"do": "replace", "old": "有限公司", "new": ""}, "海川有限公司", "海川"),
        ({"do": "split", "by": "/", "part": 2}, "a / b / c", "b"),
        ({"do": "split", "by": "/", "part": -1}, "a / b / c", "c"),
        ({"do": "split", "by": "/", "part": 4}, "a / b / c", ""),
        ({"do": "split", "by": " ", "part": 2}, "  山东   聊城 ", "聊城"),
        ({"do": "rest", "by": ",", "part": 1}, "a, b, c", "b, c"),
        ({"do": "rest", "by": ",", "part": -1}, "a, b, c", "c"),
        ({"do": "name", "part": "family"}, "欧阳修", "欧阳"),
        ({"do": "name", "part": "given"}, "王小明", "小明"),
        ({"do": "map", "table": {"Ｙ ": "是", "n": "否"}, "other": "keep"}, " y", "是"),
        ({"do": "map", "table": {"y": "是"}, "other": "keep"}, "maybe", "maybe"),
        ({"do": "map", "table": {"y": "是"}, "other": "empty"}, "maybe", ""),
        ({"do": "date", "order": "day"}, "03/04/2024", "2024-04-03"),
        ({"do": "date", "order": "month"}, "03/04/2024", "2024-03-04"),
        ({"do": "date", "order": "year"}, "24-3-5", "2024-03-05"),
        ({"do": "date", "order": "day"}, "2024年3月5日", "2024-03-05"),
        ({"do": "date", "order": "day"}, "45356", "2024-03-05"),
        ({"do": "date", "order": "day"}, "45356.5", "2024-03-05 12:00:00"),
        ({"do": "date", "order": "republic"}, "民國113年3月5日", "2024-03-05"),
        ({"do": "date", "order": "republic"}, "113/3/5", "2024-03-05"),
        ({"do": "date", "order": "day"}, "5.3.2024 14:30", "2024-03-05 14:30:00"),
        ({"do": "number", "decimal": "comma"}, "1.234,56 €", "1234.56"),
        ({"do": "number", "decimal": "comma"}, "1.234", "1234"),
        ({"do": "number", "decimal": "point"}, "1,234.56", "1234.56"),
        ({"do": "number", "decimal": "point"}, "１２万", "120000"),
        ({"do": "number", "decimal": "point"}, "15%", "15"),
        ({"do": "phone", "country": "de"}, "030 901820", "+4930901820"),
        ({"do": "phone", "country": "CN"}, "0635-8241234", "+866358241234"),
        ({"do": "constant", "value": "展会"}, "anything", "展会"),
        ({"do": "default", "value": "x"}, "  ", "x"),
        ({"do": "default", "value": "x"}, "a", "a"),
        ({"do": "when", "is": "contains", "than": "公司", "value": "企业"}, "海川公司", "企业"),
        ({"do": "when", "is": "contains", "than": "公司", "value": "企业"}, "王芳", "王芳"),
    ],
)
def test_a_step(step, text, result):
    assert made(text, step) == result


@pytest.mark.parametrize(
    ("step", "text", "code"),
    [
        ({"do": "map", "table": {"a": "b"}, "other": "refuse"}, "c", "not_in_table"),
        ({"do": "date"}, "soon", "not_a_date"),
        ({"do": "number"}, "many", "not_a_number"),
        ({"do": "phone", "country": "US"}, "12", "phone_too_short"),
        ({"do": "replace", "old": "a", "new": "b" * 1000}, "a" * 200, "too_long"),
    ],
)
def test_what_a_step_cannot_read_is_refused_with_a_reason(step, text, code):
    with pytest.raises(BadValue) as bad:
        made(text, step)
    assert bad.value.code == code


def test_steps_go_one_after_another():
    assert (
        made(" ＷＡＮＧ, li ", {"do": "width"}, {"do": "split", "by": ",", "part": 1}, {"do": "case", "to": "title"})
        == "Wang"
    )


def test_other_columns_fill_in_and_decide():
    fallback = {"do": "default", "column": "B", "value": "none"}
    assert made("", fallback, B="b") == "b"
    assert made("", fallback, B=" ") == "none"
    condition = {"do": "when", "column": "B", "is": "more", "than": "1万", "value": "large"}
    assert made("small", condition, B="12,000") == "large"
    assert made("small", condition, B="9,000") == "small"
    assert made("small", condition, B="?") == "small"


def test_columns_are_joined_without_gaps():
    chain = Chain(["A", "B", "C"], ", ", [])
    assert chain.make(["a", " ", "c"]) == "a, c"
    assert Chain(["A", "B"], "name", []).make(["小明", "王"]) == "王小明"
    assert Chain(["A", "B"], "name", []).make(["Ada", "Lovelace"]) == "Ada Lovelace"
    assert list(Chain(["A"], "", checked_steps([{"do": "trim"}, {"do": "case"}])).stages([" a "])) == [" a ", "a", "A"]


@pytest.mark.parametrize(
    ("name", "family", "first"),
    [
        ("王芳", "王", "芳"),
        ("诸葛亮", "诸葛", "亮"),
        ("司马相如", "司马", "相如"),
        ("東方", "東", "方"),
        ("海川贸易公司", "海川贸易公司", ""),
        ("阿迪力·买买提", "阿迪力·买买提", ""),
        ("Li, Na", "Li", "Na"),
        ("Ludwig van Beethoven", "van Beethoven", "Ludwig"),
        ("Ada King Lovelace", "Lovelace", "Ada King"),
        ("Cher", "", "Cher"),
        ("", "", ""),
    ],
)
def test_a_name_in_two_pieces(name, family, first):
    expected = (family, first) if name != "阿迪力·买买提" else ("", name)
    assert family_and_given(name) == expected


def test_a_name_of_parts():
    assert as_person(["Grace", "", "Hopper"]) == "Grace Hopper"
    assert as_person(["", "王"]) == "王"


@pytest.mark.parametrize(
    ("steps", "place", "name", "code"),
    [
        ([{"do": "eval"}], 0, "do", "unknown"),
        ([{"do": "trim"}, {"do": "trim", "x": 1}], 1, "x", "unknown"),
        ([{"do": "case", "to": "odd"}], 0, "to", "wrong"),
        ([{"do": "split", "part": 0}], 0, "part", "wrong"),
        ([{"do": "split", "part": True}], 0, "part", "wrong"),
        ([{"do": "replace", "old": ""}], 0, "old", "missing"),
        ([{"do": "replace", "old": "x" * 1001}], 0, "old", "long"),
        ([{"do": "phone", "country": "XX"}], 0, "country", "wrong"),
        ([{"do": "map", "table": []}], 0, "table", "wrong"),
        ([{"do": "map", "table": {"a": 1}}], 0, "table", "wrong"),
        ([{"do": "map", "table": {"a": "\x00"}}], 0, "table", "wrong"),
        ([{"do": "replace", "old": "a", "new": "b\x00"}], 0, "new", "wrong"),
        ([{"do": "constant", "value": "\ud800"}], 0, "value", "wrong"),
        ([{"do": "map", "table": {str(n): "" for n in range(2001)}}], 0, "table", "many"),
        ([{"do": "trim"}] * 21, 0, "", "many"),
        ("trim", 0, "", "wrong"),
        ([["trim"]], 0, "do", "unknown"),
    ],
)
def test_steps_that_cannot_be_are_refused_with_their_place(steps, place, name, code):
    with pytest.raises(BadStep) as bad:
        checked_steps(steps)
    assert (bad.value.place, bad.value.name, bad.value.code) == (place, name, code)


KEPT = st.characters(exclude_categories=("Cs",), exclude_characters="\x00")


def a_value(parameter):
    if parameter.kind == "number":
        return st.integers(-99, 99).filter(bool)
    if parameter.kind == "table":
        return st.dictionaries(st.text(KEPT, max_size=5), st.text(KEPT, max_size=5), max_size=4)
    if parameter.choices:
        return st.sampled_from(parameter.choices)
    if parameter.name == "country":
        return st.sampled_from(["CN", "US", "DE", "TW", "HK", "jp"])
    if parameter.kind == "column":
        return st.sampled_from(["", "A", "B"])
    return st.text(KEPT, min_size=1, max_size=10)


def a_step(name):
    return st.fixed_dictionaries({"do": st.just(name)} | {p.name: a_value(p) for p in kinds[name].parameters})


def outcome(chain, texts):
    """The text, or the code of what is wrong."""
    try:
        return chain.make(texts)
    except BadValue as bad:
        return bad.code


@given(st.lists(st.sampled_from(sorted(kinds)).flatmap(a_step), max_size=6), st.text(max_size=80), st.text(max_size=80))
def test_any_steps_give_a_text_or_a_reason(steps, one, other):
    steps = checked_steps(steps)
    assert checked_steps(steps) == steps
    chain = Chain(["A"], "", steps)
    texts = [{"A": one, "B": other}[name] for name in chain.columns]
    result = outcome(chain, texts)
    assert isinstance(result, str)
    assert outcome(chain, texts) == result


@given(st.text(max_size=30), st.sampled_from(COMPARISONS), st.text(max_size=30))
def test_a_condition_holds_or_not(text, comparison, than):
    assert holds(text, comparison, than) in (True, False)
    opposites = {"equals": "differs", "contains": "lacks", "empty": "filled"}
    if comparison in opposites:
        assert holds(text, comparison, than) is not holds(text, opposites[comparison], than)


@given(st.text(max_size=40))
def test_a_name_loses_no_letter(name):
    together = "".join(family_and_given(name))
    assert (
        sorted(together.replace(" ", "")) == sorted("".join(name.split()).replace(" ", ""))
        or "," in name
        or "，" in name
    )
