"""A line of text taken apart as an address, and put together again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.kit.addresses import names_of, read, towns
from guanxi.kit.provinces import PROVINCES

LANGUAGES = ("zh-hans", "zh-hant", "en")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("山东省聊城市东昌府区兴华西路12号", "山东/聊城/东昌府区|兴华西路12号|"),
        ("252000 山东聊城东昌府区兴华西路12号", "山东/聊城/东昌府区|兴华西路12号|252000"),
        ("中国山东省 聊城市 东昌府区", "山东/聊城/东昌府区||"),
        ("聊城市临清市青年路5号 邮编：252600", "山东/聊城/临清市|青年路5号|252600"),
        ("北京市北京市朝阳区建国路88号, 100022", "北京/朝阳区|建国路88号|100022"),
        ("上海浦东新区世纪大道100号", "上海/浦东新区|世纪大道100号|"),
        ("内蒙古自治区锡林郭勒盟锡林浩特市某街", "内蒙古/锡林郭勒/锡林浩特市|某街|"),
        ("新疆维吾尔自治区伊犁哈萨克自治州伊宁市", "新疆/伊犁/伊宁市||"),
        ("山東省聊城市", "山东/聊城||"),
        ("廣東深圳南山区科技园", "广东/深圳/南山区|科技园|"),
        ("兴华社区3号楼", "|兴华社区3号楼|"),
        ("聊城市兴华社区3号楼", "山东/聊城|兴华社区3号楼|"),
        (
            "12 Xinghua Road, Dongchangfu, Liaocheng, Shandong 252000, China",
            "山东/聊城/Dongchangfu|12 Xinghua Road|252000",
        ),
        ("Xi'an, Shaanxi", "陕西|Xi'an|"),
        ("Unter den Linden 5, 10117 Berlin", "|Unter den Linden 5, 10117 Berlin|"),
        ("Germany/Berlin|Unter den Linden 5|10117", "Germany/Berlin|Unter den Linden 5|10117"),
        ("", ""),
        (" | | ", ""),
    ],
)
def test_a_line_is_taken_apart(text: str, kept: str) -> None:
    assert read(text).kept == kept


WORD = st.sampled_from(["东昌府区", "临清市", "Mitte", "经济技术开发区", "高新"])
STREET = st.sampled_from(["", "兴华西路 12 号", "12 Xinghua Road", "2 楼，东门", "Hall 5, Gate B"])
CHINESE = st.sampled_from([(one, town) for one, names in towns().items() for town in names])
REGIONS = st.one_of(
    CHINESE.map("/".join),
    st.tuples(CHINESE, WORD).map(lambda pair: "/".join((*pair[0], pair[1]))),
    st.sampled_from([one.hans for one in PROVINCES]),
    st.sampled_from(["Germany", "Germany/Berlin", "美国/加利福尼亚"]),
)


@given(region=REGIONS, street=STREET, postcode=st.sampled_from(["", "252000", "10117", "SW1A 2AA"]))
def test_what_is_told_is_read_back_in_every_language(region: str, street: str, postcode: str) -> None:
    address = read(f"{region}|{street}|{postcode}")
    assert read(address.kept) == address
    for language in LANGUAGES:
        assert read(address.words(language)) == address, address.words(language)


@given(st.text("山东省聊城市区县12 ,，|/·abcé", max_size=24))
def test_whatever_is_written_stays_as_it_was_read(text: str) -> None:
    address = read(text)
    assert read(address.kept) == address


def test_a_region_is_found_by_its_names_in_every_language() -> None:
    assert names_of(("山东", "聊城", "东昌府区")) == "山东 山東 Shandong 聊城 东昌府区 Liaocheng"
    assert names_of(("Germany", "Berlin")) == "Germany Berlin"
