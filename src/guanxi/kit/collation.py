"""One order for names in Chinese and other scripts, as text that compares byte by byte."""

from functools import lru_cache

from .han import Syllable, is_common_word, readings, simplified_characters, surname
from .tokens import plain, without_accents

LONGEST_KEY = 96
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz|"
# So many characters carry their own mark inside the key, so that one family name stays together.
_MARKED = 4


@lru_cache(maxsize=4096)
def collation_key(text: str) -> str:
    """A sort key of at most 96 ASCII characters: digits, then letters and pinyin together as in an address book.

    Chinese is ordered by syllable, tone and character; case, accents and punctuation don't count.
    """
    kept = plain(text[:LONGEST_KEY])[:LONGEST_KEY]
    simplified = kept.translate(simplified_characters())
    sounds: list[Syllable | None] = [None] * len(kept) if kept.isascii() else readings(kept, simplified)
    family = surname(simplified)
    if family is not None and all(sounds) and not is_common_word(simplified):
        sounds[: len(family)] = family
    key: list[str] = []
    later: list[str] = []
    marked, gap = 0, False
    for character, sound in zip(kept, sounds, strict=True):
        if sound is not None:
            key.append(sound.toned)
            (key if marked < _MARKED else later).append(_mark(character))
            marked, gap = marked + 1, False
        elif character.isalnum():
            if gap:
                key.append(" ")
            folded = without_accents(character)
            key.append(folded if folded.isascii() else "~" + _mark(character))
            gap = False
        else:
            gap = bool(key)
    return "".join(["".join(key), "!", *later] if later else key)[:LONGEST_KEY]


def _mark(character: str) -> str:
    """Three ASCII characters that sort as the code point does."""
    code = ord(character)
    return _ALPHABET[code >> 12 & 63] + _ALPHABET[code >> 6 & 63] + _ALPHABET[code & 63]
