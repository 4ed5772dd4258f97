"""How much two records have in common, as a number between 0 and 1 with the reasons for it.

Each thing in common is a chance by itself that both are the same; together they are surer than each, and what they
contradict each other in takes from it. The chances are set by hand, for one pair of which a person is told at once;
whole tables are matched with chances learnt from them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rapidfuzz.distance import JaroWinkler
from rapidfuzz.fuzz import token_set_ratio

from . import companies, identity
from .companies import Name

TOLD_FROM = 0.6
"""So like, somebody is told."""
SURE_FROM = 0.85
"""So like, they are the same but for a mistake."""
ALIKE = 0.8
"""Names below this have nothing to do with each other."""
CHANCES = {"number": 0.97, "email": 0.9, "phone": 0.85, "domain": 0.4, "address": 0.35}
_NAMED_ALIKE = 0.88
_OF_PEOPLE = 0.3
_ELSEWHERE = 0.82
_OTHER_NUMBER = 0.4
_OTHER_NAME = 0.75


@dataclass(slots=True)
class Traits:
    """What a record is known by, each thing in its one form."""

    names: list[Name] = field(default_factory=list)
    phones: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    domains: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    is_person: bool = False

    def clues(self) -> list[identity.Key]:
        """What it may have in common with others, each once."""
        found = [key for name in self.names for key in _of_name(name, is_person=self.is_person)]
        for kind, told in self._sets():
            if told:
                found += [identity.Key(kind, text) for text in sorted(told)]
        return list(dict.fromkeys(found))

    def _sets(self) -> list[tuple[str, set[str]]]:
        return [
            ("phone", self.phones),
            ("email", self.emails),
            ("domain", set() if self.is_person else self.domains),
            ("number", self.numbers),
            ("address", self.addresses),
        ]


class Known(NamedTuple):
    """What a record says of who it is, as it stands there: texts by what they hold, of one scope of records."""

    scope: str
    told: dict[str, list[str]]
    """Under "names", "phones", "emails", "websites", "numbers" and "addresses"."""
    is_person: bool = False

    def traits(self) -> Traits:
        found = Traits(is_person=self.is_person)
        for held, texts in self.told.items():
            if held == "names":
                found.names = [name for text in texts if (name := companies.read(text)).core]
            for kind, form in _FORMS[held]:
                getattr(found, kind).update([told for text in texts if (told := form(text))])
        return found

    def keys(self) -> dict[int, int]:
        """What it may have in common with others, each with the place of its kind."""
        return keys_of(self.scope, self.traits())


def keys_of(scope: str, traits: Traits) -> dict[int, int]:
    """The keys of one scope, each with the place of its kind among `identity.KINDS`."""
    return {identity.hashed(scope, clue): _PLACES[clue.kind] for clue in traits.clues()}


_FORMS: dict[str, tuple[tuple[str, Callable[[str], str]], ...]] = {
    "names": (),
    "phones": (("phones", identity.phone),),
    "emails": (("emails", identity.email), ("domains", identity.domain)),
    "websites": (("domains", identity.domain),),
    "numbers": (("numbers", identity.number),),
    "addresses": (("addresses", identity.address),),
}
"""What a text that holds the first tells, and how it is read."""
_PLACES = {kind: place for place, kind in enumerate(identity.KINDS)}


class Reason(NamedTuple):
    """One thing two records have in common; of names, how alike they are."""

    kind: str
    degree: float = 1.0


class Likeness(NamedTuple):
    """How sure it is that two records are the same, and why; the surest reason first."""

    score: float
    reasons: tuple[Reason, ...]


NONE = Likeness(0.0, ())


def compare(one: Traits, other: Traits) -> Likeness:
    """Hold two records against each other."""
    chances: list[tuple[float, Reason]] = []
    for (kind, here), (_kind, there) in zip(one._sets(), other._sets(), strict=True):
        if here & there:
            chances.append((CHANCES[kind], Reason(kind)))
    degree = named(one.names, other.names)
    if degree >= ALIKE:
        sure = _OF_PEOPLE if one.is_person else _NAMED_ALIKE
        chances.append((sure * (degree - ALIKE * 0.6) / (1 - ALIKE * 0.6), Reason("name", round(degree, 2))))
    if not chances:
        return NONE
    doubt = 1.0
    for chance, _reason in chances:
        doubt *= 1 - chance
    score = 1 - doubt
    if one.numbers and other.numbers and not one.numbers & other.numbers:
        score *= _OTHER_NUMBER
    if one.names and other.names and degree < ALIKE:
        score *= _OTHER_NAME
    chances.sort(key=lambda pair: -pair[0])
    return Likeness(round(score, 3), tuple(reason for _chance, reason in chances))


def named(some: Sequence[Name], others: Sequence[Name]) -> float:
    """How alike the names are that are most alike."""
    return max((alike(one, other) for one in some for other in others), default=0.0)


def alike(one: Name, other: Name) -> float:
    """How alike two names are; 1 for the same, however they were written."""
    degree = _cores(one, other)
    if one.region and other.region and one.region != other.region:
        degree *= _ELSEWHERE
    return degree


def _cores(one: Name, other: Name) -> float:
    if one.core == other.core:
        return 1.0
    if one.sound == other.sound:
        return 0.95 if len(one.sound) > 7 else 0.85
    if one.is_han != other.is_han:
        return float(JaroWinkler.similarity(one.sound, other.sound, score_cutoff=0.9))
    if one.is_han:
        return _han_cores(one, other)
    spelt = float(JaroWinkler.similarity(one.sound, other.sound))
    words = token_set_ratio(one.core, other.core) / 100
    shared = set(one.core.split()) & set(other.core.split())
    whole = words if len(shared) > 1 else words * 0.9
    return min(0.97, max(spelt, whole))


def _han_cores(one: Name, other: Name) -> float:
    """Companies are told apart by the first characters of what is left; the rest names a trade that many share."""
    short, long = sorted((one.core, other.core), key=len)
    if long.startswith(short) and len(short) >= companies.BEGINNING:
        return 0.93
    if short[:2] != long[:2] and one.begins != other.begins and not _once_mistaken(short, long):
        return 0.0
    written = float(JaroWinkler.similarity(short, long))
    sounding = float(JaroWinkler.similarity(one.sound, other.sound))
    return min(0.95, max(written, sounding * 0.97))


def _once_mistaken(short: str, long: str) -> bool:
    """Whether one of the first characters was mistaken, and all the others are the same."""
    return len(short) == len(long) > companies.BEGINNING and sum(a != b for a, b in zip(short, long, strict=True)) == 1


def _of_name(name: Name, *, is_person: bool) -> list[identity.Key]:
    told = [("name", name.sound)] + ([] if is_person else [("beginning", name.begins)])
    return [identity.Key(kind, text) for kind, text in told if len(text) > 1]
