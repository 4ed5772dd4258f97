"""How long after it happened a call or a visit was entered, of those whose figures somebody may see."""

from __future__ import annotations

import uuid
from itertools import accumulate
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from guanxi.engine.errors import BadQuery
from guanxi.engine.permissions import Access
from guanxi.engine.reading.rows import titles_of
from guanxi.messaging import entrylag
from guanxi.messaging.entrylag import Burst, Figures, Told
from guanxi.people.wholes import Group
from guanxi.web import addresses, marks
from guanxi.web.durations import MINUTE, lasting
from guanxi.web.forms.values import asked_key
from guanxi.web.guard import Asking, page

Context = dict[str, Any]
MOST_PEOPLE = 200
HEIGHT = 60
NOTES, DEPARTMENTS = "notes", "departments"
LENGTHS = (
    gettext_lazy("within an hour"),
    gettext_lazy("within a day"),
    gettext_lazy("within three days"),
    gettext_lazy("within a week"),
    pgettext_lazy("a delay", "later"),
)


@page()
def entry_lag(request: Asking) -> HttpResponse:
    """Figures of a span of time: of all of them, of a department or of one person."""
    days, person, department = _days(request), asked_key(request.GET, "person"), asked_key(request.GET, "department")
    told = entrylag.told(request.user, days, person=person, department=department)
    access = request.user.access
    names = titles_of(marks.people(), {*told.people, *(burst.person for burst in told.bursts)}, access)
    whose = _whose(names, access, person, department)
    context = {
        "title": _("Entry lag"),
        "crumbs": [{"label": _("Entry lag"), "url": addresses.page_url("entry-lag", days=days)}, {"label": whose}]
        if whose
        else [],
        "whose": whose,
        "periods": [
            {
                "label": ngettext("%(n)d day", "%(n)d days", span) % {"n": span},
                "url": addresses.page_url("entry-lag", days=span, person=person, department=department),
                "on": span == days,
            }
            for span in entrylag.PERIODS
        ],
        "whole": _figures(told.whole) if told.whole else None,
        "lengths": _lengths(told.whole) if told.whole else [],
        "course": _course(told, entrylag.PERIODS[days]),
        "course_by": _("Month from") if entrylag.PERIODS[days] == "month" else _("Week from"),
        "people": _people(told, names, days),
        "departments": _departments(told, access, days) if person is None else [],
        "bursts": [_burst(burst, names.get(burst.person, _("hidden"))) for burst in told.bursts],
        "note": ""
        if told.complete
        else _("Only the latest %(most)s notes were looked at.") % {"most": f"{entrylag.MOST:,}"},
        "rule": _rule(),
        "heads": {"person": capfirst(_("person")), "department": capfirst(_("department"))},
    }
    return render(request, "web/entry_lag.html", context)


def _days(request: Asking) -> int:
    asked = request.GET.get("days", "30")
    if asked not in map(str, entrylag.PERIODS):
        raise BadQuery(_("Choose one of the periods."))
    return int(asked)


def _whose(names: dict[uuid.UUID, str], access: Access, person: uuid.UUID | None, department: uuid.UUID | None) -> str:
    if person is not None:
        return names.get(person) or titles_of(marks.people(), {person}, access).get(person, _("hidden"))
    return titles_of(DEPARTMENTS, {department}, access).get(department, "") if department else ""


def _figures(one: Figures) -> Context:
    return {
        "number": f"{one.number:,}",
        "half": lasting(one.half),
        "ninety": lasting(one.ninety),
        "late": f"{sum(one.lengths[2:]) / one.number:.0%}",
        "parts": _parts(one),
    }


def _parts(one: Figures) -> list[Context]:
    """The lengths beside each other, as parts of a bar of a hundred."""
    ends = list(accumulate(one.lengths))
    return [
        {
            "css": f"gx-age{place}",
            "x": round((end - number) * 100 / one.number, 2),
            "width": round(number * 100 / one.number, 2),
        }
        for place, (number, end) in enumerate(zip(one.lengths, ends, strict=True))
        if number
    ]


def _lengths(one: Figures) -> list[Context]:
    return [
        {"label": label, "css": f"gx-age{place}", "width": round(number * 100 / one.number), "told": f"{number:,}"}
        for place, (label, number) in enumerate(zip(LENGTHS, one.lengths, strict=True))
    ]


def _people(told: Told, names: dict[uuid.UUID, str], days: int) -> list[Context]:
    """The slowest first."""
    slowest = sorted(told.people.items(), key=lambda one: (-one[1].ninety, -one[1].number))[:MOST_PEOPLE]
    return [
        {
            "person": marks.person(key, name := names.get(key, _("hidden"))),
            "name": name,
            "url": addresses.page_url("entry-lag", days=days, person=key),
            **_figures(one),
        }
        for key, one in slowest
    ]


def _departments(told: Told, access: Access, days: int) -> list[Context]:
    names = titles_of(DEPARTMENTS, {group.key for group, _one in told.departments}, access)
    return [_department(group, one, names.get(group.key, ""), days) for group, one in told.departments]


def _department(group: Group, one: Figures, name: str, days: int) -> Context:
    url = addresses.page_url("entry-lag", days=days, department=group.key)
    return {"name": name, "depth": min(group.depth, 5), "url": url, **_figures(one)}


def _course(told: Told, unit: str) -> list[Context]:
    """Half and nine tenths as bars, in the order of time; heights are roots, lest a slow week hide the rest."""
    most = max((one.ninety for _day, one in told.course), default=0) or 1
    made = []
    for day, one in told.course:
        half, ninety = (round(HEIGHT * (seconds / most) ** 0.5, 1) for seconds in (one.half, one.ninety))
        made.append(
            {
                "label": date_format(day, "YEAR_MONTH_FORMAT" if unit == "month" else "MONTH_DAY_FORMAT"),
                "short": f"{day:%y-%m}" if unit == "month" else f"{day:%m-%d}",
                "half_height": half,
                "half_y": HEIGHT - half,
                "ninety_height": ninety,
                "ninety_y": HEIGHT - ninety,
                **_figures(one),
            }
        )
    return made


def _burst(burst: Burst, name: str) -> Context:
    first, last = timezone.localtime(burst.first), timezone.localtime(burst.last)
    minutes = max(1, round((burst.last - burst.first).total_seconds() / MINUTE))
    told = ngettext(
        "%(n)s of %(from)s to %(to)s, entered in %(minutes)s minute",
        "%(n)s of %(from)s to %(to)s, entered in %(minutes)s minutes",
        minutes,
    )
    return {
        "person": marks.person(burst.person, name),
        "name": name,
        "url": addresses.filtered_url(NOTES, burst.filter),
        "when": f"{date_format(first, 'D')} {first:%Y-%m-%d %H:%M}–{last:%H:%M}",
        "told": told
        % {
            "n": f"{burst.number:,}",
            "from": f"{timezone.localtime(burst.happened_first):%m-%d}",
            "to": f"{timezone.localtime(burst.happened_last):%m-%d}",
            "minutes": minutes,
        },
    }


def _rule() -> str:
    told = _(
        "%(fewest)s entries or more in one go, each more than a day after it happened and none more than "
        "%(minutes)s minutes after the one before."
    )
    return told % {"fewest": entrylag.FEWEST, "minutes": round(entrylag.APART.total_seconds() / MINUTE)}
