"""The second page: which column goes to which field, and how the file is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guanxi.engine.entity import Entity
from guanxi.engine.imports import Guess
from guanxi.engine.imports.options import CREATE, FILL_EMPTY, SKIP, UPDATE, Options
from guanxi.engine.imports.targets import Target
from guanxi.engine.models.imports import Import
from guanxi.engine.wording import listed
from guanxi.kit.tables import Table
from guanxi.web import cells

Context = dict[str, Any]

WHY: dict[str, str | Promise] = {
    "same_name": gettext_lazy("same name"),
    "known_alias": gettext_lazy("common name for it"),
    "looks_phone": gettext_lazy("looks like telephone numbers"),
    "looks_email": gettext_lazy("looks like e-mail addresses"),
    "looks_url": gettext_lazy("looks like web addresses"),
    "looks_date": gettext_lazy("looks like dates"),
}
ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16", "cp1252", "shift_jis", "euc_kr")
DELIMITERS: dict[str, str | Promise] = {
    ",": gettext_lazy("comma"),
    ";": gettext_lazy("semicolon"),
    "\t": gettext_lazy("tab"),
    "|": gettext_lazy("bar"),
}
MOST_HEADER_ROWS = 10
DAYS: tuple[tuple[str, bool | None, str | Promise], ...] = (
    ("", None, gettext_lazy("automatic")),
    ("yes", True, gettext_lazy("day first: 31/12/2026")),
    ("no", False, gettext_lazy("month first: 12/31/2026")),
)


def column_rows(
    guesses: Sequence[Guess], mapping: Mapping[str, str], targets: Mapping[str, Target], errors: Mapping[str, list[str]]
) -> list[Context]:
    """One row a column: its samples, the field chosen, and why."""
    return [
        {
            "name": f"column-{place}",
            "title": guess.column,
            "sample": ", ".join(guess.samples[:1]),
            "choices": _choices(targets, mapping.get(guess.column, "")),
            "tone": "ok" if mapping.get(guess.column) else "off",
            "verdict": _why(guess, mapping.get(guess.column, "")),
            "error": " ".join(errors.get(f"mapping.{guess.column}", [])),
        }
        for place, guess in enumerate(guesses)
    ]


def _choices(targets: Mapping[str, Target], chosen: str) -> list[Context]:
    told = [{"value": "", "label": _("Don't import this column"), "chosen": not chosen}]
    return told + [
        {"value": name, "label": capfirst(target.label), "chosen": name == chosen} for name, target in targets.items()
    ]


def _why(guess: Guess, chosen: str) -> str:
    if not chosen:
        return _("not imported")
    return str(WHY.get(guess.reason, _("chosen"))) if chosen == guess.target else _("chosen")


def columns_note(mapping: Mapping[str, str], columns: Sequence[str]) -> str:
    """ "7 of 8 columns will be imported"."""
    n = sum(1 for column in columns if mapping.get(column))
    told = ngettext(
        "%(n)d of %(all)d column will be imported", "%(n)d of %(all)d columns will be imported", len(columns)
    )
    return told % {"n": n, "all": len(columns)}


def matching(options: Options) -> list[Context]:
    """What to do with records that exist already."""
    told = (
        (FILL_EMPTY, _("Fill only its empty fields")),
        (UPDATE, _("Overwrite with what the file says")),
        (SKIP, _("Skip the row")),
        (CREATE, _("Import it a second time")),
    )
    return [{"value": value, "label": label, "chosen": value == options.on_match} for value, label in told]


def match_note(face: Entity, targets: Mapping[str, Target]) -> str:
    """By what sameness is judged."""
    known = [cells.label(face, name) for name in face.keys_ if name in targets]
    return _("Records are matched by: %(fields)s.") % {"fields": listed(known)} if known else ""


def reading(work: Import, table: Table, options: Options) -> list[Context]:
    """How the file is read, as far as its form leaves a choice."""
    told = []
    if work.encoding:
        known = dict.fromkeys((work.encoding, *ENCODINGS))
        told.append(_select("encoding", _("Encoding"), [(name, name.upper(), name == work.encoding) for name in known]))
    if work.delimiter:
        known_signs = {work.delimiter: work.delimiter} | DELIMITERS
        signs = [(sign, str(name), sign == work.delimiter) for sign, name in known_signs.items()]
        told.append(_select("delimiter", _("Column separator"), signs))
    if len(table.sheets) > 1:
        told.append(_select("sheet", _("Sheet"), [(name, name, name == work.sheet) for name in table.sheets]))
    if work.format != "vcard":
        rows = [
            (str(number), str(number) if number else _("none"), number == work.header_row) for number in _rows(work)
        ]
        told.append(_select("header_row", _("Heading row"), rows))
    days = [(value, str(label), meant is options.day_first) for value, meant, label in DAYS]
    told.append(_select("day_first", _("Dates such as 03/04/2026"), days))
    return told


def _rows(work: Import) -> list[int]:
    return sorted({*range(MOST_HEADER_ROWS + 1), work.header_row})


def _select(name: str, label: str, choices: Sequence[tuple[str, str, bool]]) -> Context:
    told = [{"value": value, "label": shown, "chosen": chosen} for value, shown, chosen in choices]
    return {"name": name, "label": label, "choices": told}


def day_first(text: str) -> bool | None:
    """How dates are meant, as the form says it."""
    return next((meant for value, meant, _label in DAYS if value == text), None)
