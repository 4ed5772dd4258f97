"""What was found, with the part that answers marked, and why."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guanxi.kit import search_terms

Spans = Sequence[tuple[int, int]]


def marked(text: str, spans: Spans) -> SafeString:
    """The text with what answers the search marked."""
    parts, at = [], 0
    for start, end in spans:
        parts.append((text[at:start], text[start:end]))
        at = end
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", parts), text[at:])


def labelled(label: str, text: str, spans: Spans) -> SafeString:
    """The field that answers, and its value, marked."""
    return format_html(_("{}: {}"), label, marked(text, spans))


def sound(q: str, text: str, spans: Spans) -> str:
    """ "by pinyin" where letters were typed and characters are marked; "" where the mark speaks for itself."""
    typed = "".join(sign for sign in q.casefold() if sign.isalpha())
    found = "".join(text[start:end] for start, end in spans)
    if not typed.isascii() or not typed or not found or found.isascii():
        return ""
    return _("by initials") if len(found) == len(typed) else _("by pinyin")


def answers(label: str, words: str, q: str) -> tuple[int, SafeString, str] | None:
    """How well a name answers (0 is best), the name marked, and by which other word; None when it doesn't."""
    if spans := search_terms.matches(label, q):
        return (0 if spans[0][0] == 0 else 1), marked(label, spans), sound(q, label, spans)
    if spans := search_terms.matches(words, q):
        return 2, format_html("{}", label), marked(words, spans)
    return None
