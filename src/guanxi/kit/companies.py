"""What a company is called without what differs from list to list: its legal form, its region, brackets, width, script.

深圳市腾讯计算机系统有限公司, 腾讯计算机系统（深圳）有限公司 and 騰訊計算機系統 have one core. The region isn't thrown
away: two companies that are otherwise called the same, in two provinces, are likely to be two.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from .addresses import latin_region, leading_region
from .han import readings, simplified_characters
from .tokens import HAN, IS_HAN, plain, without_accents

LONGEST = 200
SHORTEST = 3
"""So many characters at least stay when a region is taken away: 北京银行 is no bank called 银行."""
BEGINNING = 4
SKELETON = 14


class Name(NamedTuple):
    """A name taken apart; equal cores mean the same name."""

    core: str
    """Without form and region, simplified, in lower case; Latin words with blanks between."""
    region: str = ""
    """The province the name speaks of, by its short Chinese name."""
    sound: str = ""
    """Letters only: the pinyin of what is Chinese, and words run together; what was typed in pinyin has the same."""
    begins: str = ""
    """What names have in common whose end was left out or spelt otherwise."""

    @property
    def is_han(self) -> bool:
        return IS_HAN.search(self.core) is not None


NOTHING = Name("")
_FORMS = (
    *("有限责任公司", "股份有限公司", "集团有限公司", "有限公司", "股份公司", "集团公司", "控股公司"),
    *("总公司", "分公司", "子公司", "公司", "有限合伙企业", "有限合伙", "普通合伙", "合伙企业", "合伙"),
    *("个人独资企业", "个体工商户", "个体户", "集团", "控股", "股份", "有限责任", "有限"),
    *("办事处", "代表处", "联络处", "总部", "总店", "分店"),
)
_BRANCHES = ("分公司", "办事处", "代表处", "联络处", "分店")
_COUNTRIES = ("中华人民共和国", "中国大陆", "中国")
_LATIN_FORMS = frozenset(
    {"ltd", "limited", "inc", "incorporated", "co", "company", "corp", "corporation", "llc", "llp", "lp", "plc"}
    | {"gmbh", "mbh", "ag", "kg", "kgaa", "ohg", "gbr", "ug", "se", "sa", "sas", "sarl", "srl", "sl", "spa"}
    | {"bv", "nv", "oy", "oyj", "ab", "asa", "aps", "pte", "pty", "sdn", "bhd", "kk"}
    | {"holding", "holdings", "group", "gruppe", "groupe", "and", "of"}
)
_LATIN_COUNTRIES = frozenset({"china", "prc"})
_BRACKETS = re.compile(r"[(\[{【〔〖<《「『]([^()\[\]{}【】〔〕〖〗<>《》「」『』]*)[)\]}】〕〗>》」』]")
_DISTRICT = re.compile(r"^[\u3400-\u9fff]{2,4}?(?:新区|开发区|区|县|市)(?=[\u3400-\u9fff]{3})")
_DROPPED_HAN = re.compile(f"(?![{HAN}])[\\W_]")
_RUNS = re.compile(f"[{HAN}]+|[^{HAN}]+")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_WORDS = re.compile(r"[^\W_]+")
_VOWELS = re.compile(r"[aeiouyhw]+")
_DOUBLE = re.compile(r"(.)\1+")


@lru_cache(maxsize=8192)
def read(text: str) -> Name:
    """A company's name taken apart; nothing for a text without letters."""
    written = plain(text[:LONGEST]).translate(simplified_characters())
    return _han(written) if IS_HAN.search(written) else _latin(written)


# --- Chinese ----------------------------------------------------------------------------------------------------------


def _han(written: str) -> Name:
    regions: list[str] = []

    def bracketed(found: re.Match[str]) -> str:
        inside = _DROPPED_HAN.sub("", found[1])
        place, rest = _region(_without_country(inside))
        if place:
            regions.append(place)
        return _without_forms(rest, fewest=0)

    core = _DROPPED_HAN.sub("", _BRACKETS.sub(bracketed, written))
    core = _without_branch(core)
    core = _without_forms(core)
    bare = _without_country(core)
    place, rest = _region(bare)
    if place and len(rest) >= SHORTEST:
        regions.append(place)
    shorter = rest if len(rest) >= SHORTEST else bare if len(bare) >= SHORTEST else core
    syllables = _syllables(shorter)
    return Name(shorter, regions[-1] if regions else "", _joined(syllables), _joined(syllables[:BEGINNING]))


def _without_branch(core: str) -> str:
    """华为技术有限公司深圳分公司 without its branch."""
    for form in _BRANCHES if core.endswith(_BRANCHES) else ():
        head, found, rest = core.rpartition(form)
        if found and not rest:
            whole, company, place = head.rpartition("公司")
            if company and (not place or len(place) <= SHORTEST + BEGINNING):
                return whole + company
    return core


def _without_forms(core: str, fewest: int = 2) -> str:
    """What is left of a name when every legal form at its end is gone."""
    while core.endswith(_FORMS):
        shorter = next(core[: -len(form)] for form in _FORMS if core.endswith(form))
        if len(shorter) < fewest:
            break
        core = shorter
    return core


def _without_country(core: str) -> str:
    if not core.startswith(_COUNTRIES):
        return core
    return next(core[len(name) :] for name in _COUNTRIES if core.startswith(name))


def _region(core: str) -> tuple[str, str]:
    """The province at the beginning of a name, and the name without it, its town and its district."""
    place, rest, is_told = leading_region(core)
    if is_told and (district := _DISTRICT.match(rest)):
        rest = rest[district.end() :]
    return place, rest


def _syllables(core: str) -> list[str]:
    """How each character is read; words in Latin letters stay whole."""
    sounds = readings(core, core)
    if None not in sounds:
        return [sound.plain for sound in sounds if sound]
    found = []
    for run in _RUNS.findall(core):
        if IS_HAN.match(run):
            found += [sound.plain if sound else sign for sign, sound in zip(run, readings(run, run), strict=True)]
        else:
            found.append(run)
    return found


def _joined(syllables: list[str]) -> str:
    """ü is typed v by some and u by others."""
    return "".join(syllables).replace("lv", "lu").replace("nv", "nu")


# --- Latin ------------------------------------------------------------------------------------------------------------


def _latin(written: str) -> Name:
    regions: list[str] = []

    def bracketed(found: re.Match[str]) -> str:
        if found[1].strip() in _LATIN_COUNTRIES:
            return " "
        if place := latin_region(found[1]):
            regions.append(place)
            return " "
        return f" {found[1]} "

    told = _INITIALS.sub(lambda found: found[0].replace(".", "") + " ", _BRACKETS.sub(bracketed, written))
    told = without_accents(told.replace("&", " and ").replace("'", "").replace("’", ""))
    words = _WORDS.findall(told)
    words = words[1:] if len(words) > 1 and words[0] == "the" else words
    while len(words) > 1 and words[-1] in _LATIN_FORMS | _LATIN_COUNTRIES:
        words.pop()
    if len(words) > 2 and (place := latin_region(words[0])):
        regions.append(place)
        words = words[1:]
    words = [word for word in words if word != "and"] or words
    if not words:
        return NOTHING
    return Name(" ".join(words), regions[-1] if regions else "", _joined(words), _skeleton(words))


def _skeleton(words: list[str]) -> str:
    """The consonants of the words in the order of the alphabet: neither their order nor a wrong vowel changes it."""
    bones = "".join(_DOUBLE.sub(r"\1", word[0] + _VOWELS.sub("", word[1:])) for word in sorted(words))[:SKELETON]
    return bones if len(bones) > 2 else "".join(words)
