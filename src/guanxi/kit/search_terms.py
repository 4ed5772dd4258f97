"""The words a record is found by, as PostgreSQL text-search literals made here rather than by a text-search dictionary.

Kinds of lexeme, told apart by their first character:

- `华东`  two characters that follow one another, made simplified; the last one of a run stands alone too.
- `acme`  a word in lower case without accents; also compounds without their punctuation, and e-mail addresses whole.
- `#138`  three digits that follow one another; the last two stand alone too.
- `~ke.ji` the pinyin of two characters that follow one another; the last one of a run stands alone too.
- `^hdk` the initials of three characters that follow one another; of two and of one at the end of a run.

So there are only as many different lexemes as there are syllables to combine, however many names are kept: an index of
a million names stays small, and what was typed is asked as a phrase.

What is kept of a long text: 4,000 characters of each group and 60,000 of all, pinyin for the first 200 Chinese
characters of each group and 2,000 of all, 64 characters of a word, and 16,000 positions.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from .collation import collation_key
from .han import Syllable, cut_into_syllables, readings, surname
from .highlight import matches
from .tokens import LONGEST_WORD, Token, digits_of, parts, plain, tokens

__all__ = ["Begun", "begin", "collation_key", "document", "matches", "query", "sort_key"]

GROUP_CHARACTERS = 4_000
ALL_CHARACTERS = 60_000
GROUP_PINYIN = 200
ALL_PINYIN = 2_000
TYPED_PINYIN = 32
LAST_POSITION = 16_000
TYPED_CHARACTERS = 200
TYPED_TERMS = 16
# A telephone number, perhaps with its country and an extension; longer rows of figures are not one number.
_JOINED_DIGITS = 24


class Room(NamedTuple):
    """What may still be kept of a document, and where its next lexeme stands."""

    characters: int = ALL_CHARACTERS
    pinyin: int = ALL_PINYIN
    position: int = 1


class Begun(NamedTuple):
    """The order key of a record and the first groups of its document, made ahead of the others."""

    key: str
    literal: str
    room: Room


def begin(title: str, groups: Sequence[tuple[str, str]]) -> Begun:
    """Make what is known of a record that isn't whole yet; `document` goes on from there."""
    made: list[str] = []
    room = _add_groups(made, groups, Room())
    return Begun(collation_key(title), " ".join(made), room)


def sort_key(title: str) -> str:
    """The collation key of a title."""
    return collation_key(title)


def document(groups: Sequence[tuple[str, str]], begun: Begun | None = None) -> str:
    """A `tsvector` literal for (weight letter, text) pairs; phrases never reach from one group into the next.

    `begun`: what was made of the groups before these.
    """
    made = [begun.literal] if begun and begun.literal else []
    _add_groups(made, groups, begun.room if begun else Room())
    return " ".join(made)


def _add_groups(made: list[str], groups: Sequence[tuple[str, str]], room: Room) -> Room:
    characters, pinyin, position = room
    for weight, text in groups:
        if not text or characters <= 0 or position > LAST_POSITION:
            continue
        kept = plain(text[: min(GROUP_CHARACTERS, characters)])[:GROUP_CHARACTERS]
        characters -= len(kept)
        mark = weight if weight in ("A", "B", "C") else ""
        here = min(GROUP_PINYIN, pinyin)
        for token in tokens(kept):
            if position > LAST_POSITION:
                break
            if token.kind == "han":
                _add_characters(made, token.simplified, position, mark)
                if here > 0:
                    _add_pinyin(made, token, here, position, mark)
                    spent = min(len(token.text), here)
                    here, pinyin = here - spent, pinyin - spent
                position += len(token.text)
            elif token.kind == "number":
                position = _add_number(made, token.text, position, mark)
            else:
                position = _add_words(made, token.text, position, mark)
        position += 1
    return Room(characters, pinyin, position)


def _add_characters(made: list[str], run: str, position: int, mark: str) -> None:
    """Every two neighbours, then the last alone."""
    run = run[: LAST_POSITION - position + 1]
    made += [f"'{run[at : at + 2]}':{position + at}{mark}" for at in range(len(run))]


def _add_pinyin(made: list[str], token: Token, limit: int, position: int, mark: str) -> None:
    """The pinyin of every two neighbours and the initials of every three; an unusual family name both ways."""
    run, simplified = token.text[:limit], token.simplified[:limit]
    sounds = readings(run, simplified)
    _add_sounds(made, sounds, len(sounds), position, mark)
    family = surname(simplified)
    if family is not None and None not in sounds and family != sounds[: len(family)]:
        _add_sounds(made, [*family, *sounds[len(family) :]], len(family), position, mark)


def _add_sounds(made: list[str], sounds: Sequence[Syllable | None], upto: int, position: int, mark: str) -> None:
    """The lexemes that begin at the first `upto` sounds."""
    names = ["" if sound is None else sound.plain for sound in sounds]
    if "" in names:
        _add_broken_sounds(made, names, upto, position, mark)
        return
    pairs = [f"{first}.{second}" for first, second in pairwise(names)]
    pairs.append(names[-1])
    letters = "".join([name[0] for name in names])
    for at in range(upto):
        made.append(f"'~{pairs[at]}':{position + at}{mark} '^{letters[at : at + 3]}':{position + at}{mark}")


def _add_broken_sounds(made: list[str], names: Sequence[str], upto: int, position: int, mark: str) -> None:
    """The same where a reading isn't known: what follows it begins anew."""
    letters = "".join([name[:1] or " " for name in names])
    for at in range(upto):
        name = names[at]
        if name:
            after = names[at + 1 : at + 2]
            place = f"':{position + at}{mark}"
            made.append(f"'~{name}.{after[0]}{place}" if after and after[0] else f"'~{name}{place}")
            made.append(f"'^{letters[at : at + 3].split(' ')[0]}{place}")


def _add_digits(made: list[str], digits: str, position: int, mark: str) -> int:
    """Every three digits that follow one another, then the last two; returns the position after them."""
    digits = digits[: LAST_POSITION - position + 3]
    last = len(digits) - 2
    if last < 0:
        return position + 1
    made += [f"'#{digits[at : at + 3]}':{position + at}{mark}" for at in range(last + 1)]
    return position + last + 1


def _add_number(made: list[str], number: str, position: int, mark: str) -> int:
    """A number, its groups of digits when it has several; returns the next free position."""
    groups = parts(number)
    digits = digits_of(number)
    if len(groups) == 1 or len(digits) > _JOINED_DIGITS:
        for digits in groups:
            made.append(f"'{digits}':{position}{mark}")
            position = _add_digits(made, digits, position, mark)
        return position
    made.append(f"'{digits}':{position}{mark}")
    after = _add_digits(made, digits, position, mark)
    for group in groups:
        made.append(f"'{group}':{position}{mark}")
        position += 1
    return max(after, position)


def _add_words(made: list[str], compound: str, position: int, mark: str) -> int:
    """A word, or the parts of a compound and the compound itself; returns the next free position."""
    if compound.isalpha():
        made.append(f"'{compound[:LONGEST_WORD]}':{position}{mark}")
        return position + 1
    words = parts(compound)
    if len(words) > 1:
        whole = compound if "@" in compound else "".join(words)
        made.append(f"'{_quoted(whole[:LONGEST_WORD])}':{position}{mark}")
    after = position
    for word in words:
        made.append(f"'{word}':{position}{mark}")
        if not word.isalpha() and len(figures := digits_of(word)) > 1:
            after = max(after, _add_digits(made, figures, position, mark))
        position += 1
    return max(after, position)


def query(text: str, weights: str = "ABCD") -> str | None:
    """A `tsquery` literal for what a person typed: all of it must be found; None when there is nothing to look for."""
    mark = "" if set(weights) >= set("ABCD") else "".join(letter for letter in "ABCD" if letter in weights)
    kept = plain(text[:TYPED_CHARACTERS])[:TYPED_CHARACTERS]
    terms: list[str] = []
    for token, sound in zip(tokens(kept, typed=True), tokens(kept.replace("ü", "v"), typed=True), strict=True):
        if len(terms) == TYPED_TERMS:
            break
        if token.kind == "han":
            terms.append(_characters_query(token.simplified, mark))
        elif token.kind == "number":
            terms.append(_number_query(token.text, mark))
        else:
            terms.append(_word_query(token.text, "".join(parts(sound.text)), mark))
    return " & ".join(dict.fromkeys(terms)) or None


def _characters_query(run: str, mark: str) -> str:
    if len(run) == 1:
        return _prefix(run, mark)
    return _phrase([run[at : at + 2] for at in range(len(run) - 1)], mark)


def _number_query(number: str, mark: str) -> str:
    """Digits anywhere in a number; several groups as one number, or each for itself."""
    groups = parts(number)
    digits = digits_of(number)
    choices = [_digits_query(digits, mark)]
    if len(groups) > 1:
        choices.append(_all([_digits_query(group, mark) for group in groups[:TYPED_TERMS]]))
    national = digits.removeprefix("00").removeprefix("86") if len(digits) > 11 else digits.removeprefix("0")
    if national != digits and len(national) > 2:
        choices.append(_digits_query(national, mark))
    return _any(choices)


def _digits_query(digits: str, mark: str) -> str:
    whole = _prefix(digits[:LONGEST_WORD], mark)
    if len(digits) < 2:
        return whole
    if len(digits) == 2:
        return _any([whole, _prefix("#" + digits, mark)])
    return _any([_phrase(["#" + digits[at : at + 3] for at in range(len(digits) - 2)], mark), whole])


def _word_query(compound: str, sound: str, mark: str) -> str:
    """A word from its beginning, or the pinyin it may be; ü is typed v in pinyin and found as u elsewhere."""
    words = parts(compound)
    joined = "".join(words)
    choices = []
    if len(words) > 1:
        *before, last = words
        choices.append(_phrase(before, mark) + " <-> " + _prefix(last, mark))
        if "@" in compound:
            choices.append(_prefix(compound[:LONGEST_WORD], mark))
    choices.append(_prefix(joined[:LONGEST_WORD], mark))
    if sound.isascii() and sound.isalpha():
        choices += _pinyin_queries(sound[:TYPED_PINYIN], mark)
    return _any(choices)


def _pinyin_queries(letters: str, mark: str) -> list[str]:
    """Each way to read letters as syllables, and the letters as initials."""
    choices = []
    for names in cut_into_syllables(letters):
        if len(names) == 1:
            choices.append(_prefix("~" + names[0], mark))
            continue
        pairs = [f"~{names[at]}.{names[at + 1]}" for at in range(len(names) - 1)]
        choices.append(_phrase_to_prefix(pairs, mark))
    if len(letters) > 1:
        choices.append(_phrase_to_prefix(["^" + letters[at : at + 3] for at in range(max(1, len(letters) - 2))], mark))
    return choices


def _phrase_to_prefix(lexemes: list[str], mark: str) -> str:
    """A phrase whose last lexeme may go on."""
    *before, last = lexemes
    return (_phrase(before, mark) + " <-> " if before else "") + _prefix(last, mark)


def _prefix(lexeme: str, mark: str) -> str:
    return f"'{_quoted(lexeme)}':*{mark}"


def _phrase(lexemes: list[str], mark: str) -> str:
    place = f":{mark}" if mark else ""
    return " <-> ".join([f"'{_quoted(lexeme)}'{place}" for lexeme in lexemes])


def _any(choices: list[str]) -> str:
    return choices[0] if len(choices) == 1 else "(" + " | ".join(choices) + ")"


def _all(needed: list[str]) -> str:
    return "(" + " & ".join(needed) + ")"


def _quoted(lexeme: str) -> str:
    """A lexeme safe between quotes; only addresses and compounds can hold either sign."""
    return lexeme.replace("\\", "\\\\").replace("'", "''")
