"""Names for programs, out of names for people."""

from __future__ import annotations

import re
import unicodedata

from guanxi.kit import han


def identifier(text: str) -> str:
    """Small letters, digits and _, Chinese characters by their pinyin: "样品 Colour" becomes yang_pin_colour.

    Empty where nothing in it can be written so; a digit at the beginning is led by an "n".
    """
    folded = unicodedata.normalize("NFKC", text)
    read = han.readings(folded, folded.translate(han.simplified_characters()))
    told = "".join(f" {found.plain} " if found else sign for sign, found in zip(folded, read, strict=True))
    plain = unicodedata.normalize("NFKD", told).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return f"n{name}" if name[:1].isdigit() else name
