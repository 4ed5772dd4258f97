"""The keys of every page: one table that the browser works by and that the help shows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from guanxi.engine.permissions import Access
from guanxi.web import places

GO, NEW, VIEW = "g", "n", "v"
"""Letters after which another one is waited for."""
RESERVED = frozenset({GO, NEW, VIEW})
ROWS = "[data-keys-row]"
PAIR = ".gx-pair:focus-within [data-press="
FIRST_PAIR = ".gx-pairs:not(:focus-within) > :first-child [data-press="
"""Records that may be the same: those where one is, or the first."""


@dataclass(frozen=True)
class Key:
    """One or several keys and what they do.

    `press` are ways to do it, each a row of keys with blanks between them; `does` is the name of a behaviour of
    keys_controller.js ("" where another part of the page or the browser does it) and `to` what it needs: an address, or
    a selector of what must be on the page. A key whose selector finds nothing neither works nor stands in the help.
    """

    press: tuple[str, ...]
    label: str | Promise
    where: str
    does: str = ""
    to: str = ""


EVERYWHERE, MOVING, LISTS, RECORDS, FORMS = "everywhere", "moving", "lists", "records", "forms"
HEADINGS: dict[str, str | Promise] = {
    EVERYWHERE: gettext_lazy("Everywhere"),
    MOVING: gettext_lazy("Go to"),
    "making": gettext_lazy("Create"),
    LISTS: gettext_lazy("In lists"),
    RECORDS: gettext_lazy("On a record"),
    FORMS: gettext_lazy("In forms and dialogs"),
}
FIXED = (
    Key(("Ctrl+k", "/"), gettext_lazy("Search and commands"), EVERYWHERE, "palette"),
    Key(("?",), gettext_lazy("The keys of this page"), EVERYWHERE, "help"),
    Key(
        ("Ctrl+z",),
        gettext_lazy("Undo what was just done"),
        EVERYWHERE,
        "click",
        ".gx-toast form button, .gx-toast [data-undo]",
    ),
    Key(("j", "ArrowDown"), gettext_lazy("Next row"), LISTS, "next", ROWS),
    Key(("k", "ArrowUp"), gettext_lazy("Previous row"), LISTS, "previous", ROWS),
    Key(("Enter",), gettext_lazy("Open the row"), LISTS, "", ROWS),
    Key(("x",), gettext_lazy("Select the row"), LISTS, "select", f"{ROWS} input[type=checkbox]"),
    Key(("Shift+X",), gettext_lazy("Select the rows between"), LISTS, "range", f"{ROWS} input[type=checkbox]"),
    Key(("f",), gettext_lazy("Add a condition"), LISTS, "click", "[data-press=f], #open-filter"),
    Key(("v 1–9",), gettext_lazy("A view"), LISTS, "view", "[data-view-tab], .gx-tabs-in > a"),
    Key(("s",), gettext_lazy("They are the same"), LISTS, "click", f"{PAIR}s], {FIRST_PAIR}s]"),
    Key(("d",), gettext_lazy("They are different"), LISTS, "click", f"{PAIR}d], {FIRST_PAIR}d]"),
    Key(("l",), gettext_lazy("Decide later"), LISTS, "click", f"{PAIR}l], {FIRST_PAIR}l]"),
    Key(("e",), gettext_lazy("Edit the first field"), RECORDS, "click", ".gx-dl .gx-pen"),
    Key(("e",), gettext_lazy("Edit"), RECORDS, "click", "main:not(:has(.gx-dl .gx-pen)) a[href$='/edit/']"),
    Key(("j",), gettext_lazy("Next record"), RECORDS, "click", "a[data-press=j]"),
    Key(("k",), gettext_lazy("Previous record"), RECORDS, "click", "a[data-press=k]"),
    Key(("r",), gettext_lazy("Write a note"), RECORDS, "click", "[data-press=r], #talk-tab-note"),
    Key(("c",), gettext_lazy("Log a call"), RECORDS, "click", "[data-press=c], #talk-tab-call"),
    Key(
        ("Shift+O",),
        gettext_lazy("Hand to a colleague"),
        RECORDS,
        "click",
        "[data-press=O], main a[href$='/do/assign/']",
    ),
    Key(("[",), gettext_lazy("Fold or unfold the left panel"), RECORDS, "fold", ".gx-3"),
    Key(("]",), gettext_lazy("Fold or unfold the right panel"), RECORDS, "fold", ".gx-3"),
    Key(("Ctrl+Enter",), gettext_lazy("Save or send"), FORMS, "", "main form[method=post]"),
    Key(("Esc",), gettext_lazy("Close, or leave without saving"), FORMS),
)


def keys(access: Access) -> tuple[Key, ...]:
    """Those for somebody: the fixed ones, and a letter for everything there is to go to or to make."""
    return _keys(get_language() or "", places.places(access))


@lru_cache(maxsize=200)
def _keys(language: str, there: tuple[places.Place, ...]) -> tuple[Key, ...]:
    del language  # Part of the key only: labels are told in it.
    leading = [
        Key(
            (f"{NEW if place.new else GO} {place.key}",),
            place.label,
            "making" if place.new else MOVING,
            "visit",
            place.url,
        )
        for place in there
        if place.key
    ]
    return (*FIXED, *leading)


def table(access: Access) -> str:
    """The table as the browser reads it."""
    return _table(get_language() or "", keys(access))


@lru_cache(maxsize=200)
def _table(language: str, found: tuple[Key, ...]) -> str:
    del language
    told = [{name: value for name, value in asdict(key).items() if value} | {"label": str(key.label)} for key in found]
    return json.dumps(
        {"keys": told, "headings": {name: str(label) for name, label in HEADINGS.items()}}, ensure_ascii=False
    )


def by_heading(access: Access) -> list[dict[str, Any]]:
    """The table for the help page: each heading with its keys."""
    found = keys(access)
    return [
        {"label": label, "rows": [_row(key) for key in _once(key for key in found if key.where == where)]}
        for where, label in HEADINGS.items()
        if any(key.where == where for key in found)
    ]


def _once(found: Iterable[Key]) -> list[Key]:
    """One of those that the same key does on different pages: there it is told in the words of the page."""
    return list({key.press: key for key in found}.values())


def _row(key: Key) -> dict[str, Any]:
    return {"label": key.label, "ways": [[_cap(one) for one in way.replace("+", " ").split()] for way in key.press]}


def _cap(key: str) -> str:
    """What stands on the key."""
    return {"ArrowDown": "↓", "ArrowUp": "↑"}.get(key, key.upper() if len(key) == 1 else key)


def clashes() -> list[str]:
    """What is wrong with the declared letters, each in a sentence."""
    told = []
    given: dict[str, str] = {}
    named = [(one.name, one.key) for one in places.pages()]
    named += [(entity.name, entity.key) for entity in places.registry if entity.key]
    for name, letter in named:
        if not letter:
            continue
        if not (len(letter) == 1 and letter.isascii() and letter.islower()):
            told.append(f"{name}: the key {letter!r} is no small letter from a to z")
        elif letter in given:
            told.append(f"{name}: the key {letter!r} leads to {given[letter]} already; choose another")
        given.setdefault(letter, name)
    return told
