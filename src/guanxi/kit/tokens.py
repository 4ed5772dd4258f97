"""Text cut into what a person searches by: runs of Chinese characters, words, compounds such as addresses, numbers."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from .han import simplified_characters

HAN = "\u3005\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
LONGEST_WORD = 64

IS_HAN = re.compile(f"[{HAN}]")
_WORD = f"[^\\W_{HAN}]"
_NUMBER = rf"[0-9]+(?:[ \-().+/]{{1,3}}[0-9]+){{0,8}}(?!{_WORD})"
_COMPOUND = rf"{_WORD}+(?:['’\-.&@+/_]{_WORD}+){{0,12}}"
_GAP = r"[ \u3000·•・‧]{1,3}"
_IN_DOCUMENT = re.compile(rf"([{HAN}]+(?:{_GAP}[{HAN}]+)*)|({_NUMBER})|({_COMPOUND})")
_IN_QUERY = re.compile(rf"([{HAN}]+)|({_NUMBER})|({_COMPOUND})")
_PARTS = re.compile(f"{_WORD}+")
_NO_DIGIT = re.compile("[^0-9]+")
# A mark apart from its letter would cut a word in two.
_LOOSE_MARK = re.compile("[\u0300-\u036f]")
_GAPS = str.maketrans("", "", " \u3000·•・‧")
# Letters that Unicode does not take apart into a plain letter and a mark.
_PLAIN = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})


class Token(NamedTuple):
    """A piece of text: its kind ("han", "number" or "word"), how it is written, and for "han" its simplified form."""

    kind: str
    text: str
    simplified: str


def plain(text: str) -> str:
    """The text in lower case, with full-width and other compatibility forms made ordinary."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


@lru_cache(maxsize=4096)
def without_accents(word: str) -> str:
    """A lower-case word without accents: "müller" becomes "muller"."""
    taken_apart = unicodedata.normalize("NFD", word.translate(_PLAIN))
    return unicodedata.normalize("NFC", "".join(c for c in taken_apart if unicodedata.category(c) != "Mn"))


def tokens(text: str, *, typed: bool = False) -> Iterator[Token]:
    """The pieces of a text that went through `plain`; in what a person typed, a space separates characters too."""
    ascii_only = text.isascii()
    if not ascii_only and _LOOSE_MARK.search(text):
        text = without_accents.__wrapped__(text)
    for han, number, word in (_IN_QUERY if typed else _IN_DOCUMENT).findall(text):
        if han:
            if not typed:
                han = han.translate(_GAPS)
            yield Token("han", han, han.translate(simplified_characters()))
        elif number:
            yield Token("number", number, "")
        else:
            yield Token("word", word if ascii_only or word.isascii() else without_accents(word), "")


def parts(compound: str) -> list[str]:
    """The words of a compound, each cut to the longest that is kept: "l'oreal" has two."""
    return [part[:LONGEST_WORD] for part in _PARTS.findall(compound)]


def digits_of(number: str) -> str:
    """The digits alone."""
    return number if number.isascii() and number.isdigit() else _NO_DIGIT.sub("", number)
