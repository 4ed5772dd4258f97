"""Provinces: out of what people write, and one tile for each."""

import pytest

from guanxi.kit import provinces


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("江苏", "JS"),
        ("江苏省苏州市", "JS"),
        ("苏州", "JS"),
        ("中国广东省深圳市南山区", "GD"),
        ("廣東省", "GD"),
        ("臺灣台北", "TW"),
        ("内蒙古自治区包头市", "NM"),
        ("吉林市", "JL"),
        ("Shaanxi", "SN"),
        ("shanxi province", "SX"),
        ("Xi'an, China", "SN"),
        ("Hong Kong", "HK"),
        ("Guangzhou", "GD"),
        ("Boston", ""),
        ("Chinatown", ""),
        ("United States", ""),
        ("  ", ""),
        ("火星", ""),
    ],
)
def test_a_place_is_found_in_what_people_write(text: str, code: str) -> None:
    found = provinces.find(text)
    assert (found.code if found else "") == code


def test_every_province_has_a_tile_of_its_own() -> None:
    places = {(province.column, province.row) for province in provinces.PROVINCES}
    assert len(places) == len(provinces.PROVINCES) == len({province.code for province in provinces.PROVINCES}) == 34
    assert all(0 <= x < provinces.COLUMNS and 0 <= y < provinces.ROWS for x, y in places)


def test_every_town_lies_in_one_province() -> None:
    towns = [town for line in provinces.TOWNS.values() for town in line.split()]
    assert len(towns) == len(set(towns))
    assert set(provinces.TOWNS) <= {province.code for province in provinces.PROVINCES}
