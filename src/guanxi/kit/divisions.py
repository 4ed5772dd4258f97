"""China's administrative divisions, as addresses keep them: province, town, district (山东, 聊城, 东昌府区).

The districts come from a file that the set-up makes out of a package that follows the official list; without it,
provinces and towns are known, and districts are told by their endings alone.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from guanxi.kit.provinces import MUNICIPALITIES, PROVINCES, TOWNS

Steps = tuple[str, ...]
FILE = Path(__file__).parent / "build" / "divisions.txt"
STEP = "/"
TOWN_ENDS = re.compile(r"^(?:[\u3400-\u9fff]{0,10}?自治州|地区|地區|林区|市|州|盟)")
_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜"
    "|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|鄂温克|德昂|保安|裕固|独龙|鄂伦春|各"
)
_OWN_RULE = re.compile(rf"(?:(?:{_PEOPLES})族)*(?:(?:{_PEOPLES})族|蒙古)(?:联合)?自治[县旗]$|自治[县旗]$")
_ENDS = re.compile(r"(?:新区|特区|林区|矿区|[区县市旗])$")
_PARK = re.compile(r"开发区$|园区$|管理区$|产业|新城$")
_STREET = re.compile(
    r"(?:[东南西北中]?[路街巷弄里段桥村乡屯庄门站湖港]|[东南西北上下新老]?镇|大[道街厦桥学]|[东西南北]?[一二三四五六七八九十]路"
    r"|小区|社区|新村|花园|广场|公寓|公司|集团|有限|商[场贸城厦]|工业|科技|市场|[中小]学|学校|医院|酒店|宾馆|银行|国际|道[0-9])"
)
WORDS = frozenset(
    {
        "光明",
        "向阳",
        "红旗",
        "前进",
        "友谊",
        "爱民",
        "东方",
        "安康",
        "阳光",
        "安居",
        "文峰",
        "金明",
        "龙华",
        "站前",
        "振兴",
    }
    | {
        "东山",
        "西山",
        "南山",
        "北山",
        "新兴",
        "东风",
        "太和",
        "永定",
        "平安",
        "长寿",
        "海港",
        "经济",
        "长城",
        "五华",
        "大通",
    }
)
"""Short names of districts that mean something else where nobody says the town."""


class Named(NamedTuple):
    """A way to write a district, and each that is written so."""

    name: str
    whole: bool
    """Whether it is the official name, and not only what people say for short."""
    places: tuple[Steps, ...]


class _Table(NamedTuple):
    below: dict[Steps, tuple[str, ...]]
    """What lies in a province or town, in the order of the official list."""
    by_sign: dict[str, tuple[Named, ...]]
    """The longest first, by the first character."""


# --- the table --------------------------------------------------------------------------------------------------------


@functools.cache
def _table() -> _Table:
    below: dict[Steps, list[str]] = {}
    for steps in _lines():
        for place in range(1, len(steps)):
            inside = below.setdefault(steps[:place], [])
            if steps[place] not in inside:
                inside.append(steps[place])
    found: dict[tuple[str, bool], list[Steps]] = {}
    for steps in (one for one in _lines() if is_district(one) or one[-1] not in _short_towns()):
        found.setdefault((steps[-1], True), []).append(steps)
        short = short_name(steps[-1])
        if short and not (steps[-1].endswith("新区") and f"{short}区" in below[steps[:-1]]):
            found.setdefault((short, False), []).append(steps)
    by_sign: dict[str, list[Named]] = {}
    for (name, whole), places in found.items():
        by_sign.setdefault(name[0], []).append(Named(name, whole, tuple(dict.fromkeys(places))))
    ordered = {
        sign: tuple(sorted(names, key=lambda one: (-len(one.name), not one.whole))) for sign, names in by_sign.items()
    }
    return _Table({key: tuple(names) for key, names in below.items()}, ordered)


@functools.cache
def _short_towns() -> frozenset[str]:
    return frozenset(town for line in TOWNS.values() for town in line.split())


@functools.cache
def _lines() -> tuple[Steps, ...]:
    """Every town and district, under the names by which addresses keep them."""
    codes = {known.code: known.hans for known in PROVINCES}
    towns = [(codes[code], town) for code, line in TOWNS.items() for town in line.split() if not town.isascii()]
    told = [steps for line in _file() if (steps := _customary(line.split(STEP)))]
    listed = {steps[:2] for steps in told}
    rest = (
        steps
        for steps in towns
        if steps[0] not in MUNICIPALITIES and steps not in listed and not _is_below(steps, told)
    )
    return tuple(dict.fromkeys((*told, *rest)))


def _is_below(steps: Steps, told: Iterable[Steps]) -> bool:
    """Whether what addresses name alone as a town lies in a town."""
    return any(one[0] == steps[0] and len(one) == 3 and short_name(one[2]) == steps[1] for one in told)


def _file() -> list[str]:
    try:
        return FILE.read_text(encoding="utf-8").split()
    except FileNotFoundError:
        return []


def _customary(official: Sequence[str]) -> Steps:
    """山东省/聊城市/东昌府区 under the names by which addresses keep it; nothing where the province isn't known."""
    province = next((one for one in PROVINCES if official[0].startswith(one.hans)), None)
    if province is None:
        return ()
    if province.hans in MUNICIPALITIES:
        return (province.hans, *official[1:])
    for town in TOWNS.get(province.code, "").split():
        if official[1].startswith(town) and re.fullmatch(TOWN_ENDS, official[1][len(town) :] or "市"):
            return (province.hans, town, *official[2:])
    return (province.hans, *official[1:])


def short_name(official: str) -> str:
    """What people say for a district: 东昌府区 → 东昌府, 石柱土家族自治县 → 石柱; "" where that would be too short."""
    if _PARK.search(official):
        return ""
    bare = _OWN_RULE.sub("", official) or official.removesuffix("自治县").removesuffix("自治旗")
    bare = bare if bare != official else _ENDS.sub("", official)
    return bare if len(bare) > 1 and bare != official else ""


# --- asking -----------------------------------------------------------------------------------------------------------


def is_district(steps: Steps) -> bool:
    """Whether it is as small as divisions get here."""
    return len(steps) == (2 if steps[0] in MUNICIPALITIES else 3)


def below(*steps: str) -> tuple[str, ...]:
    """What lies in a province or a town; the provinces, for nothing."""
    return _table().below.get(steps, ()) if steps else tuple(one.hans for one in PROVINCES)


def is_known(steps: Sequence[str]) -> bool:
    """Whether there is such a division, under these names."""
    return bool(steps) and all(step in below(*steps[:place]) for place, step in enumerate(steps))


def settled(region: Sequence[str]) -> Steps:
    """As much of an address's region as is a known division, at its place: 江苏/昆山 is 江苏/苏州/昆山市."""
    steps = tuple(region)
    if not steps or steps[0] not in below():
        return ()
    if len(steps) > 1 and steps[1] not in below(steps[0]):
        found = leading(steps[1], steps[:1])
        if found is None or found[1]:
            return steps[:1]
        return found[0]
    for most in (3, 2):
        if len(steps) >= most and is_known(steps[:most]):
            return steps[:most]
    if len(steps) > 2:
        found = leading(steps[2], steps[:2])
        return found[0] if found is not None and not found[1] else steps[:2]
    return steps[:1]


def leading(text: str, within: Sequence[str] = ()) -> tuple[Steps, str] | None:
    """The district with which a simplified text begins, in a province or a town, or anywhere; and what follows.

    None where several are meant, or where the name is only how a street or a firm begins.
    """
    here = tuple(within)
    for one in _table().by_sign.get(text[:1], ()):
        if not text.startswith(one.name):
            continue
        places = [steps for steps in one.places if steps[: len(here)] == here and len(steps) > len(here)]
        if not places:
            continue
        rest = text[len(one.name) :]
        if (not one.whole and goes_on_as_street(rest)) or (not here and not _tells(one, rest)):
            continue
        return (places[0], rest) if len(places) == 1 else None
    return None


def goes_on_as_street(rest: str) -> bool:
    """Whether what follows a short name makes it that of a street, a village or a firm: 南京 in 南京路."""
    return bool(_STREET.match(rest))


def _tells(one: Named, rest: str) -> bool:
    """Whether a name is enough where nobody says the town: 城区 and 光明 aren't."""
    if one.whole:
        return len(one.name) > 2 or one.name.endswith("县")
    ends = not rest or not "\u3400" <= rest[0] <= "\u9fff"
    return one.name not in WORDS and (ends or len(rest) > 2)


def prefixes(steps: Sequence[str]) -> list[str]:
    """A division and all in which it lies, as keys, the smallest first."""
    return [STEP.join(steps[:most]) for most in range(len(steps), 0, -1)]


def search(text: str, most: int) -> list[Steps]:
    """Divisions whose name begins with the text, then those whose name holds it; large ones first."""
    wanted = text.strip().replace("·", STEP).rpartition(STEP)[2]
    found = [steps for steps in everything() if wanted in steps[-1]]
    return sorted(found, key=lambda steps: (not steps[-1].startswith(wanted), len(steps)))[:most]


@functools.cache
def everything() -> tuple[Steps, ...]:
    """Every division, each province followed by what lies in it."""
    found: list[Steps] = []
    for province in below():
        found.append((province,))
        for second in below(province):
            found.append((province, second))
            found += [(province, second, third) for third in below(province, second)]
    return tuple(found)
