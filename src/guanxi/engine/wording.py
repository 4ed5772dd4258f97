"""Punctuation between texts, as the reader's language has it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def listed(texts: Iterable[str]) -> str:
    """Things of one kind, one after the other: "Ningbo, Suzhou"."""
    return pgettext("between things of one kind", ", ").join(texts)


def strung(texts: Iterable[str]) -> str:
    """Different things about one subject, one after the other: "KH-0012, created 2026-11-23"."""
    return pgettext("between things about one subject", ", ").join(texts)


def followed(first: str, second: str) -> str:
    """One sentence after the other."""
    return _("%(first)s %(second)s") % {"first": first, "second": second}


def labelled(label: object, text: object) -> str:
    """What a text is about, and the text."""
    return _("%(label)s: %(text)s") % {"label": label, "text": text}


class About(str):
    """A line of text that is about a record; pages lead there."""

    entity: str
    key: uuid.UUID

    def __new__(cls, text: str, entity: str, key: uuid.UUID) -> About:
        line = super().__new__(cls, text)
        line.entity, line.key = entity, key
        return line
