"""What differs between two texts, word by word: words of letters and figures, and each Han character by itself."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

Piece = tuple[str, bool]
"""A stretch of text, and whether the other text lacks it."""

MOST_WORDS = 3_000
"""Beyond, comparing takes too long for a page: then only what both begin and end with counts as the same."""
_WORD = re.compile(r"[^\W\d_\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+|\d+|\s+|.", re.DOTALL)


def words(text: str) -> list[str]:
    """The text in the pieces that are compared; put together they are the text again."""
    return _WORD.findall(text)


def differences(mine: str, theirs: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in stretches, each marked where the other differs."""
    left, right = words(mine), words(theirs)
    if max(len(left), len(right)) > MOST_WORDS:
        return _ends(left, right), _ends(right, left)
    here: list[Piece] = []
    there: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        _add(here, "".join(left[a:b]), tag != "equal")
        _add(there, "".join(right[c:d]), tag != "equal")
    return here, there


def told_together(before: str, after: str) -> list[tuple[str, str]]:
    """One text that shows how it became the other: stretches that stayed (""), went ("del") or came ("ins")."""
    left, right = words(before), words(after)
    if max(len(left), len(right)) > MOST_WORDS:
        return [("del", before), ("ins", after)]
    told: list[tuple[str, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            told.append(("", "".join(left[a:b])))
            continue
        told += [(mark, text) for mark, text in (("del", "".join(left[a:b])), ("ins", "".join(right[c:d]))) if text]
    return told


def _add(pieces: list[Piece], text: str, differs: bool) -> None:
    if text:
        pieces.append((text, differs))


def _ends(own: list[str], other: list[str]) -> list[Piece]:
    most = min(len(own), len(other))
    start = next((n for n in range(most) if own[n] != other[n]), most)
    end = next((n for n in range(most - start) if own[-1 - n] != other[-1 - n]), most - start)
    pieces: list[Piece] = []
    _add(pieces, "".join(own[:start]), False)
    _add(pieces, "".join(own[start : len(own) - end]), True)
    _add(pieces, "".join(own[len(own) - end :]), False)
    return pieces
