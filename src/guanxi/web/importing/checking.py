"""The third page: what would become of each row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guanxi.engine.imports import Preview
from guanxi.engine.imports.plans import CREATE, FAIL, SKIP, UPDATE
from guanxi.engine.imports.previewing import Line
from guanxi.engine.models.imports import Import
from guanxi.web.importing.steps import url

Context = dict[str, Any]
Counts = Mapping[str, int]

VERDICTS: dict[str, tuple[str, str | Promise]] = {
    CREATE: ("ok", gettext_lazy("new")),
    UPDATE: ("acc", gettext_lazy("joins an existing one")),
    SKIP: ("off", gettext_lazy("skipped")),
    FAIL: ("bad", gettext_lazy("not imported")),
}
FILTERS: dict[str, str | Promise] = {
    "": gettext_lazy("All"),
    "failed": gettext_lazy("With problems"),
    "warned": gettext_lazy("With remarks"),
    "alike": gettext_lazy("Look like others"),
    "updated": gettext_lazy("Existing"),
    "skipped": gettext_lazy("Skipped"),
}


def figures(counts: Counts) -> list[Context]:
    """Four numbers over the whole file."""
    told = (
        (_("New"), "created", "ok"),
        (_("Join existing ones"), "updated", "acc"),
        (_("Imported with a remark"), "warned", "warn"),
        (_("Not imported"), "failed", "bad"),
    )
    return [
        {"label": label, "value": _number(counts.get(name, 0)), "tone": tone if counts.get(name) else "off"}
        for label, name, tone in told
    ]


def filters(work: Import, counts: Counts, only: str) -> list[Context]:
    """Which rows to look at."""
    return [
        {
            "label": f"{label} {_number(counts.get(name or 'total', 0))}",
            "url": url("import-check", work, only=name),
            "active": name == only,
        }
        for name, label in FILTERS.items()
        if not name or counts.get(name)
    ]


def rows(preview: Preview) -> list[Context]:
    """The rows with what is wrong beside the cell."""
    return [_row(line) for line in preview.lines]


def _row(line: Line) -> Context:
    tone, verdict = VERDICTS.get(line.outcome, ("", line.outcome))
    whole = line.marks.get(None)
    if tone == "ok" and (line.marks or line.alike):
        tone = "warn"
    said = whole.text if whole else line.alike
    return {
        "number": line.row,
        "cells": [_cell(line, place, text) for place, text in enumerate(line.cells)],
        "tone": tone,
        "verdict": f"{verdict}: {said}" if said else str(verdict),
    }


def _cell(line: Line, place: int, text: str) -> Context:
    mark = line.marks.get(place)
    shown = text or (_("(empty)") if mark else "")
    if mark is None:
        return {"html": shown}
    return {"html": shown, "problem": mark.text, "tone": "err" if mark.is_problem else "wrn"}


def start_label(counts: Counts) -> str:
    """The button says the numbers."""
    n, left = counts.get("created", 0) + counts.get("updated", 0), counts.get("skipped", 0) + counts.get("failed", 0)
    told = ngettext("Import %(n)s row", "Import %(n)s rows", n) % {"n": _number(n)}
    return _("%(import)s, skip %(left)s") % {"import": told, "left": _number(left)} if left else told


def can_start(counts: Counts) -> bool:
    """Whether anything would be imported."""
    return bool(counts.get("created", 0) + counts.get("updated", 0))


def _number(value: int) -> str:
    return f"{value:,}"
