"""Colours of the tokens, and how far apart people see them."""

import re
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

TOKENS = Path(__file__).parents[2] / "frontend" / "src" / "css" / "tokens.css"
_PAIR = re.compile(r"^\s*--gx-([\w-]+): light-dark\((#[0-9a-f]{3,6}), (#[0-9a-f]{3,6})\);", re.MULTILINE)
_WITHOUT_RED = ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998))
_WITHOUT_GREEN = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881))
_WITHOUT_BLUE = ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900))
SIGHTS = (_WITHOUT_RED, _WITHOUT_GREEN, _WITHOUT_BLUE)
"""Full colour blindness of the three kinds: Machado, Oliveira, Fernandes 2009, over linear RGB."""

Triple = tuple[float, float, float]


@dataclass(frozen=True)
class Colour:
    """One colour of the screen."""

    hex: str

    @property
    def linear(self) -> Triple:
        """Light of the three primaries, 0 to 1."""
        digits = self.hex.lstrip("#")
        if len(digits) == 3:
            digits = "".join(sign * 2 for sign in digits)
        parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return red, green, blue

    @property
    def luminance(self) -> float:
        """As WCAG defines it."""
        red, green, blue = self.linear
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def contrast(self, other: "Colour") -> float:
        """1 to 21, as WCAG defines it."""
        dark, light = sorted((self.luminance, other.luminance))
        return (light + 0.05) / (dark + 0.05)


def tokens() -> dict[str, tuple[Colour, Colour]]:
    """Every token that is a plain colour: light, dark."""
    found = _PAIR.findall(TOKENS.read_text(encoding="utf-8"))
    return {name: (Colour(light), Colour(dark)) for name, light, dark in found}


def smallest_difference(colours: list[Colour]) -> float:
    """The smallest distance (CIE 1976) between any two, for the eyes that tell colours apart worst."""
    seen = [[_lab(_mixed(sight, colour.linear)) for colour in colours] for sight in SIGHTS]
    return min(
        sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5
        for eyes in seen
        for one, other in combinations(eyes, 2)
    )


def _mixed(rows: tuple[Triple, ...], parts: Triple) -> Triple:
    red, green, blue = (max(0.0, sum(a * b for a, b in zip(row, parts, strict=True))) for row in rows)
    return red, green, blue


def _lab(linear: Triple) -> Triple:
    red, green, blue = linear
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)
