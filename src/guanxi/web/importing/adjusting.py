"""The page that says how one field is made: of which columns, through which steps, with what becomes of some rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine.errors import Invalid
from guanxi.engine.fields.link import Link
from guanxi.engine.imports.making import Making, finders
from guanxi.engine.imports.targets import Target
from guanxi.engine.imports.trying import Tried, said
from guanxi.engine.models.imports import Import
from guanxi.engine.permissions.access import Access
from guanxi.engine.registry import registry
from guanxi.kit.steps import kinds
from guanxi.kit.steps.rules import MOST_ENTRIES, MOST_STEPS, Parameter
from guanxi.web import cells
from guanxi.web.importing import stepwords

Context = dict[str, Any]
_PAIR = re.compile(r"^(.*?)\s*(?:\t|\s=\s|=>|=)\s*(.*)$")
_PLACE = re.compile(r"(remove|up|fill)-([0-9]{1,2})")


# --- what the form says --------------------------------------------------------------------------------------------


def said_in(form: QueryDict, columns: Sequence[str]) -> Context:
    """The form as JSON, as far as it can be; changed as its button says."""
    given: Context = {
        "from": [name for name in form.getlist("source") if name in columns],
        "joined": form.get("joined", " "),
        "steps": [_step(form, place) for place in range(min(_count(form), MOST_STEPS)) if f"do-{place}" in form],
    }
    if form.get("find_by"):
        given["find_by"] = form["find_by"]
    if form.get("create"):
        given["create"] = True
    return given


def changed(given: Context, act: str, add: str) -> Context:
    """After the press of a button: a step more, one less, one further up."""
    steps = list(given["steps"])
    if add in kinds and act == "add" and len(steps) < MOST_STEPS:
        steps.append({"do": add, **{parameter.name: parameter.default for parameter in kinds[add].parameters}})
    found = _PLACE.fullmatch(act)
    if found and int(found[2]) < len(steps):
        place = int(found[2])
        step = steps.pop(place) if found[1] != "fill" else None
        if found[1] == "up":
            steps.insert(max(place - 1, 0), step)
    return given | {"steps": steps}


def filled(given: Context, act: str, work: Import) -> Context:
    """With what the file says put into a step's table."""
    found = _PLACE.fullmatch(act)
    if not found or found[1] != "fill" or int(found[2]) >= len(given["steps"]):
        return given
    place, steps = int(found[2]), list(given["steps"])
    table = dict(steps[place].get("table", {}))
    for text in said(work, Making.read(given | {"steps": steps[:place]}), place):
        if len(table) < MOST_ENTRIES:
            table.setdefault(text, text)
    steps[place] = {**steps[place], "table": table}
    return given | {"steps": steps}


def _count(form: QueryDict) -> int:
    text = form.get("steps", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _step(form: QueryDict, place: int) -> Context:
    kind = form.get(f"do-{place}", "")
    step: Context = {"do": kind}
    for parameter in kinds[kind].parameters if kind in kinds else ():
        text = form.get(f"{parameter.name}-{place}", str(parameter.default))
        step[parameter.name] = read_table(text) if parameter.kind == "table" else text.replace("\r\n", "\n")
    return step


def read_table(text: str) -> dict[str, str]:
    """Lines such as "y = yes", also as two columns of a spreadsheet are pasted."""
    pairs = [found.groups() for line in text.splitlines() if (found := _PAIR.match(line.strip(" ")))]
    return {old.strip(): new.strip() for old, new in pairs if old.strip()}


# --- what the page shows -------------------------------------------------------------------------------------------


def page(
    work: Import, target: Target, given: Context, access: Access, errors: Mapping[str, list[str]], rows: Sequence[Tried]
) -> Context:
    """Sources, steps and what they make of the first rows."""
    sources = given["from"]
    return {
        "title_field": capfirst(target.label),
        "sources": [_columns(work, name) for name in [*sources, ""]],
        "joined": _joined(given.get("joined", " ")) if len(sources) > 1 else [],
        "works": [_shown(work, place, step, errors) for place, step in enumerate(given["steps"])],
        "addable": [
            {"value": name, "label": label}
            for name, label in stepwords.STEPS.items()
            if len(given["steps"]) < MOST_STEPS
        ],
        "link": _link(target, given, access) if isinstance(target.kind, Link) else None,
        "error": " ".join(text for name, texts in errors.items() if not name.startswith("steps.") for text in texts),
        "rows": [
            {"before": " · ".join(text for text in one.before if text), "after": one.after, "problem": one.problem}
            for one in rows
        ],
    }


def _columns(work: Import, chosen: str) -> list[Context]:
    return [{"value": name, "label": name, "chosen": name == chosen} for name in work.columns]


def _joined(chosen: str) -> list[Context]:
    known = {chosen: f"“{chosen}”"} | stepwords.SEPARATORS
    return [{"value": sign, "label": label, "chosen": sign == chosen} for sign, label in known.items()]


def _shown(work: Import, place: int, step: Mapping[str, Any], errors: Mapping[str, list[str]]) -> Context:
    kind = step["do"]
    rule = kinds.get(kind)
    return {
        "place": place,
        "kind": kind,
        "label": stepwords.STEPS.get(kind, kind),
        "parameters": [_parameter(work, place, kind, one, step, errors) for one in (rule.parameters if rule else ())],
        "has_table": kind == "map",
        "error": " ".join(errors.get(f"steps.{place}.do", [])),
    }


def _parameter(
    work: Import, place: int, kind: str, one: Parameter, step: Mapping[str, Any], errors: Mapping[str, list[str]]
) -> Context:
    value = step.get(one.name, one.default)
    choices = [
        {"value": each, "label": stepwords.choice(kind, one.name, each), "chosen": each == value}
        for each in one.choices
    ]
    if one.kind == "column":
        own = _("the text itself") if kind == "when" else "—"
        choices = [{"value": "", "label": own, "chosen": not value}, *_columns(work, value)]
    return {
        "name": f"{one.name}-{place}",
        "label": capfirst(str(stepwords.PARAMETERS[kind, one.name])),
        "choices": choices,
        "is_table": one.kind == "table",
        "value": "\n".join(f"{old} = {new}" for old, new in value.items()) if one.kind == "table" else value,
        "error": " ".join(errors.get(f"steps.{place}.{one.name}", [])),
    }


def _link(target: Target, given: Context, access: Access) -> Context:
    """How the linked record is found, and whether it may be made."""
    linked = registry[target.kind.target]  # type: ignore[attr-defined]
    chosen = given.get("find_by", "")
    usual = {"value": "", "label": _("as usual"), "chosen": not chosen}
    fields = [
        {"value": name, "label": capfirst(cells.label(linked, name)), "chosen": name == chosen}
        for name in finders(linked, access)
    ]
    return {
        "find_by": [usual, *fields],
        "things": linked.label_plural,
        "thing": linked.label,
        "may_create": access.may(linked.name, "create"),
        "create": bool(given.get("create")),
    }


def making_of(given: Context) -> tuple[Making, dict[str, list[str]]]:
    """What the form says, or as much of it as can be; with what is wrong."""
    try:
        return Making.read(given), {}
    except Invalid as bad:
        return Making(tuple(given["from"])), dict(bad.errors)
