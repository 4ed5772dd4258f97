"""Which part of a text answers what a person typed: for showing why something was found."""

from typing import NamedTuple

from .han import readings, simplified_characters, surname
from .tokens import IS_HAN, digits_of, parts, plain, tokens, without_accents

TEXT_CHARACTERS = 2_000
TYPED_CHARACTERS = 200
Span = tuple[int, int]


class _Folded(NamedTuple):
    """A text as it is searched, and for each character of it the place in the original text."""

    text: str
    simplified: str
    places: list[int]

    def span(self, start: int, end: int) -> Span:
        return self.places[start], self.places[end - 1] + 1


def matches(text: str, typed: str) -> list[Span]:
    """The (start, end) spans of the text to highlight, in order, apart from one another; the first 2,000 characters."""
    folded = _folded(text[:TEXT_CHARACTERS])
    found: list[Span] = []
    kept = plain(typed[:TYPED_CHARACTERS])[:TYPED_CHARACTERS]
    for token, sound in zip(tokens(kept, typed=True), tokens(kept.replace("ü", "v"), typed=True), strict=True):
        if token.kind == "han":
            found += _literal(folded, token.simplified)
        elif token.kind == "number":
            whole = _digits(folded, digits_of(token.text))
            found += whole or [span for group in parts(token.text) for span in _digits(folded, group)]
        else:
            whole = _words(folded, token.text)
            found += whole or [span for part in parts(token.text) for span in _words(folded, part)]
            letters = "".join(parts(sound.text))
            if letters.isascii() and letters.isalpha():
                found += _pinyin(folded, letters)
    return _merged(found)


def _folded(text: str) -> _Folded:
    """Folded one character after another, so that each keeps its place."""
    pieces, places = [], []
    for place, character in enumerate(text):
        piece = plain(character)
        if not piece.isascii():
            piece = without_accents(piece)
        pieces.append(piece)
        places += [place] * len(piece)
    joined = "".join(pieces)
    return _Folded(joined, joined.translate(simplified_characters()), places)


def _literal(folded: _Folded, run: str) -> list[Span]:
    found, at = [], folded.simplified.find(run)
    while at >= 0:
        found.append(folded.span(at, at + len(run)))
        at = folded.simplified.find(run, at + len(run))
    return found


def _words(folded: _Folded, word: str) -> list[Span]:
    """Where a word begins so."""
    found, at = [], folded.text.find(word)
    while at >= 0:
        before = folded.text[at - 1 : at]
        if not before.isalnum() or IS_HAN.match(before):
            found.append(folded.span(at, at + len(word)))
        at = folded.text.find(word, at + 1)
    return found


def _digits(folded: _Folded, wanted: str) -> list[Span]:
    """Where digits follow one another so, whatever separates them."""
    places = [at for at, character in enumerate(folded.text) if "0" <= character <= "9"]
    stream = "".join(folded.text[at] for at in places)
    found: list[Span] = []
    for form in dict.fromkeys((wanted, wanted.removeprefix("0"), wanted.removeprefix("00").removeprefix("86"))):
        at = stream.find(form) if form else -1
        while at >= 0 and not found:
            last = at + len(form) - 1
            between = folded.text[places[at] : places[last] + 1]
            if all(character in "0123456789 -().+/" for character in between):
                found.append(folded.span(places[at], places[last] + 1))
            at = stream.find(form, at + 1)
    return found


def _pinyin(folded: _Folded, letters: str) -> list[Span]:
    """Where the pinyin or the initials of characters begin so."""
    sounds = readings(folded.text, folded.simplified)
    usual = [None if sound is None else sound.plain for sound in sounds]
    ways = [usual]
    family = surname(folded.simplified)
    if family is not None:
        ways.append([*(sound.plain for sound in family), *usual[len(family) :]])
    found: list[Span] = []
    for way in ways:
        initials = [None if sound is None else sound[:1] for sound in way]
        for forms in (way, initials):
            found += [
                folded.span(start, end) for start in range(len(forms)) if (end := _reach(forms, start, letters)) > start
            ]
    return found


def _reach(forms: list[str | None], start: int, letters: str) -> int:
    """The end of the shortest row of forms from `start` that begins with the letters, or `start` when none does."""
    left, end = letters, start
    while left:
        form = forms[end] if end < len(forms) else None
        if form is None or not (form.startswith(left) or left.startswith(form)):
            return start
        left, end = left[len(form) :], end + 1
    return end


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
