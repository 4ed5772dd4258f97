"""How good the data is, and the lists of what to mend."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from guanxi.engine.entity import Entity
from guanxi.engine.errors import NotAllowed, NotFound
from guanxi.engine.jobs import Job, enqueue
from guanxi.engine.models.job import WAITING
from guanxi.engine.permissions import Access
from guanxi.engine.quality import figures
from guanxi.engine.quality.measures import DUPLICATE, INVALID, MISSING, STALE, Measure, measured
from guanxi.engine.quality.telling import Sum, Told, told
from guanxi.engine.reading.rows import titles_of
from guanxi.engine.registry import registry
from guanxi.people.wholes import Group, whole_departments
from guanxi.web import addresses, cells, marks, places
from guanxi.web.forms.values import asked_key
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.lists.words import measure_in_words

Context = dict[str, Any]
MOST_OWNERS = 200
HEIGHT = 60
DEPARTMENTS = "departments"
RULES = "quality-rules"
HEADS = {
    MISSING: gettext_lazy("Not filled in"),
    INVALID: gettext_lazy("Wrong"),
    STALE: gettext_lazy("Long untouched"),
    DUPLICATE: gettext_lazy("Possible duplicates"),
}


@page()
def qualities(request: Asking) -> HttpResponse:
    """The first kind of record that is measured."""
    shown = _shown(request.user.access)
    if not shown:
        raise NotFound()
    return redirect("web:quality", shown[0].name)


@page("GET", "POST")
def quality(request: Asking, entity: str) -> HttpResponse:
    """The figures of one kind of record: of all one may see, of a department or of one owner."""
    face = face_of(request, entity)
    if request.method == "POST":
        return _measure(request, face)
    owner, department = asked_key(request.GET, "owner"), asked_key(request.GET, "department")
    whole = told(face, request.user)
    groups = whole_departments(request.user, whole.people)
    narrowed, whose = _narrowed(request, whole, groups, owner, department)
    context = {
        "title": _("Data quality"),
        "crumbs": [{"label": _("Data quality"), "url": addresses.page_url("quality", face.name)}, {"label": whose}]
        if whose
        else [],
        "whose": whose,
        "tabs": [
            {"label": capfirst(one.label_plural), "url": addresses.page_url("quality", one.name), "on": one is face}
            for one in _shown(request.user.access)
        ],
        **_told(narrowed, _condition(owner, department)),
        "departments": [] if whose else _departments(whole, groups, request.user.access),
        "owners": [] if owner else _owners(narrowed, request.user.access),
        "is_whole": whole.people is None,
        "may_measure": _may_measure(whole, request.user.access),
        "rule_url": "" if whose else _rule_url(face, request.user.access),
        "heads": {"person": capfirst(_("owner")), "department": capfirst(_("department"))},
    }
    return render(request, "web/quality.html", context)


def _shown(access: Access) -> list[Entity]:
    """The kinds of record whose figures there are for somebody, those of the business first."""
    return sorted((one for one in measured() if access.may(one.name, "read")), key=_last)


def _last(entity: Entity) -> bool:
    return not places.is_business(entity)


def _measure(request: Asking, face: Entity) -> HttpResponse:
    """Have the figures made anew, once at a time."""
    if not _may_measure(told(face, request.user), request.user.access):
        raise NotAllowed()
    if not Job.objects.visible_to(request.user).filter(name=figures.JOB, entity=face.name, state=WAITING).exists():
        enqueue(figures.JOB, {"entity": face.name}, actor=request.user, entity=face.name, lock=figures.JOB)
    messages.success(request, _("The figures are being made anew."))
    return redirect("web:quality", face.name)


def _may_measure(found: Told, access: Access) -> bool:
    """Whoever sees every record and mends some."""
    return found.people is None and access.may(found.entity.name, "update")


def _rule_url(face: Entity, access: Access) -> str:
    """Where it is said which fields matter, for who may say so."""
    if not access.may(RULES, "update"):
        return ""
    rows = access.narrow(registry[RULES], registry[RULES].manager().filter(entity=face.name))
    key = rows.values_list("pk", flat=True).first()
    if key is not None:
        return addresses.page_url("edit", RULES, key)
    return addresses.page_url("new", RULES, entity=face.name)


def _narrowed(
    request: Asking, whole: Told, groups: list[Group], owner: uuid.UUID | None, department: uuid.UUID | None
) -> tuple[Told, str]:
    """The figures that were asked for, and in words whose they are; "" for all that one may see."""
    access = request.user.access
    if owner is not None:
        name = titles_of(marks.people(), {owner}, access).get(owner)
        if name is None:
            raise NotFound()
        return told(whole.entity, request.user, frozenset((owner,))), name
    if department is not None:
        group = next((one for one in groups if one.key == department), None)
        if group is None:
            raise NotFound()
        return told(whole.entity, request.user, group.people), titles_of(DEPARTMENTS, {department}, access)[department]
    return whole, ""


def _condition(owner: uuid.UUID | None, department: uuid.UUID | None) -> Context | None:
    if owner is not None:
        return {"field": "owner", "op": "eq", "value": str(owner)}
    return {"field": "owner.department", "op": "within", "value": str(department)} if department else None


def _told(found: Told, condition: Context | None) -> Context:
    whole, url = found.among(), _Urls(found.entity, condition)
    return {
        "at": f"{timezone.localtime(found.at):%Y-%m-%d %H:%M}" if found.at else "",
        "total": found.entity.numbered(whole.total),
        "filled": _percent(whole.filled(found.measures)),
        "sorts": [
            {"label": HEADS[sort], "measures": [_measure_row(one, whole, url) for one in some]}
            for sort, some in found.by_sort().items()
            if some
        ],
        "course": _course(found),
    }


class _Urls:
    """Addresses of the lists of what to mend."""

    def __init__(self, entity: Entity, condition: Context | None) -> None:
        self.entity, self.condition = entity, condition

    def of(self, measures: Iterable[Measure]) -> str:
        some = [one.filter for one in measures]
        told = some[0] if len(some) == 1 else {"any": some}
        return addresses.filtered_url(self.entity.name, {"all": [self.condition, told]} if self.condition else told)


def _percent(part: float | None) -> str:
    """A part of a hundred, rounded down, so that only what is whole is told as whole."""
    return "—" if part is None else f"{int(part * 100)}%"


def _measure_row(one: Measure, whole: Sum, url: _Urls) -> Context:
    number = whole.counts[one.key]
    return {
        "label": capfirst(cells.kind_label(url.entity.fields[one.field])) if one.field else HEADS[DUPLICATE],
        "number": f"{number:,}",
        "url": url.of((one,)) if number else "",
        "aria": measure_in_words(url.entity, one),
        "width": round(number * 100 / whole.total, 1) if whole.total else 0,
        "percent": f"{number / whole.total:.1%}" if number else "",
    }


def _row(some: Sum, found: Told, url: _Urls) -> Context:
    sorts = found.by_sort()
    return {
        "total": f"{some.total:,}",
        "filled": _percent(some.filled(found.measures)),
        "filled_url": url.of(sorts[MISSING]) if some.of(sorts[MISSING]) else "",
        "numbers": [
            {
                "label": HEADS[sort],
                "number": f"{number:,}",
                "url": url.of(sorts[sort]) if number else "",
            }
            for sort in (INVALID, STALE, DUPLICATE)
            if sorts[sort]
            for number in (some.of(sorts[sort]),)
        ],
    }


def _owners(found: Told, access: Access) -> list[Context]:
    """Those with the most to mend first."""
    many = sorted(found.owners.items(), key=lambda one: -one[1].of(found.measures))[:MOST_OWNERS]
    names = titles_of(marks.people(), {key for key, _sum in many if key}, access)
    made = []
    for key, some in many:
        name = names.get(key, _("hidden")) if key else pgettext("owner", "nobody")
        condition = _condition(key, None) or {"field": "owner", "op": "empty", "value": True}
        row: Context = {"name": name, "url": addresses.page_url("quality", found.entity.name, owner=key) if key else ""}
        row |= {"person": marks.person(key, name)} if key else {}
        made.append(row | _row(some, found, _Urls(found.entity, condition)))
    return made


def _departments(found: Told, groups: list[Group], access: Access) -> list[Context]:
    names = titles_of(DEPARTMENTS, {group.key for group in groups}, access)
    made = []
    for group in groups:
        some = found.among(group.people)
        if some.total:
            url = addresses.page_url("quality", found.entity.name, department=group.key)
            row = {"name": names.get(group.key, ""), "depth": min(group.depth, 5), "url": url}
            made.append(row | _row(some, found, _Urls(found.entity, _condition(None, group.key))))
    return made


def _course(found: Told) -> list[Context]:
    """How much was filled in on each day that is kept, and what was amiss."""
    made, sorts = [], found.by_sort()
    for day, some in found.course:
        part = some.filled(found.measures)
        height = round(HEIGHT * (part or 0), 1)
        made.append(
            {
                "label": date_format(day, "MONTH_DAY_FORMAT"),
                "short": f"{day:%m-%d}",
                "filled": _percent(part),
                "height": height,
                "y": HEIGHT - height,
                "total": f"{some.total:,}",
                "wrong": f"{some.of(sorts[INVALID]):,}",
                "stale": f"{some.of(sorts[STALE]):,}",
                "alike": f"{some.of(sorts[DUPLICATE]):,}",
            }
        )
    return made
