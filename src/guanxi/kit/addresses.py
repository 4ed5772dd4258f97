"""Addresses: a region from large to small, a street, a postcode; one line of text taken apart, and put together.

An address is kept as one text, `山东/聊城/东昌府区|兴华西路 12 号|252000`, so that what lies in a region begins alike.
China's provinces and their towns are kept under their customary short names, whatever they were called.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from guanxi.kit import divisions
from guanxi.kit.divisions import TOWN_ENDS
from guanxi.kit.han import readings, simplified_characters
from guanxi.kit.provinces import MUNICIPALITIES, PROVINCES, TOWNS, Province

STEP, PART = "/", "|"
MOST_STEPS = 4
_HAN = re.compile(r"[\u3400-\u9fff]")
_COUNTRY = re.compile(r"^(?:中华人民共和国|中華人民共和國|中国|中國)[\s,，]*")
_PROVINCE_ENDS = re.compile(r"^(?:(?:壮族|回族|维吾尔|維吾爾|壯族)?(?:自治区|自治區)|特别行政区|特別行政區|省|市)")
_TOWN = re.compile(r"^[\u3400-\u9fff]{1,9}?(?:自治州|地区|地區|盟|市)")
_DISTRICT = re.compile(
    r"^[\u3400-\u9fff]{1,11}?(?:自治县|自治縣|自治旗|新区|新區|开发区|開發區|(?<![社小园街校厂院业社園廠業])[区區]|县|縣|旗|(?<![超城])市)"
)
_CODE = re.compile(r"(?:(?:邮编|郵編|邮政编码)\s*[:：]?\s*)?(?<![0-9-])([0-9]{6})(?![0-9-])")
POSTCODE = re.compile(r"(?=.*[0-9])[A-Z0-9][A-Z0-9 -]{1,10}[A-Z0-9]")
_BETWEEN = " \t,，、;；·-—"
NOT_IN_PINYIN = frozenset({"NM", "XJ", "XZ", "QH"})
WORDS_TOO = frozenset({"阿里", "东方", "安康"})
"""Towns whose names mean something else where nobody says that they are meant."""
_LABEL = re.compile(
    r"^[\[（(【]?(?:(?:详细|詳細|收货|收貨|公司|注册|註冊|办公|辦公|通讯|通訊|联系|聯繫|单位|單位|家庭|邮寄|郵寄)?地址|住址|地点)[\]）)】]?\s*[:：]\s*"
)
_SMALLER = re.compile(r"[区區县縣]|[\u3400-\u9fff]{1,10}?自治[州县縣]")
"""What makes the name of a town or province that of something smaller."""
_MOST_NOISE = 30
_WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
"""Full-width digits and letters, and what they are elsewhere."""


@dataclass(frozen=True)
class Address:
    """What one consists of; each part may be missing."""

    region: tuple[str, ...] = ()
    street: str = ""
    postcode: str = ""

    @property
    def kept(self) -> str:
        """As it is stored; "" for none."""
        if not (self.region or self.street or self.postcode):
            return ""
        return PART.join((STEP.join(self.region), self.street, self.postcode))

    def words(self, language: str) -> str:
        """One line, with the province as this reader calls it."""
        first, *rest = self.region or ("",)
        known = province(first) if first else None
        chinese = language.startswith("zh")
        if known and rest and not chinese:
            rest[0] = in_latin(known, rest[0])
        steps = [known.name(language) if known else first, *rest] if first else []
        told = ("·" if chinese else " · ").join(steps)
        if len(steps) == 1 and known is None:
            told += "·"  # so that it is known for a region when it is read again
        return ("，" if chinese else ", ").join(part for part in (told, self.street, self.postcode) if part)


def made(region: list[str], street: str, postcode: str) -> Address:
    """An address of parts as people give them."""
    steps = [step.strip(_BETWEEN) for part in region for step in _plain(part).split(STEP)]
    steps = [step for step in steps if step]
    steps = [*steps[: MOST_STEPS - 1], " ".join(steps[MOST_STEPS - 1 :])] if len(steps) > MOST_STEPS else steps
    return Address(_customary(steps), _plain(street).strip(_BETWEEN), _plain(postcode).upper())


def read(text: str) -> Address:
    """One line taken apart; what isn't known for a region or a postcode is the street."""
    text = " ".join(text.split())
    if text.count(PART) == 2:
        region, street, postcode = text.split(PART)
        return made([region], street, postcode)
    if province(text.partition(STEP)[0]):
        return made([text], "", "")
    head = re.split("[,，]", text, maxsplit=1)[0]
    if "·" in head or province(head):
        return _told(head, text[len(head) :])
    return _han(text) if _HAN.search(text) else _latin(text)


def province(name: str) -> Province | None:
    """One of China's provinces, by any of its names."""
    return _provinces().get(name.strip().casefold())


def _plain(text: str) -> str:
    return " ".join(text.replace(PART, STEP).split())


def _customary(steps: list[str]) -> tuple[str, ...]:
    """Province and town under their short names, also where the province was left out."""
    if not steps:
        return ()
    known = province(steps[0])
    if known is None:
        found, rest = _leading_province(steps[0])
        known = found if not rest else None
    if known is None:
        town, rest = _leading_town(steps[0], None)
        if town is None or rest:
            return tuple(steps)
        return (town[0].hans, town[1], *steps[1:])
    after = steps[1:]
    if after and known.hans in MUNICIPALITIES and province(after[0].removesuffix("市")) is known:
        after = after[1:]
    if after:
        town, rest = _leading_town(after[0], known)
        if town is not None and not rest:
            after = [town[1], *after[1:]]
    return (known.hans, *after)


def _told(head: str, rest: str) -> Address:
    """What `words` wrote."""
    street, postcode = rest.strip(" ,，"), ""
    _before, _comma, last = street.replace("，", ", ").rpartition(", ")
    if POSTCODE.fullmatch(last):
        street, postcode = street[: len(street) - len(last)].strip(" ,，"), last
    return made([head.replace("·", STEP)], street, postcode)


def _han(text: str) -> Address:
    """China's way: from large to small, with nothing between."""
    text, postcode = text.translate(_WIDE), ""
    found = _CODE.search(text)
    if found and (found.end() == len(text) or found.start() == 0):
        postcode = found[1]
        text = (text[: found.start()] + text[found.end() :]).strip(_BETWEEN)
    text = _COUNTRY.sub("", _LABEL.sub("", text))
    steps, rest = _leading(text)
    if not steps:
        steps, rest = _after_noise(text)
    return made(list(steps), rest, postcode)


def _leading(text: str, within: tuple[str, ...] = ()) -> tuple[tuple[str, ...], str]:
    """The region with which a text begins, in one that is known already, and the rest."""
    known, steps = (province(within[0]) if within else None), within
    if known is None:
        known, text = _named_province(text)
        steps = (known.hans,) if known else ()
    if len(steps) < 2 and (known is None or known.hans not in MUNICIPALITIES):
        steps, text = _named_town(text, known)
    district = divisions.leading(text.translate(simplified_characters()), steps)
    if district is not None:
        place, rest = district[0], text[len(text) - len(district[1]) :].lstrip(_BETWEEN)
        return (place, rest) if divisions.is_district(place) else _leading(rest, place)
    if steps == within:
        return steps, text
    if len(steps) == 1 and known is not None and known.hans not in MUNICIPALITIES and (named := _TOWN.match(text)):
        steps, text = (*steps, named[0]), text[named.end() :].lstrip(_BETWEEN)
    if steps and (told := _DISTRICT.match(text)):
        steps, text = (*steps, told[0]), text[told.end() :].lstrip(_BETWEEN)
    return steps, text


def _named_province(text: str) -> tuple[Province | None, str]:
    """The province with which a text begins, also when it says it twice."""
    known, rest = _leading_province(text)
    if known is None or (_is_other(text, known.hans, rest) and not _begins_in(known, rest)):
        return None, text
    again, after = _leading_province(rest)
    if again is known and (known.hans in MUNICIPALITIES or _begins_in(known, after)):
        rest = after
    return known, rest


def _named_town(text: str, known: Province | None) -> tuple[tuple[str, ...], str]:
    """The town with which a text begins, also when it says it twice; the province alone without one."""
    town, rest = _leading_town(text, known)
    if town is None or (_is_other(text, town[1], rest) and not _district_in(town, rest)):
        return ((known.hans,) if known else ()), text
    again, after = _leading_town(rest, town[0])
    if again == town and not _is_other(rest, town[1], after):
        rest = after
    return (town[0].hans, town[1]), rest


def _is_other(text: str, name: str, rest: str) -> bool:
    """Whether a name without 省, 市 or the like is only how a street begins, or a district: 南京路, 朝阳区."""
    bare = len(text) - len(rest) == len(name)
    return bare and bool(_SMALLER.match(rest) or divisions.goes_on_as_street(rest.translate(simplified_characters())))


def _begins_in(known: Province, text: str) -> bool:
    simplified = text.translate(simplified_characters())
    return _leading_town(text, known)[0] is not None or divisions.leading(simplified, (known.hans,)) is not None


def _district_in(town: tuple[Province, str], text: str) -> bool:
    return divisions.leading(text.translate(simplified_characters()), (town[0].hans, town[1])) is not None


def _after_noise(text: str) -> tuple[tuple[str, ...], str]:
    """A region that stands further on, named in full; what stands before it becomes a part of the street."""
    for start in range(1, min(len(text), _MOST_NOISE)):
        if not _says_region(text, start):
            continue
        steps, rest = _leading(text[start:])
        if steps:
            noise = text[:start].strip(f"{_BETWEEN}:：()（）[]【】")
            return steps, f"{noise} {rest}".strip()
    return (), text


def _says_region(text: str, start: int) -> bool:
    """Whether a province or town with its ending begins here, or a district in full after a mark."""
    here = text[start:].translate(simplified_characters())
    known, rest, told = leading_region(here)
    if known and told and rest != here:
        return True
    found = divisions.leading(here) if not _HAN.match(text[start - 1]) else None
    return found is not None and here.startswith(found[0][-1])


@functools.lru_cache(maxsize=4096)
def placed(*texts: str) -> tuple[str, ...]:
    """The division in which texts on one place, such as a region and an address, lie together, as exactly as they say.

    Only divisions that are known count; nothing for a place elsewhere.
    """
    found: tuple[str, ...] = ()
    for text in (" ".join(text.split()) for text in texts if text):
        told = divisions.settled(read(text).region)
        if found and len(told) <= len(found):
            beneath = divisions.settled(_leading(text.translate(_WIDE), found)[0])
            told = beneath if len(beneath) > len(found) else told
        if len(told) >= len(found):
            found = told
    return found


def _latin(text: str) -> Address:
    """The other way round: street, town, province and postcode, country."""
    parts = [part for part in (piece.strip() for piece in text.split(",")) if part]
    whole = made([], text, "")
    if parts and parts[-1].casefold() in ("china", "p.r. china", "pr china", "prc"):
        parts.pop()
    postcode = ""
    for place, part in enumerate(parts[-2:], max(len(parts) - 2, 0)):
        if found := re.search(r"\b[0-9]{6}\b", part):
            postcode, parts[place] = found[0], (part[: found.start()] + part[found.end() :]).strip()
            break
    parts = [part for part in parts if part]
    if len(parts) == 1 and _latin_town(parts[0], None):
        return made(parts, "", postcode)
    known = province(parts[-1].removesuffix(" Province").strip()) if parts else None
    if known is None:
        return whole
    parts.pop()
    steps = [known.hans]
    while len(parts) > 1 and len(steps) < 3:
        steps.append(parts.pop())
    return made(steps, ", ".join(parts), postcode)


def _leading_province(text: str) -> tuple[Province | None, str]:
    """The province with which a text begins, and the rest."""
    simplified = text.translate(simplified_characters())
    for name, known in _han_provinces().get(simplified[:1], ()):
        if simplified.startswith(name):
            rest = text[len(name) :]
            return known, _PROVINCE_ENDS.sub("", rest, count=1).lstrip(_BETWEEN)
    return None, text


def _leading_town(text: str, within: Province | None) -> tuple[tuple[Province, str] | None, str]:
    """The town with which a text begins, with its province, and the rest."""
    if text and text.isascii() and (spelt := _latin_town(text, within)):
        return spelt, ""
    simplified = text.translate(simplified_characters())
    for name, known in _towns_by_sign().get(simplified[:1], ()):
        if simplified.startswith(name) and within in (None, known):
            rest = text[len(name) :]
            return (known, name), TOWN_ENDS.sub("", rest, count=1).lstrip(_BETWEEN)
    return None, text


def leading_region(text: str) -> tuple[str, str, bool]:
    """The province with which a simplified Chinese text begins, by itself or by a town of it, and what follows both.

    The last tells whether the text says 省, 市 or the like, and doesn't only begin with the same characters.
    """
    known, rest = _leading_province(text)
    told = known is not None and len(text) - len(rest) > len(known.hans)
    town, after = _leading_town(rest, known)
    is_named = town is not None and len(rest) - len(after) > len(town[1])
    if town is not None and (is_named or town[1] not in WORDS_TOO):
        told = told or is_named
        known, rest = town[0], after
    return (known.hans if known else ""), rest, told


def latin_region(name: str) -> str:
    """The province that a name in Latin letters means, its own or that of a town; empty where it means none."""
    known = province(name)
    town = None if known else _latin_town(name, None)
    return known.hans if known else town[0].hans if town else ""


@functools.cache
def _provinces() -> dict[str, Province]:
    return {
        name.casefold(): known
        for known in PROVINCES
        for name in (known.hans, known.hant, known.english, *known.others, f"CN-{known.code}")
    }


@functools.cache
def _han_provinces() -> dict[str, list[tuple[str, Province]]]:
    names = [(name, known) for known in PROVINCES for name in (known.hans, *known.others) if _HAN.search(name)]
    return _by_first_sign(sorted(names, key=lambda pair: -len(pair[0])))


@functools.cache
def _towns_by_sign() -> dict[str, list[tuple[str, Province]]]:
    return _by_first_sign(_towns())


def _by_first_sign(names: list[tuple[str, Province]]) -> dict[str, list[tuple[str, Province]]]:
    found: dict[str, list[tuple[str, Province]]] = {}
    for name, known in names:
        found.setdefault(name[0], []).append((name, known))
    return found


@functools.cache
def _towns() -> list[tuple[str, Province]]:
    codes = {known.code: known for known in PROVINCES}
    names = [(town, codes[code]) for code, line in TOWNS.items() for town in line.split() if _HAN.search(town)]
    return sorted(names, key=lambda pair: -len(pair[0]))


def _latin_town(text: str, within: Province | None) -> tuple[Province, str] | None:
    """The town that a name in pinyin means; none where several would be meant."""
    found = [pair for pair in _latin_towns().get(text.strip().casefold(), ()) if within in (None, pair[0])]
    return found[0] if len(found) == 1 else None


@functools.cache
def _latin_towns() -> dict[str, list[tuple[Province, str]]]:
    found: dict[str, list[tuple[Province, str]]] = {}
    for town, known in _towns():
        found.setdefault(_spelt(town).casefold(), []).append((known, town))
    return found


@functools.cache
def _spelt(town: str) -> str:
    """A town's name in pinyin: Xi'an."""
    told = ""
    for syllable in readings(town, town):
        plain = syllable.plain if syllable else ""
        told += f"'{plain}" if told and plain[:1] in ("a", "e", "o") else plain
    return told.capitalize()


def in_latin(known: Province, town: str) -> str:
    """A town as it is written in English; where names aren't Chinese, pinyin would be no name."""
    told = _latin_town(_spelt(town), known) if known.code not in NOT_IN_PINYIN else None
    return _spelt(town) if told == (known, town) else town


def names_of(region: tuple[str, ...]) -> str:
    """What a search finds a region by: its names in each language."""
    if not region:
        return ""
    first, *rest = region
    known = province(first)
    if known is None:
        return " ".join(region)
    spelt = [in_latin(known, rest[0])] if rest else []
    return " ".join(dict.fromkeys([known.hans, known.hant, known.english, *rest, *spelt]))


@functools.cache
def towns() -> dict[str, tuple[str, ...]]:
    """The towns that are known, by the short name of their province."""
    found: dict[str, list[str]] = {}
    for town, known in _towns():
        found.setdefault(known.hans, []).append(town)
    return {name: tuple(sorted(names)) for name, names in found.items() if name not in MUNICIPALITIES}
