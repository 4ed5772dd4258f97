"""The company's own words: as the reader's language has them, else as they were written first."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.functional import lazy
from django.utils.translation import get_language

Table = tuple[tuple[str, str], ...]
"""Languages and what a thing is called in them."""


def _picked(first: str, table: Table) -> str:
    language, known = get_language() or "", dict(table)
    near = "zh-hans" if language == "zh-hant" else ""
    return known.get(language) or known.get(near) or first


def _asked(ask: Callable[[], str]) -> str:
    return ask()


in_language: Callable[[str, Table], str] = lazy(_picked, str)
"""A word that is looked up when it is shown."""
when_shown: Callable[[Callable[[], str]], str] = lazy(_asked, str)
"""Whatever the function says at that moment."""
