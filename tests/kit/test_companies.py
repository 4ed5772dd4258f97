"""Names of companies: one core however they were written, and how alike two are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.kit import companies, likeness
from guanxi.kit.companies import read

FORMS = ("有限公司", "股份有限公司", "有限责任公司", "集团有限公司", "集团", "公司", "")
CORES = st.text(st.sampled_from("澜屿栖禾钧沃楚岚启砺云笈锦桁皖沐稷鹭漫湘笙津恒远瑞泽"), min_size=4, max_size=8)


@pytest.mark.parametrize(
    ("written", "core", "region"),
    [
        ("深圳市腾讯计算机系统有限公司", "腾讯计算机系统", "广东"),
        ("腾讯计算机系统（深圳）有限公司", "腾讯计算机系统", "广东"),
        ("騰訊計算機系統", "腾讯计算机系统", ""),
        ("深圳市南山区腾讯计算机系统有限责任公司", "腾讯计算机系统", "广东"),
        ("华为技术有限公司深圳分公司", "华为技术", ""),
        ("华为技术有限公司", "华为技术", ""),
        ("中国（上海）自由贸易试验区", "自由贸易试验区", "上海"),
        ("青岛啤酒股份有限公司", "青岛啤酒", ""),
        ("北京银行股份有限公司", "北京银行", ""),
        ("中国移动通信集团广东有限公司", "移动通信集团广东", ""),
        ("阿里巴巴（中国）有限公司", "阿里巴巴", ""),
        ("阿里巴巴网络技术有限公司", "阿里巴巴网络技术", ""),
        ("ＡＢＣ科技（北京）有限公司", "abc科技", "北京"),
        ("山东省聊城市东昌府区景和精工机械厂", "景和精工机械厂", "山东"),
        ("Bluefield Works Ltd", "bluefield works", ""),
        ("The Bluefield Works Co., LTD.", "bluefield works", ""),
        ("BLUEFIELD WORKS S.A.R.L.", "bluefield works", ""),
        ("Bluefield Works GmbH & Co. KG", "bluefield works", ""),
        ("Müller & Söhne AG", "muller sohne", ""),
        ("Shenzhen Tencent Computer Co.,Ltd", "tencent computer", "广东"),
        ("Tencent Computer (Shenzhen) Limited", "tencent computer", "广东"),
        ("Tencent (China) Inc.", "tencent", ""),
        ("Ltd", "ltd", ""),
        ("有限公司", "有限公司", ""),
        ("", "", ""),
        ("--- ()", "", ""),
    ],
)
def test_one_core(written, core, region):
    name = read(written)
    assert (name.core, name.region) == (core, region)


@given(CORES, st.sampled_from(FORMS), st.sampled_from(("", "深圳市", "广东省", "山东省聊城市", "中国")))
def test_form_and_region_change_nothing(core, form, region):
    assert read(region + core + form).core == read(core).core


@given(CORES)
def test_what_is_typed_in_pinyin_sounds_the_same(core):
    spelt = " ".join(sound.plain for sound in companies.readings(core, core))
    assert read(spelt.title()).sound == read(core).sound


@given(st.text(max_size=80))
def test_anything_can_be_a_name_and_is_like_itself(text):
    name = read(text)
    assert read(text) == name
    assert likeness.alike(name, name) == 1.0
    assert 0.0 <= likeness.alike(name, read("澜屿精工机械")) <= 1.0


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_has_no_direction(one, other):
    assert likeness.alike(read(one), read(other)) == likeness.alike(read(other), read(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("宁波澜屿精工机械有限公司", "澜屿精工机械"),
        ("宁波澜屿精工机械有限公司", "澜屿精工"),
        ("宁波澜屿精工机械有限公司", "宁波蓝屿精工机械公司"),
        ("宁波澜屿精工机械有限公司", "宁波澜屿精工机戒有限公司"),
        ("宁波澜屿精工机械有限公司", "Lanyu Jinggong Jixie Co., Ltd."),
        ("Bluefield Works Ltd", "Works Bluefield"),
        ("Bluefield Works Ltd", "Bluefeild Works Inc"),
    ],
)
def test_alike(one, other):
    assert likeness.alike(read(one), read(other)) > 0.85


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("宁波澜屿精工机械有限公司", "宁波栖禾精工机械有限公司"),
        ("北京银行", "南京银行"),
        ("Bluefield Works", "Silverpoint Forge"),
        ("华为技术有限公司", "中兴通讯股份有限公司"),
    ],
)
def test_not_alike(one, other):
    assert likeness.alike(read(one), read(other)) < likeness.ALIKE


def test_the_same_name_in_two_provinces_is_likely_to_be_two():
    here, there = read("上海澜屿精工机械有限公司"), read("北京澜屿精工机械有限公司")
    assert here.core == there.core
    assert likeness.alike(here, there) < 0.9
