"""The second page: which column goes to which field, and how the file is read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guanxi.engine.entity import Entity
from guanxi.engine.imports import Guess
from guanxi.engine.imports.making import Making, finders, read_all, uses
from guanxi.engine.imports.options import CREATE, FILL_EMPTY, SKIP, UPDATE, Options
from guanxi.engine.imports.targets import Target
from guanxi.engine.imports.trying import Tried
from guanxi.engine.models.imports import Import
from guanxi.engine.permissions.access import Access
from guanxi.engine.wording import listed
from guanxi.kit.tables import Table
from guanxi.web import cells
from guanxi.web.importing.stepwords import COMPARISONS

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
MOST_HEADER_ROWS, MOST_HEIGHT = 10, 4
DAYS: tuple[tuple[str, bool | None, str | Promise], ...] = (
    ("", None, gettext_lazy("automatic")),
    ("yes", True, gettext_lazy("day first: 31/12/2026")),
    ("no", False, gettext_lazy("month first: 12/31/2026")),
)


@dataclass(frozen=True)
class Shown:
    """Which field stands at which column: plain ones, and each made one at the first of its columns that is free."""

    chosen: Mapping[str, str]
    further: tuple[str, ...]
    """Made fields that stand at no column."""

    @classmethod
    def of(cls, mapping: Mapping[str, str], made: Mapping[str, Making]) -> Shown:
        chosen, further = dict(mapping), []
        for name, making in made.items():
            column = next((source for source in making.sources if source not in chosen), None)
            if column is None or "/" in name:
                further.append(name)
            else:
                chosen[column] = name
        return cls(chosen, tuple(further))


def split(work: Import, chosen: Mapping[str, str]) -> tuple[dict[str, str], dict[str, Any]]:
    """Plain and made fields after the choices of a form: a made one stays where its column still leads to it."""
    before = Shown.of(work.mapping, read_all(work.made)).chosen
    gone = {name for column, name in before.items() if name in work.made and chosen.get(column) != name}
    made = {name: one for name, one in work.made.items() if name not in gone}
    plain = {
        column: name for column, name in chosen.items() if name and not (name in made and before.get(column) == name)
    }
    return plain, {name: one for name, one in made.items() if name.partition("/")[0] not in gone}


def column_rows(
    guesses: Sequence[Guess],
    chosen: Mapping[str, str],
    targets: Mapping[str, Target],
    errors: Mapping[str, list[str]],
    made: Mapping[str, Making],
    values: Mapping[str, Tried],
) -> list[Context]:
    """One row a column: its samples, the field chosen, what it becomes, and why."""
    return [
        _column_row(place, guess, chosen.get(guess.column, ""), targets, made, values)
        | {"error": " ".join(errors.get(f"mapping.{guess.column}", []))}
        for place, guess in enumerate(guesses)
    ]


def _column_row(
    place: int,
    guess: Guess,
    name: str,
    targets: Mapping[str, Target],
    made: Mapping[str, Making],
    values: Mapping[str, Tried],
) -> Context:
    others = [capfirst(targets[into].label) for into in uses(made, guess.column) if into != name and into in targets]
    value = values.get(name)
    return {
        "name": f"column-{place}",
        "place": place,
        "title": guess.column,
        "sample": ", ".join(guess.samples[:1]),
        "after": value.after if value else "",
        "problem": value.problem if value else "",
        "choices": _choices(targets, name),
        "tone": "ok" if name or others else "off",
        "verdict": _goes_into(others) if others and not name else _why(guess, name, made),
    }


def _goes_into(others: Sequence[str]) -> str:
    return _("goes into: %(fields)s") % {"fields": listed(others)}


def further_rows(
    names: Sequence[str],
    made: Mapping[str, Making],
    targets: Mapping[str, Target],
    values: Mapping[str, Tried],
    errors: Mapping[str, list[str]],
) -> list[Context]:
    """Made fields that stand at no column of their own."""
    return [
        {
            "value": name,
            "title": capfirst(targets[name].label),
            "source": listed(made[name].sources) or _("fixed text"),
            "after": values[name].after if name in values else "",
            "problem": values[name].problem if name in values else "",
            "error": " ".join(
                text for key, texts in errors.items() if key.startswith(f"fields.{name}") for text in texts
            ),
        }
        for name in names
        if name in targets
    ]


def free_targets(targets: Mapping[str, Target], taken: Collection[str]) -> list[Context]:
    """Fields to which nothing goes yet."""
    return [{"value": name, "label": capfirst(target.label)} for name, target in targets.items() if name not in taken]


def _choices(targets: Mapping[str, Target], chosen: str) -> list[Context]:
    told = [{"value": "", "label": _("Don't import this column"), "chosen": not chosen}]
    return told + [
        {"value": name, "label": capfirst(target.label), "chosen": name == chosen} for name, target in targets.items()
    ]


def _why(guess: Guess, chosen: str, made: Mapping[str, Making]) -> str:
    if not chosen:
        return _("not imported")
    if chosen in made:
        return _("adjusted")
    return str(WHY.get(guess.reason, _("chosen"))) if chosen == guess.target else _("chosen")


def columns_note(chosen: Mapping[str, str], made: Mapping[str, Making], columns: Sequence[str]) -> str:
    """ "7 of 8 columns will be imported"."""
    n = sum(1 for column in columns if chosen.get(column) or uses(made, column))
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


def match_by(face: Entity, targets: Mapping[str, Target], access: Access, options: Options) -> list[Context]:
    """By what sameness can be judged."""
    usual = listed([cells.label(face, name) for name in face.keys_ if name in targets])
    fields = [name for name in targets if name in finders(face, access)]
    several = [(",".join(options.match_by), listed([cells.label(face, name) for name in options.match_by]))]
    told = [("", usual), *(several if len(options.match_by) > 1 else []), *((n, cells.label(face, n)) for n in fields)]
    chosen = ",".join(options.match_by)
    return [{"value": value, "label": capfirst(label), "chosen": value == chosen} for value, label in told]


def leaving(work: Import, options: Options) -> list[Context]:
    """The conditions under which rows are left out, and room for one more."""
    there = [(one.column, one.comparison, one.than) for one in options.leave_out]
    return [
        {
            "place": place,
            "columns": [{"value": name, "label": name, "chosen": name == column} for name in work.columns],
            "comparisons": [
                {"value": name, "label": label, "chosen": name == comparison} for name, label in COMPARISONS.items()
            ],
            "than": than,
        }
        for place, (column, comparison, than) in enumerate([*there, ("", "equals", "")])
    ]


def left_out(form: QueryDict) -> list[dict[str, str]]:
    """The conditions of the form, those without a column left away."""
    rows = zip(form.getlist("if-column"), form.getlist("if-is"), form.getlist("if-than"), strict=False)
    return [{"column": column, "is": comparison, "than": than} for column, comparison, than in rows if column]


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
        heights = [(str(number), str(number), number == work.heading_rows) for number in range(1, MOST_HEIGHT + 1)]
        told.append(_select("heading_rows", _("Rows of the heading"), heights))
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
