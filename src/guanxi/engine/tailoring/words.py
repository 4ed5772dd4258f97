"""Words that a company gives in one language or several, told to each reader in theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language

NEAREST = {"en": ("en",), "zh-hans": ("hans", "hant"), "zh-hant": ("hant", "hans")}
"""Where a reader of a language looks for words: in it, then in its other script."""
ANYWHERE = ("hans", "hant", "en")


@dataclass(frozen=True)
class Words:
    """One thing's name by language; empty where the company gave none."""

    en: str = ""
    hans: str = ""
    hant: str = ""

    def __bool__(self) -> bool:
        return bool(self.en or self.hans or self.hant)

    def exact(self) -> str:
        """The words in the reader's very language, or nothing."""
        return str(getattr(self, NEAREST.get(get_language() or "en", ("en",))[0]))

    def told(self) -> str:
        """The words in the reader's language, or nothing."""
        wanted = NEAREST.get(get_language() or "en", ("en",))
        return next((text for name in wanted if (text := getattr(self, name))), "")

    def any(self) -> str:
        """The same, or in whatever language there is one."""
        return self.told() or next((text for name in ANYWHERE if (text := getattr(self, name))), "")


def _asked(tell: Callable[[], str]) -> str:
    return tell()


_later = lazy(_asked, str)
"""Made once: each `lazy` makes a class of its own, which takes longer than all else here."""


def later(tell: Callable[[], str]) -> Promise:
    """A text that is worked out each time it is read."""
    return cast(Promise, _later(tell))
