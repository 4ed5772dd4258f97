"""Names of columns, compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_NO_WORD = re.compile(r"[\W_]+")


def plain(name: str) -> str:
    """A name without case, width, blanks and punctuation."""
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", name).casefold())


class Columns:
    """A file's columns by the names that somebody has for them: written exactly so, or else alike."""

    def __init__(self, names: Iterable[str]) -> None:
        self._exact = list(names)
        self._alike = {alike: name for name in reversed(self._exact) if (alike := plain(name))}

    def find(self, name: str) -> str | None:
        """The column that is meant; “%” and “#” are nothing alike, though nothing is left of either."""
        return name if name in self._exact else self._alike.get(plain(name))
