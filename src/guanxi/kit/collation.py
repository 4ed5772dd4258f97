"""One order for names in Chinese and other scripts, as text that compares byte by byte."""

import re
from collections.abc import Sequence
from functools import lru_cache

from .han import Syllable, is_common_word, readings, simplified_characters, surname
from .tokens import plain, without_accents

LONGEST_KEY = 96
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz|"
# So many characters carry their own mark inside the key, so that one family name stays together.
_MARKED = 4
_GAP = re.compile(r"[\W_]+")


class _Marks(dict[str, str]):
    """Three ASCII characters for each that sort as the code point does, filled in as characters are met."""

    def __missing__(self, character: str) -> str:
        code = ord(character)
        made = self[character] = _ALPHABET[code >> 12 & 63] + _ALPHABET[code >> 6 & 63] + _ALPHABET[code & 63]
        return made


_marks = _Marks()


@lru_cache(maxsize=4096)
def collation_key(text: str) -> str:
    """A sort key of at most 96 ASCII characters: digits, then letters and pinyin together as in an address book.

    Chinese is ordered by syllable, tone and character; case, accents and punctuation don't count.
    """
    kept = plain(text[:LONGEST_KEY])[:LONGEST_KEY]
    if kept.isascii():
        return _GAP.sub(" ", kept).strip()
    simplified = kept.translate(simplified_characters())
    sounds = readings(kept, simplified)
    if None not in sounds and (family := surname(simplified)) and not is_common_word(simplified):
        sounds = (*family, *sounds[len(family) :])
    return _mixed(kept, sounds)[:LONGEST_KEY]


def _mixed(kept: str, sounds: Sequence[Syllable | None]) -> str:
    """The key of a text with these readings, None for what isn't Chinese."""
    key: list[str] = []
    later: list[str] = []
    marked, gap = 0, False
    for character, sound in zip(kept, sounds, strict=True):
        if sound is not None:
            key.append(sound.toned)
            (key if marked < _MARKED else later).append(_marks[character])
            marked, gap = marked + 1, False
        elif character.isalnum():
            if gap:
                key.append(" ")
            folded = without_accents(character)
            key.append(folded if folded.isascii() else "~" + _marks[character])
            gap = False
        else:
            gap = bool(key)
    return "".join([*key, "!", *later] if later else key)
