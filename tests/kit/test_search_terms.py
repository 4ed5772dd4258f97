"""What is indexed, what is asked, and that a real PostgreSQL brings the two together."""

import tempfile
import time
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.kit import postgres
from guanxi.kit.search_terms import begin, collation_key, document, matches, query

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"

odd = st.text(
    alphabet=st.sampled_from("华东科技单曾乐重慶 aAéüß12 '\\:*&|!<->()#~@.-+,\"\0\ud800_\u0301·・かﾊ\n\tЖ１Ａ½İŉ")
)
anything = st.one_of(odd, st.text())


@pytest.fixture(scope="module")
def database():
    home = Path(tempfile.mkdtemp())
    with psycopg.connect(postgres.ensure(home, fast_for_tests=True), autocommit=True) as connection:
        yield connection
    postgres.release(home)


def found(database: psycopg.Connection, text: str, typed: str, weights: str = "ABCD", weight: str = "A") -> bool:
    asked = query(typed, weights)
    assert asked is not None
    row = database.execute("select %s::tsvector @@ %s::tsquery", (document([(weight, text)]), asked)).fetchone()
    return row[0]


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("华东科技有限公司", "华东"),
        ("华东科技有限公司", "科技有"),
        ("华东科技有限公司", "司"),
        ("华东科技有限公司", "华东 有限"),
        ("华东科技", "keji"),
        ("华东科技", "huadongkeji"),
        ("华东科技", "huadong keji"),
        ("华东科技", "hdkj"),
        ("华东科技", "dkj"),
        ("华东科技", "KJ"),
        ("华东科技", "华东keji"),
        ("華東科技", "华东"),
        ("华东科技", "華東"),
        ("李乾", "liqian"),
        ("重庆长安汽车", "chongqing"),
        ("重庆长安汽车", "changan"),
        ("中国银行", "yinhang"),
        ("长沙银行", "changsha"),
        ("音乐之声", "yinyue"),
        ("西安", "xi'an"),
        ("吕布", "lvbu"),
        ("吕布", "lü"),
        ("单春燕", "shanchunyan"),
        ("单春燕", "scy"),
        ("曾国藩", "zeng"),
        ("解珍", "xie"),
        ("仇英", "qiuying"),
        ("区小明", "ouxiao"),
        ("查良镛", "zha"),
        ("朴先生", "piao"),
        ("盖文", "gewen"),
        ("翟志刚", "zhai"),
        ("尉迟恭", "yuchi"),
        ("单位", "danwei"),
        ("张 三", "张三"),
        ("阿卜杜拉·买买提", "拉买"),
        ("Müller GmbH", "muller"),
        ("Müller GmbH", "Müll"),
        ("L'Oréal", "loreal"),
        ("L'Oréal", "l'oreal"),
        ("Coca Cola", "coca-cola"),
        ("ACME Ｃｏｒｐ", "corp"),
        ("zhang.san@example.com", "example"),
        ("zhang.san@example.com", "zhang.san@ex"),
        ("GTX1080", "gtx10"),
        ("GTX1080", "1080"),
        ("138 1234 5678", "12345"),
        ("+8613812345678", "138-1234"),
        ("+8613812345678", "5678"),
        ("13812345678", "+86 138 1234 5678"),
        ("+861065001234", "010-6500"),
        ("订单 SO-2026-00123", "00123"),
        ("订单 SO-2026-00123", "so-2026"),
        ("12 和 345", "12"),
        ("acme 2026 138", "2026 138"),
        ("１３８１２３４", "812"),
        ("e\u0301cole", "ecole"),
    ],
)
def test_finds(database, text, typed):
    assert found(database, text, typed)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("华东科技", "东华"),
        ("华东科技", "华科"),
        ("华东科技", "hkj"),
        ("华东科技", "uadong"),
        ("keji", "科技"),
        ("13812345678", "1345"),
        ("acme", "cme"),
        ("华东科技", "华东 北京"),
    ],
)
def test_does_not_find(database, text, typed):
    assert not found(database, text, typed)


def test_a_phrase_does_not_reach_into_the_next_group(database):
    literal = document([("A", "华东"), ("A", "东科"), ("B", "12"), ("B", "34")])
    ask = "select %s::tsvector @@ %s::tsquery"
    assert database.execute(ask, (literal, query("华东东"))).fetchone() == (False,)
    assert database.execute(ask, (literal, query("123"))).fetchone() == (False,)
    assert database.execute(ask, (literal, query("东科"))).fetchone() == (True,)


def test_weights_narrow_the_search(database):
    for text, typed in [
        ("华东科技", "华东科"),
        ("华东科技", "keji"),
        ("acme", "ac"),
        ("13812345678", "3812"),
        ("华", "华"),
    ]:
        assert found(database, text, typed, "AB", "B")
        assert not found(database, text, typed, "AB", "D")
        assert found(database, text, typed, "D", "D")


@pytest.mark.parametrize("typed", ["", " ", "!&|<->", "'\\:*", "\0", "\ud800", "___", "，。！"])
def test_nothing_to_look_for(typed):
    assert query(typed) is None


def test_every_real_company_name_is_found_by_any_part_of_it(database):
    names = SHARED / "chinese" / "company_short_names_60k.txt"
    if not names.exists():
        pytest.skip("shared/data/chinese is not here")
    for name in names.read_text(encoding="utf-8").splitlines()[::300]:
        if name.isalpha() and not name.isascii() and len(name) > 3 and all("\u4e00" <= c <= "\u9fff" for c in name):
            for typed in (name, name[1:3], name[-2:], name[2]):
                assert found(database, name, typed), (name, typed)


@settings(max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.tuples(st.sampled_from("ABCDx"), anything), max_size=4), typed=anything)
def test_postgresql_takes_every_literal(database, texts, typed):
    literal, asked = document(texts), query(typed, "AC")
    database.execute("select %s::tsvector", (literal,))
    if asked is not None:
        database.execute("select %s::tsquery", (asked,))
    plain = query(typed)
    assert (plain is None) == (asked is None)
    if plain is not None:
        database.execute("select %s::tsquery", (plain,))


@given(texts=st.lists(st.tuples(st.sampled_from("ABCD"), anything), max_size=4), first=st.integers(0, 4))
def test_a_document_that_was_begun_ahead_is_the_same(texts, first):
    assert document(texts[first:], begin("", texts[:first])) == document(texts)


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=odd)
def test_whatever_can_be_asked_is_found_in_the_same_text(database, text):
    asked = query(text)
    if asked is not None and len(text) < 100:
        assert database.execute("select %s::tsvector @@ %s::tsquery", (document([("A", text)]), asked)).fetchone()[0]


@pytest.mark.parametrize(
    "text",
    ["华东" * 500_000, "𠮷𡈽" * 100_000, "1" * 1_000_000, "1 " * 500_000, "a-" * 500_000, "é" * 1_000_000,
     "1 1a" * 250_000, "㏒﷽" * 100_000, "a@b." * 200_000, "𐐀b1" * 100_000,
     "".join(map(chr, range(0x3400, 0x9FFF)))],
)  # fmt: skip
def test_long_texts_are_cut_to_what_postgresql_takes(database, text):
    start = time.perf_counter()
    literal = document([("A", text)] * 40)
    assert time.perf_counter() - start < 1
    size = database.execute("select pg_column_size(%s::tsvector)", (literal,)).fetchone()[0]
    assert 0 < size < 1 << 20
    asked = query(text)
    assert asked is not None
    database.execute("select %s::tsquery", (asked,))


def test_names_sort_as_in_an_address_book():
    ordered = ["3M", "阿里", "alpha", "Beta", "Čapek", "长沙", "重庆", "李四", "单春", "ürümqi", "西安", "先锋",
               "解放路", "解珍", "张三", "张四", "章一", "Жук"]  # fmt: skip
    shuffled = ordered[::-1]
    assert sorted(shuffled, key=collation_key) == ordered
    assert collation_key("ALPHA") == collation_key("älpha")


@given(anything)
def test_a_collation_key_is_short_ascii(text):
    key = collation_key(text)
    assert key.isascii()
    assert len(key) <= 96
    assert "\0" not in key


def test_one_family_name_stays_together():
    names = ["张安", "章安", "张伟", "章伟", "张卓"]
    assert [name[0] for name in sorted(names, key=collation_key)] in (list("张张张章章"), list("章章张张张"))


@pytest.mark.parametrize(
    ("text", "typed", "spans"),
    [
        ("华东电子科技", "keji", [(4, 6)]),
        ("华东电子科技", "dzk", [(2, 5)]),
        ("华东电子科技", "电子", [(2, 4)]),
        ("華東科技", "华东", [(0, 2)]),
        ("重庆长安", "chongq", [(0, 2)]),
        ("曾国藩", "zengg", [(0, 2)]),
        ("Müller GmbH", "mull", [(0, 4)]),
        ("Müller GmbH", "Müller", [(0, 6)]),
        ("Acme GmbH", "me", []),
        ("+86 138-1234-5678", "81234", [(6, 12)]),
        ("华东科技 acme", "华东 ac", [(0, 2), (5, 7)]),
        ("ﬁne", "fi", [(0, 1)]),
        ("吕布", "lü", [(0, 1)]),
        ("", "a", []),
    ],
)
def test_highlights(text, typed, spans):
    assert matches(text, typed) == spans


@settings(max_examples=500, deadline=None)
@given(anything, anything)
def test_highlights_lie_in_order_within_the_text(text, typed):
    end = -1
    for start, stop in matches(text, typed):
        assert end < start < stop <= len(text)
        end = stop
