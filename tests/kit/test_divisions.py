"""Districts are known by name, also without their town, where that is unambiguous; and left alone where it isn't."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.kit import addresses, divisions

LISTED = Path(__file__).resolve().parents[3] / "shared" / "data" / "chinese" / "divisions"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("东昌府 兴华西路12号", "山东/聊城/东昌府区|兴华西路12号|"),
        ("东昌府区兴华西路12号", "山东/聊城/东昌府区|兴华西路12号|"),
        ("聊城东昌府区兴华西路", "山东/聊城/东昌府区|兴华西路|"),
        ("聊城东昌府兴华西路", "山东/聊城/东昌府区|兴华西路|"),
        ("山东东昌府区兴华西路", "山东/聊城/东昌府区|兴华西路|"),
        ("昌平回龙观", "北京/昌平区|回龙观|"),
        ("山東聊城東昌府區興華西路", "山东/聊城/东昌府区|興華西路|"),
        ("山东省山东聊城市东昌府区", "山东/聊城/东昌府区||"),
        ("聊城聊城市东昌府区", "山东/聊城/东昌府区||"),
        ("吉林省吉林市船营区解放大路", "吉林/吉林市/船营区|解放大路|"),
        ("山东省临清市青年路", "山东/聊城/临清市|青年路|"),
        ("昆山市玉山镇", "江苏/昆山|玉山镇|"),
        ("苏州昆山市玉山镇", "江苏/苏州/昆山市|玉山镇|"),
        ("收货地址：聊城市东昌府区兴华西路１２号", "山东/聊城/东昌府区|兴华西路12号|"),
        ("张三收 山东省聊城市东昌府区兴华路", "山东/聊城/东昌府区|张三收 兴华路|"),
        ("兴华西路12号，聊城市东昌府区", "山东/聊城/东昌府区|兴华西路12号|"),
        ("鼓楼区中山路5号", "|鼓楼区中山路5号|"),
        ("朝阳路12号", "|朝阳路12号|"),
        ("南京路100号", "|南京路100号|"),
        ("光明小区3号楼", "|光明小区3号楼|"),
        ("光明乳业大楼", "|光明乳业大楼|"),
    ],
)
def test_a_district_is_found_or_left_alone(text: str, kept: str) -> None:
    assert addresses.read(text).kept == kept


@pytest.mark.parametrize(
    ("texts", "steps"),
    [
        (("山东", "东昌府 兴华西路"), ("山东", "聊城", "东昌府区")),
        (("济南", "市中区英雄山路"), ("山东", "济南", "市中区")),
        (("山东", "市中区英雄山路"), ("山东",)),
        (("", "江苏昆山玉山镇"), ("江苏", "苏州", "昆山市")),
        (("华东", "聊城"), ("山东", "聊城")),
        (("Shandong", ""), ("山东",)),
        (("Germany", "Unter den Linden 5"), ()),
        (("山东", "聊城市高新区黄河路"), ("山东", "聊城")),
        ((), ()),
    ],
)
def test_region_and_address_say_it_together(texts: tuple[str, ...], steps: tuple[str, ...]) -> None:
    assert addresses.placed(*texts) == steps


@given(st.sampled_from(divisions.everything()))
def test_what_is_known_is_read_back_and_stays(steps: tuple[str, ...]) -> None:
    told = addresses.made(["/".join(steps)], "", "")
    assert divisions.settled(told.region) == steps
    assert addresses.read(told.kept) == told
    assert divisions.is_known(steps)


@given(st.text("山东省聊城市区县东昌府路朝阳南京12 ,，·ab", max_size=20))
def test_nothing_of_a_text_is_lost(text: str) -> None:
    told = addresses.read(text)
    signs = set(text) - set(" ,，·、;；:：()（）-—")
    left = set("".join((*told.region, told.street, told.postcode)))
    assert signs - left <= set("省市区县州盟国中地址") | set("".join(told.region)), (text, told)


def cases() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Each district of the list as people write it, with where it lies."""
    read = {
        name: list(csv.DictReader((LISTED / f"{name}.csv").open(encoding="utf-8")))
        for name in ("provinces", "cities", "areas")
    }
    provinces = {row["code"]: row["name"] for row in read["provinces"]}
    cities = {row["code"]: row["name"] for row in read["cities"]}
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for row in read["areas"]:
        province, city, area = provinces[row["provinceCode"]], cities[row["cityCode"]], row["name"]
        town = "" if city in ("市辖区", "县") or "直辖" in city else city
        wanted = divisions.settled(addresses.made(["/".join(filter(None, (province, town, area)))], "", "").region)
        if not divisions.is_district(wanted) and wanted[-1:] != (area,) and len(wanted) < 2:
            continue  # not in the list that the set-up brought: an industrial park, a county of this year
        short = divisions.short_name(area) or area
        for name, text in {
            "province, town, district": f"{province}{town}{area}新华东路12号",
            "without endings": f"{addresses.province(wanted[0]).hans}{wanted[1] if town else ''}{short}新华东路12号",
            "town, district": f"{town or province}{area}新华东路12号",
            "district alone": f"{area}新华东路12号",
            "district alone, without its ending": f"{short} 新华东路12号",
        }.items():
            found.setdefault(name, []).append((text, wanted))
    return found


AT_LEAST = {
    "province, town, district": (0.96, 0.002),
    "without endings": (0.94, 0.003),
    "town, district": (0.96, 0.002),
    "district alone": (0.92, 0.002),
    "district alone, without its ending": (0.87, 0.008),
}
"""How many are read right at least, and how many may be read as another place."""


@pytest.mark.skipif(not LISTED.exists(), reason="the list of divisions isn't here")
def test_the_whole_list_is_read() -> None:
    told = {}
    for name, texts in cases().items():
        verdicts: Counter[str] = Counter()
        for text, wanted in texts:
            got = divisions.settled(addresses.read(text).region)
            verdicts["right" if got == wanted else "open" if got == wanted[: len(got)] else "wrong"] += 1
        told[name] = verdicts
        print(f"{name:40} {dict(verdicts)}")
    for name, (right, wrong) in AT_LEAST.items():
        number = sum(told[name].values())
        assert number > 2_500
        assert told[name]["right"] >= right * number, told
        assert told[name]["wrong"] <= wrong * number, told
