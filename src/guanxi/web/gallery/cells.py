"""Cells as the kinds of field draw them, for the gallery's tables."""

from typing import Any

from django.utils.html import format_html

from guanxi.web.icons import icon

Cell = dict[str, Any]
DASH = format_html('<span class="gx-t3">{}</span>', "—")


def title(text: str) -> Cell:
    """The record's name with its letter."""
    mark = (
        '<span class="gx-row"><span class="gx-lm" aria-hidden="true">{}</span><a href="/gallery/record/">{}</a></span>'
    )
    return {"slot": "title", "html": format_html(mark, text[0], text)}


def grade(letter: str) -> Cell:
    """A, B, C or D."""
    return {"slot": "mark", "html": format_html('<span class="gx-g gx-{0}">{0}</span>', letter)}


def status(tone: str, text: str, slot: str = "") -> Cell:
    """Shape and word."""
    return {"slot": slot, "html": format_html('<span class="gx-st gx-{}">{}</span>', tone, text)}


def person(name: str, colour: int, slot: str = "") -> Cell:
    """A user."""
    mark = '<span class="gx-p"><span class="gx-av" data-c="{}" aria-hidden="true">{}</span>{}</span>'
    return {"slot": slot, "css": "gx-t2", "html": format_html(mark, colour, name[-1], name)}


def plain(text: str, slot: str = "") -> Cell:
    """A date or a number as text."""
    return {"slot": slot, "css": "gx-tn", "html": text or DASH}


def contact(text: str, late: int) -> Cell:
    """Days since the last contact, and how late that is."""
    note = (
        format_html('<span class="gx-bad gx-s12 gx-tn">{} 超期 {} 天</span>', icon("alarm", "s"), late) if late else ""
    )
    return {"slot": "a", "html": format_html('<span class="gx-row"><span class="gx-tn">{}</span>{}</span>', text, note)}


def money(text: str) -> Cell:
    """An amount; nothing is grey and left out on a phone."""
    zero = text == "0.00"
    html = format_html('<span class="gx-t3">{}</span>', text) if zero else text
    return {"slot": "b", "label": "未收", "css": "gx-num gx-z" if zero else "gx-num", "html": html}
