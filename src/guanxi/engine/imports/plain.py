"""Names of columns, compared."""

from __future__ import annotations

import re
import unicodedata

_NO_WORD = re.compile(r"[\W_]+")


def plain(name: str) -> str:
    """A name without case, width, blanks and punctuation."""
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", name).casefold())
