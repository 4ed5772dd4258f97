"""People's names, in one piece or two."""

from __future__ import annotations

import re
from collections.abc import Sequence

from guanxi.kit.han import compound_surnames

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af·]+")
_CHINESE_LENGTH = 4
_PARTICLES = {
    "van",
    "von",
    "de",
    "der",
    "den",
    "del",
    "della",
    "di",
    "da",
    "dos",
    "la",
    "le",
    "bin",
    "ibn",
    "al",
    "ter",
}


def family_and_given(name: str) -> tuple[str, str]:
    """The family's name and the given ones: 欧阳修 is 欧阳 and 修, Ludwig van Beethoven is van Beethoven and Ludwig.

    A comma says it: "Li, Na". A name in one piece that isn't Chinese is a given one.
    """
    name = " ".join(name.split())
    comma = re.split(r"\s*[,，]\s*", name, maxsplit=1)
    if len(comma) == 2 and all(comma):
        return comma[0], comma[1]
    words = name.split(" ")
    if _HAN.fullmatch(name) and "·" not in name:
        size = 2 if len(name) > 2 and name[:2] in compound_surnames() else 1
        return (name[:size], name[size:]) if 1 < len(name) <= _CHINESE_LENGTH else (name, "")
    if _HAN.fullmatch(name.replace(" ", "")) and len(words) == 2 and "·" not in name:
        return words[0], words[1]
    if len(words) == 1:
        return "", name
    start = len(words) - 1
    while start > 1 and words[start - 1].casefold() in _PARTICLES:
        start -= 1
    return " ".join(words[start:]), " ".join(words[:start])


def as_person(parts: Sequence[str]) -> str:
    """A whole name of its parts, given names first and the family's last: as Chinese write it, or as others do."""
    filled = [piece.strip() for piece in parts if piece.strip()]
    if len(filled) > 1 and all(_HAN.fullmatch(piece) for piece in filled):
        return filled[-1] + "".join(filled[:-1])
    return " ".join(filled)
