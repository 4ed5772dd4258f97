"""Segments by recency, frequency and amount: a map of them, and each with its customers, of those one may read."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.engine import gate
from guanxi.engine.entity import Entity
from guanxi.engine.errors import NotAllowed, NotFound
from guanxi.engine.quality.whose import whose
from guanxi.engine.reading import Query, read_page
from guanxi.engine.reading.rows import titles_of
from guanxi.engine.registry import registry
from guanxi.grading import segments as figures
from guanxi.grading.models.graded import SEGMENT
from guanxi.grading.rules import BEST_POINTS, active_rules
from guanxi.grading.segments import Told
from guanxi.grading.shipped import segment_rule
from guanxi.people.wholes import Group, whole_departments
from guanxi.web import addresses, cells, marks
from guanxi.web.cross import cross
from guanxi.web.forms.values import asked_key
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.layouts.figures import full, short

Context = dict[str, Any]
RULES, DEPARTMENTS = "grading-rules", "departments"
MOST_OWNERS = 100
POINTS = range(1, BEST_POINTS + 1)


@page()
def segments(request: Asking) -> HttpResponse:
    """Those of the first kind of record that has any."""
    shown = figures.kinds(request.user.access)
    if not shown:
        raise NotFound()
    return redirect("web:segment-map", shown[0].name)


@page("GET", "POST")
def segment_map(request: Asking, entity: str) -> HttpResponse:
    """The segments of one kind of record: of all one may read, of a department or of one owner."""
    face, access = face_of(request, entity), request.user.access
    if not figures.is_told(face, access):
        raise NotFound()
    if request.method == "POST":
        return _make_rule(request, face)
    owner, department = asked_key(request.GET, "owner"), asked_key(request.GET, "department")
    groups = whole_departments(request.user, whose(access, face))
    owners, name, condition = _narrowed(request, groups, owner, department)
    found = figures.told(face, request.user, owners)
    at, title = figures.worked_out_at(face), capfirst(pgettext("page", "Segments"))
    context = {
        "title": title,
        "crumbs": [{"label": title, "url": addresses.page_url("segment-map", face.name)}, {"label": name}]
        if name
        else [],
        "whose": name,
        "tabs": [
            {"label": capfirst(one.label_plural), "url": addresses.page_url("segment-map", one.name), "on": one is face}
            for one in figures.kinds(access)
        ],
        "at": f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else "",
        "head": capfirst(face.label_plural),
        **(_told(found, condition) if found.segments else {}),
        **({} if found.segments else _empty(request, face, is_narrowed=bool(name))),
        "departments": [] if name else _by_department(found, groups, request),
        "owners": [] if owner else _by_owner(found, request),
    }
    return render(request, "web/segments.html", context)


def _narrowed(
    request: Asking, groups: list[Group], owner: uuid.UUID | None, department: uuid.UUID | None
) -> tuple[frozenset[uuid.UUID] | None, str, Context | None]:
    """Whose records are counted, what they are called, and the condition for lists."""
    access = request.user.access
    if owner is not None:
        name = titles_of(marks.people(), {owner}, access).get(owner)
        if name is None:
            raise NotFound()
        return frozenset((owner,)), name, {"field": "owner", "op": "eq", "value": str(owner)}
    if department is not None:
        group = next((one for one in groups if one.key == department), None)
        if group is None:
            raise NotFound()
        within = {"field": "owner.department", "op": "within", "value": str(department)}
        return group.people, titles_of(DEPARTMENTS, {department}, access)[department], within
    return None, "", None


def _url(found: Told, *conditions: Context | None) -> str:
    """The list of the records for which all of these hold."""
    some = [one for one in conditions if one]
    return addresses.filtered_url(found.entity.name, some[0] if len(some) == 1 else {"all": some})


def _is(segment: str) -> Context:
    return {"field": SEGMENT, "op": "eq", "value": segment}


def _told(found: Told, condition: Context | None) -> Context:
    kind: Any = found.entity.fields[SEGMENT]
    money = found.entity.fields["rfm_amount"]
    sums = "rfm_amount" in found.shown
    most = _("Only the first %(most)s records were counted.") % {"most": f"{figures.MOST:,}"}
    return {
        "note": "" if found.is_complete else most,
        "total": f"{found.records:,}",
        "sum": short(money, found.amount) if sums else "",
        "with_sums": sums,
        "with_days": "rfm_day" in found.shown,
        "segments": [
            {
                "cell": kind.cell(key),
                "label": kind.to_text(key),
                "means": kind.means(key),
                "number": f"{part.records:,}",
                "url": _url(found, _is(key), condition),
                "share": f"{part.records / found.records:.1%}",
                "width": round(100 * part.records / found.records, 1),
                "amount": full(money, part.amount) if part.amount else "",
                "part": f"{part.amount / found.amount:.1%}" if part.amount and found.amount else "",
                "days": "" if part.days is None else f"{part.days:,}",
            }
            for key, part in found.segments.items()
        ],
        "map": _map(found, condition) if "rfm" in found.shown and found.cells else None,
    }


def _map(found: Told, condition: Context | None) -> Context:
    """Recency across, frequency down, the best first."""
    ends = {1: pgettext("recency", "long ago"), BEST_POINTS: pgettext("recency", "lately")}
    often = {1: pgettext("frequency", "seldom"), BEST_POINTS: pgettext("frequency", "often")}
    return {
        "columns": [{"points": here, "words": ends.get(here, "")} for here in reversed(POINTS)],
        "rows": [
            {
                "points": down,
                "words": often.get(down, ""),
                "cells": [_cell(found, here, down, condition) for here in reversed(POINTS)],
            }
            for down in reversed(POINTS)
        ],
    }


def _cell(found: Told, recency: int, frequency: int, condition: Context | None) -> Context:
    parts = found.cells.get(f"{recency}{frequency}")
    if not parts:
        return {}
    kind: Any = found.entity.fields[SEGMENT]
    first, number = next(iter(parts)), sum(part.records for part in parts.values())
    amount = sum((part.amount or Decimal(0) for part in parts.values()), Decimal(0))
    begins = {"field": "rfm", "op": "startswith", "value": f"{recency}{frequency}"}
    money = short(found.entity.fields["rfm_amount"], amount) if "rfm_amount" in found.shown else ""
    return {
        "tone": kind.tone(first),
        "name": kind.to_text(first),
        "number": f"{number:,}",
        "amount": money,
        "url": _url(found, begins, condition),
        "title": "\n".join(f"{kind.to_text(key)}: {part.records:,}" for key, part in parts.items()),
    }


# --- by whom ----------------------------------------------------------------------------------------------------------


def _by_owner(found: Told, request: Asking) -> Context | list[Any]:
    """Those with the most records first."""
    if len(found.owners) < 2:
        return []
    largest = sorted(found.owners.items(), key=lambda one: -sum(one[1].values()))[:MOST_OWNERS]
    names = titles_of(marks.people(), {key for key, _numbers in largest if key}, request.user.access)
    rows: list[tuple[str, str, Context, str]] = []
    for key, _numbers in largest:
        if key is None:
            condition: Context = {"field": "owner", "op": "empty", "value": True}
            rows.append(("", pgettext("owner", "nobody"), condition, ""))
            continue
        url = addresses.page_url("segment-map", found.entity.name, owner=key) if key in names else ""
        condition = {"field": "owner", "op": "eq", "value": str(key)}
        rows.append((str(key), names.get(key, _("hidden")), condition, url))
    numbers = {(str(key or ""), segment): number for key, numbers in largest for segment, number in numbers.items()}
    return _across(found, numbers, rows, capfirst(_("owner")))


def _by_department(found: Told, groups: list[Group], request: Asking) -> Context | list[Any]:
    names = titles_of(DEPARTMENTS, {group.key for group in groups}, request.user.access)
    rows: list[tuple[str, str, Context, str]] = []
    numbers: dict[tuple[str, str], int] = {}
    for group in groups:
        for owner, some in found.owners.items():
            for segment, number in some.items() if owner in group.people else ():
                place = (str(group.key), segment)
                numbers[place] = numbers.get(place, 0) + number
        within: Context = {"field": "owner.department", "op": "within", "value": str(group.key)}
        url = addresses.page_url("segment-map", found.entity.name, department=group.key)
        rows.append((str(group.key), "\u2003" * min(group.depth, 5) + names.get(group.key, ""), within, url))
    return _across(found, numbers, rows, capfirst(_("department"))) if numbers else []


def _across(
    found: Told, numbers: dict[tuple[str, str], int], rows: list[tuple[str, str, Context, str]], corner: str
) -> Context:
    """Segments across; each number is a list, each name leads to the same page of theirs alone."""
    kind: Any = found.entity.fields[SEGMENT]
    conditions = {key: condition for key, _name, condition, _address in rows}

    def cell(here: str, segment: str) -> Context:
        return {"url": _url(found, _is(segment), conditions[here])}

    columns = [(key, kind.to_text(key)) for key in found.segments]
    told = cross(numbers, [(key, name) for key, name, *_more in rows], columns, cell, shares=False)
    there = [one for one in rows if any(numbers.get((one[0], key)) for key in found.segments)]
    for row, (_key, _name, _condition, url) in zip(told["rows"], there, strict=True):
        row["url"] = url
    return {**told, "caption": corner, "corner": corner}


# --- nothing yet ------------------------------------------------------------------------------------------------------


def _empty(request: Asking, face: Entity, *, is_narrowed: bool) -> Context:
    """What to do where nothing is in a segment."""
    access, things = request.user.access, {"things": face.label_plural}
    if is_narrowed or figures.worked_out_at(face):
        return {"empty": {"title": _("None of these %(things)s is in a segment.") % things, "text": _none()}}
    told = _("Segments tell whom to spend time on: by how lately, how often and for how much your %(things)s bought.")
    empty: Context = {"title": _("There are no segments yet"), "text": told % things, "first": True}
    if active_rules(face, SEGMENT):
        empty["text"] += " " + _("The rules choose them tonight.")
    if not access.may(RULES, "update"):
        return {"empty": empty}
    rules = registry[RULES]
    wanted = {"entity": face.name, "axis": SEGMENT}
    only = {"all": [{"field": name, "op": "eq", "value": value} for name, value in wanted.items()]}
    rows = read_page(rules, request.user, Query(only, "", ("place",), (rules.title, "active"), 1)).rows
    if not rows:
        return {"empty": empty, "may_make": access.may(RULES, "create")}
    key = rows[0]["id"]
    if rows[0]["active"]:
        now = addresses.page_url("act", RULES, key, "grade_now")
        empty["actions"] = [{"label": _("Grade now"), "url": now, "icon": "player-play", "primary": True}]
    else:
        seen = addresses.page_url("foreseen", key)
        act = addresses.page_url("act", RULES, key, "activate")
        empty["actions"] = [
            {"label": _("What the rule would change"), "url": seen, "icon": "eye"},
            {"label": _("Activate the rule"), "url": act, "icon": "player-play", "primary": True},
        ]
    empty["more"] = [{"label": cells.title_of(rules, rows[0]), "url": addresses.record_url(RULES, key)}]
    return {"empty": empty}


def _none() -> str:
    return _("Only what you may see is counted, and what a rule of segments fits.")


def _make_rule(request: Asking, face: Entity) -> HttpResponse:
    """The usual rule, in the name of who asks; it isn't active before they say so."""
    rules = registry[RULES]
    if not request.user.access.may(RULES, "create"):
        raise NotAllowed()
    if rules.manager().filter(entity=face.name, axis=SEGMENT, deleted_at=None).exists():
        return redirect("web:segment-map", face.name)
    made = gate.create(rules, segment_rule(face.name), actor=request.user)
    messages.success(request, _("The rule is made. See what it would change, then activate it."))
    return redirect(addresses.record_url(RULES, made.pk))
