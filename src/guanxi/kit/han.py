"""Chinese characters: how they are read (pinyin), and which simplified one stands for a traditional one.

The readings come from pypinyin's data files and the simplified characters from OpenCC's, read once, when first needed,
into tables of a few megabytes; importing pypinyin itself would take ten times as much.
"""

import importlib.util
import re
import sys
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple


class Syllable(NamedTuple):
    """One reading: letters without tone ("zhong"), first letter ("z"), letters with tone ("zhong4"; 5 is none)."""

    plain: str
    initial: str
    toned: str


# How the character is read as a family name, where that differs from its usual reading.
_SURNAMES = {
    "单": "shan4", "曾": "zeng1", "解": "xie4", "仇": "qiu2", "区": "ou1", "查": "zha1", "朴": "piao2", "盖": "ge3",
    "翟": "zhai2", "任": "ren2", "华": "hua4", "覃": "qin2", "乐": "yue4", "员": "yun4", "缪": "miao4", "繁": "po2",
    "种": "chong2", "洗": "xian3", "冼": "xian3", "尉": "wei4", "折": "she2", "黑": "he4", "召": "shao4", "句": "gou1",
    "秘": "bi4", "逄": "pang2", "逯": "lu4", "乜": "nie4", "郗": "xi1", "费": "fei4", "葛": "ge3", "宁": "ning4",
    "那": "na1", "哈": "ha3", "纪": "ji3", "燕": "yan1", "应": "ying1", "车": "che1", "万": "wan4", "晟": "cheng2",
    "石": "shi2", "隗": "wei3", "郇": "xun2", "訾": "zi1", "牟": "mu4", "谌": "chen2", "长": "zhang3", "行": "xing2",
    "尉迟": "yu4 chi2", "长孙": "zhang3 sun1", "澹台": "tan2 tai2", "万俟": "mo4 qi2", "令狐": "ling2 hu2",
    "单于": "chan2 yu2", "宰父": "zai3 fu3", "皇甫": "huang2 fu3", "呼延": "hu1 yan2",
}  # fmt: skip

# Family names of two characters that are read as usual.
_COMPOUND_SURNAMES = (
    "欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "东方", "東方", "夏侯", "闻人", "聞人", "赫连",
    "赫連", "公孙", "公孫", "轩辕", "軒轅", "慕容", "钟离", "鍾離", "宇文", "鲜于", "鮮于", "闾丘", "閭丘",
    "司徒", "司空", "司寇", "南宫", "南宮", "独孤", "獨孤", "端木", "第五", "百里", "东郭", "東郭", "公羊",
    "公冶", "太史", "申屠", "西门", "西門", "拓跋", "纳兰", "納蘭", "尉遲", "長孫", "澹臺", "單于", "颛孙",
    "顓孫", "濮阳", "濮陽", "淳于", "仲孙", "仲孫",
)  # fmt: skip

# Places and trade words the phrase list lacks or reads otherwise.
_WORDS = {
    "重庆": "chong2 qing4", "银行": "yin2 hang2", "长沙": "chang2 sha1", "厦门": "xia4 men2", "会计": "kuai4 ji4",
    "番禺": "pan1 yu2", "六安": "lu4 an1", "蚌埠": "beng4 bu4", "乐清": "yue4 qing1", "单县": "shan4 xian4",
    "铅山": "yan2 shan1", "枞阳": "zong1 yang2", "涡阳": "guo1 yang2", "洪洞": "hong2 tong2", "东阿": "dong1 e1",
    "长安": "chang2 an1", "长城": "chang2 cheng2", "长江": "chang2 jiang1", "长春": "chang2 chun1",
    "长兴": "chang2 xing1", "长虹": "chang2 hong2", "长治": "chang2 zhi4", "长葛": "chang2 ge3", "长乐": "chang2 le4",
    "朝阳": "chao2 yang2", "车行": "che1 hang2", "商行": "shang1 hang2", "琴行": "qin2 hang2", "行业": "hang2 ye4",
    "重工": "zhong4 gong1", "音乐": "yin1 yue4", "乐器": "yue4 qi4", "调味": "tiao2 wei4", "大厦": "da4 sha4",
    "重组": "chong2 zu3", "重建": "chong2 jian4", "石家庄": "shi2 jia1 zhuang1", "大都": "da4 du1", "首都": "shou3 du1",
    "成都": "cheng2 du1", "都市": "du1 shi4", "都江": "du1 jiang1", "长宁": "chang2 ning2", "长隆": "chang2 long2",
    "长盛": "chang2 sheng4", "长丰": "chang2 feng1", "长盈": "chang2 ying2", "董事长": "dong3 shi4 zhang3",
    "长和": "chang2 he2", "长远": "chang2 yuan3", "长青": "chang2 qing1", "长荣": "chang2 rong2",
    "长风": "chang2 feng1", "长信": "chang2 xin4", "长飞": "chang2 fei1", "成长": "cheng2 zhang3",
    "乐山": "le4 shan1", "都匀": "du1 yun2", "大足": "da4 zu2", "还款": "huan2 kuan3", "参谋": "can1 mou2",
    "行李": "xing2 li3", "行政": "xing2 zheng4", "人参": "ren2 shen1", "海参": "hai3 shen1", "西藏": "xi1 zang4",
    "宝藏": "bao3 zang4", "角色": "jue2 se4", "供给": "gong1 ji3", "给水": "ji3 shui3", "率先": "shuai4 xian1",
}  # fmt: skip

_TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}


class _Tables(NamedTuple):
    """What the data files hold, packed: characters in order with the number of their usual reading, and phrases."""

    characters: "array[int]"
    readings: "array[int]"
    syllables: list[Syllable]
    phrases: dict[str, tuple[Syllable, ...]]
    lengths: dict[str, tuple[int, ...]]
    surname_words: frozenset[str]


class _Readings(dict[str, Syllable | None]):
    """The usual reading of each character, filled in as characters are met."""

    def __missing__(self, character: str) -> Syllable | None:
        tables = _tables()
        at = bisect_left(tables.characters, ord(character))
        known = at < len(tables.characters) and tables.characters[at] == ord(character)
        found = tables.syllables[tables.readings[at]] if known else None
        self[character] = found
        return found


_usual = _Readings()


@lru_cache(maxsize=512)
def readings(run: str, simplified: str) -> tuple[Syllable | None, ...]:
    """The reading of each character of a run; words decide where a character has several; None where none is known."""
    found = [_usual[character] for character in run]
    tables = _tables()
    lengths, phrases = tables.lengths, tables.phrases
    skip = 0
    for at, character in enumerate(simplified):
        if character not in lengths or at < skip:
            continue
        for length in lengths[character]:
            phrase = phrases.get(simplified[at : at + length])
            if phrase is not None:
                found[at : at + length] = phrase
                skip = at + length
                break
    return tuple(found)


def surname(name: str) -> tuple[Syllable, ...] | None:
    """How the family name at the start of a simplified name of two to four characters is read, when unusually so."""
    if 2 <= len(name) <= 4:
        return _surnames().get(name[:2]) or _surnames().get(name[0])
    return None


def is_common_word(text: str) -> bool:
    """Whether a text that begins like an unusual family name is a word of the language, such as 解放."""
    return text in _tables().surname_words


@cache
def simplified_characters() -> dict[int, str]:
    """For `str.translate`: each traditional character's simplified one."""
    table: dict[int, str] = {}
    for line in _data("opencc", "dictionary/TSCharacters.txt").splitlines():
        traditional, _, choices = line.partition("\t")
        first = choices.split(" ", 1)[0]
        if len(traditional) == 1 and len(first) == 1 and first != traditional:
            table[ord(traditional)] = first
    return table


@cache
def compound_surnames() -> frozenset[str]:
    """Family names of two characters."""
    return frozenset((*(name for name in _SURNAMES if len(name) == 2), *_COMPOUND_SURNAMES))


def cut_into_syllables(letters: str, most: int = 6) -> list[list[str]]:
    """The ways to read letters as pinyin, longer syllables first; the last one may be the beginning of a syllable."""
    whole, begun = _spellings()
    found: list[list[str]] = []

    def walk(at: int, names: list[str]) -> None:
        if len(found) == most:
            return
        rest = letters[at:]
        if rest in begun:
            found.append([*names, rest])
        for size in range(min(6, len(rest) - 1), 0, -1):
            if rest[:size] in whole and hopeless.get(at + size) is None:
                before = len(found)
                walk(at + size, [*names, rest[:size]])
                if len(found) == before:
                    hopeless[at + size] = True

    hopeless: dict[int, bool] = {}
    walk(0, [])
    return found


@cache
def _spellings() -> tuple[frozenset[str], frozenset[str]]:
    """Every syllable there is, and every beginning of one."""
    whole = {syllable.plain for syllable in _tables().syllables}
    return frozenset(whole), frozenset(name[:size] for name in whole for size in range(1, len(name) + 1))


def warm() -> None:
    """Load the tables now, so that the first search doesn't wait for them (a tenth of a second)."""
    _tables()
    simplified_characters()


@cache
def _tables() -> _Tables:
    """The packed tables."""
    usual: dict[str, str] = {}
    for found in re.finditer(r'"(\d+)": "([^",]+)', _data("pypinyin", "pinyin_dict.json")):
        usual[chr(int(found[1]))] = sys.intern(found[2])
    numbers = {marked: number for number, marked in enumerate(dict.fromkeys(usual.values()))}
    phrases = {}
    surname_words = set()
    for phrase, listed in _phrases():
        if phrase[0] in _SURNAMES:
            surname_words.add(phrase)
        expected = [usual.get(character, "") for character in phrase]
        if '"\n],\n[\n"'.join(expected) in listed:
            continue
        spelt = tuple(map(_syllable, re.findall(r'\[\s*"([^"]*)"', listed)))
        if len(spelt) == len(phrase) and [s.plain for s in spelt] != [_syllable(marked).plain for marked in expected]:
            phrases[phrase] = spelt
    phrases |= {word: _spelt(reading) for word, reading in _WORDS.items()}
    lengths: dict[str, set[int]] = {}
    for phrase in phrases:
        lengths.setdefault(phrase[0], set()).add(len(phrase))
    characters = sorted(usual)
    return _Tables(
        array("I", map(ord, characters)),
        array("H", (numbers[usual[character]] for character in characters)),
        [_syllable(marked) for marked in numbers],
        phrases,
        {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()},
        frozenset(surname_words),
    )


def _phrases() -> Iterator[tuple[str, str]]:
    """The phrases of two to four characters, each with the text that lists its readings."""
    pattern = r'"([^"\n]{2,4})": \[([^:]*)\n\]'
    for found in re.finditer(pattern, _data("pypinyin", "phrases_dict.json")):
        yield found[1], found[2]


@cache
def _surnames() -> dict[str, tuple[Syllable, ...]]:
    return {name: _spelt(reading) for name, reading in _SURNAMES.items()}


@cache
def _syllable(marked: str) -> Syllable:
    """A syllable from its spelling with a tone mark: "lǜ" is read lv4."""
    tone = "5"
    letters: list[str] = []
    for character in unicodedata.normalize("NFD", marked):
        if character == "\u0308":
            letters[-1] = "v"
        elif character in _TONES:
            tone = _TONES[character]
        elif "a" <= character <= "z":
            letters.append(character)
    return _made("".join(letters) + tone)


def _spelt(reading: str) -> tuple[Syllable, ...]:
    """Syllables from their spelling with tone numbers: "yu4 chi2"."""
    return tuple(_made(toned) for toned in reading.split(" "))


@cache
def _made(toned: str) -> Syllable:
    return Syllable(toned[:-1], toned[:1], toned)


def _data(package: str, name: str) -> str:
    """A text file of an installed package, without importing the package."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"No module named {package!r}", name=package)
    return (Path(spec.origin).parent / name).read_text(encoding="utf-8-sig")
