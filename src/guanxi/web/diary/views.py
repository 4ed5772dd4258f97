"""The calendar page: one's own appointments with those of colleagues laid over them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from guanxi.diary.models import Appointment
from guanxi.diary.moving import move
from guanxi.diary.reading import ENTITY, Entry, entries, people_in_reach
from guanxi.engine.errors import BadQuery, NotAllowed, NotFound
from guanxi.engine.permissions import Actor
from guanxi.engine.reading import Query, read_page
from guanxi.engine.reading.rows import titles_of
from guanxi.engine.registry import registry
from guanxi.engine.wording import labelled
from guanxi.kit.workdays import special_days
from guanxi.web import addresses, calendars, marks
from guanxi.web.answers import done, for_scripts
from guanxi.web.guard import Asking, page
from guanxi.web.remembering import arrangement, recall, remember
from guanxi.web.views.days import LONGEST_SPAN, moment

MOST_PEOPLE = 6
KEPT = "calendar-people"
HOLIDAYS = {
    "New Year's Day": gettext_lazy("New Year’s Day"),
    "Spring Festival": gettext_lazy("Spring Festival"),
    "Tomb-sweeping Day": gettext_lazy("Tomb-sweeping Day"),
    "Labour Day": gettext_lazy("Labour Day"),
    "Dragon Boat Festival": gettext_lazy("Dragon Boat Festival"),
    "National Day": gettext_lazy("National Day"),
    "Mid-autumn Festival": gettext_lazy("Mid-autumn Festival"),
    "Anti-Fascist 70th Day": gettext_lazy("Victory Day"),
}
"""What the holidays are called in the reader's language."""
Context = dict[str, Any]


def _is_people(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= MOST_PEOPLE and all(_key(item) for item in value)


arrangement(KEPT, _is_people)


@page()
def calendar_page(request: Asking) -> HttpResponse:
    """Day, week, month and list; dragging moves, pressing on free time makes a new one."""
    access = request.user.access
    if not access.may(ENTITY, "read"):
        raise NotFound()
    shown = chosen(request.user)
    names = titles_of(marks.people(), shown, access)
    may_create = access.may(ENTITY, "create")
    new_url = addresses.page_url("new", ENTITY)
    context = {
        "title": _("Calendar"),
        "calendar": calendars.calendar(
            addresses.page_url("calendar-entries"),
            create=f"{new_url}?starts_at={{start}}&ends_at={{end}}&all_day={{allday}}" if may_create else "",
            move=reverse("web:calendar-move", args=["WHICH"]).replace("WHICH", "{id}") if may_create else "",
            views=(calendars.MONTH, calendars.WEEK, calendars.DAY, calendars.LIST),
            view=request.GET.get("view") or calendars.WEEK,
            date=calendars.day(request.GET.get("date", "")),
            keep={"date": "date", "view": "view"},
        ),
        "people": [marks.person(key, names.get(key, "")) for key in shown if key in names],
        "people_url": addresses.page_url("calendar-people"),
        "colleagues_url": addresses.page_url("calendar-colleagues"),
        "year_url": addresses.page_url("calendar-year"),
        "feed_url": addresses.page_url("calendar-settings"),
        "new_url": new_url if may_create else "",
        "list_url": addresses.list_url(ENTITY),
    }
    return render(request, "web/diary/calendar.html", context)


@page()
@for_scripts
def entries_of(request: Asking) -> HttpResponse:
    """What stands in the calendar between `start` and `end` (not included)."""
    window = moment(request.GET.get("start", "")), moment(request.GET.get("end", ""))
    if not dt.timedelta(0) < window[1] - window[0] <= LONGEST_SPAN:
        raise BadQuery(_("This span of time is too long."))
    me = request.user.pk
    found = entries(request.user, {me, *chosen(request.user)}, window)
    names = titles_of(marks.people(), {person for entry in found for person in entry.people}, request.user.access)
    told = [_told(entry, number, me, names) for number, entry in enumerate(found)]
    return JsonResponse({"events": told, "days": special(window), "note": ""})


def special(window: tuple[dt.datetime, dt.datetime]) -> list[Context]:
    """Holidays, and weekends on which people work, between two moments."""
    first, after = (timezone.localtime(moment).date() for moment in window)
    found = special_days(settings.COUNTRY, first, after - dt.timedelta(days=1))
    work = pgettext("calendar", "workday")
    return [
        {"date": str(day.date), "label": str(HOLIDAYS.get(day.name, day.name)) or work, "off": day.is_off}
        for day in found
    ]


@page("POST")
@for_scripts
def move_entry(request: Asking, which: str) -> HttpResponse:
    """Put an appointment, or one day of a series, at another time."""
    key, day = which_of(which)
    start, text = moment(request.POST.get("start", "")), request.POST.get("end", "")
    end = moment(text) if text else None
    version = request.POST.get("version", "")
    times: Any
    if request.POST.get("allDay") == "yes":
        times = start.date(), (end.date() if end else start.date() + dt.timedelta(days=1))
    else:
        times = start, end or start + dt.timedelta(hours=1)
    plain = int(version) if version.isdecimal() and len(version) < 10 else None
    made = move(key, day, times, actor=request.user, version=plain)
    shown = str(times[0]) if request.POST.get("allDay") == "yes" else f"{start:%Y-%m-%d %H:%M}"
    told = _("Only this day of the series was moved, to %(when)s") if made.rule else _("Moved to %(when)s")
    return done(told % {"when": shown}, version=made.version, undo=_("Undo"))


@page()
def colleagues(request: Asking) -> JsonResponse:
    """Whose calendars one may look into, as one types."""
    reach = people_in_reach(request.user.access)
    face = registry[marks.people()]
    if not request.user.access.may(face.name, "read"):
        return JsonResponse([], safe=False)
    narrowed = None if reach is None else {"field": "id", "op": "in", "value": [str(key) for key in reach]}
    asked = Query(narrowed, request.GET.get("q", "").strip()[:100], (face.title,), (face.title,), 30)
    rows = read_page(face, request.user, asked).rows
    told = [{"id": str(row["id"]), "label": str(row[face.title])} for row in rows if row["id"] != request.user.pk]
    return JsonResponse(told, safe=False)


@page("POST")
def choose_people(request: Asking) -> HttpResponse:
    """Lay other calendars over one's own, from now on."""
    if not request.user.access.may(ENTITY, "read"):
        raise NotAllowed()
    wanted = [key for text in request.POST.getlist("people") if (key := _key(text))]
    if len(wanted) > MOST_PEOPLE:
        raise BadQuery(_("At most %(most)d calendars beside your own.") % {"most": MOST_PEOPLE})
    remember(request.user, KEPT, [str(key) for key in dict.fromkeys(wanted)])
    return redirect(addresses.way_back(request, addresses.page_url("calendar")))


def chosen(actor: Actor) -> list[uuid.UUID]:
    """The colleagues whose calendars are laid over one's own, as far as one still may look into them."""
    keys = [key for text in recall(actor, KEPT).get(KEPT, []) if (key := _key(text))]
    reach = people_in_reach(actor.access)
    return [key for key in keys if key != actor.pk and (reach is None or key in reach)]


def _told(entry: Entry, number: int, me: uuid.UUID, names: Mapping[uuid.UUID, str]) -> Context:
    others = sorted(entry.people - {me}, key=str)
    whole = {"start": entry.first_day.isoformat(), "end": entry.after_day.isoformat(), "allDay": True}
    when = whole if entry.all_day else {"start": _wall(entry.start), "end": _wall(entry.end), "allDay": False}
    whose = "" if me in entry.people or not others else names.get(others[0], "")
    if entry.shown is None:
        title = labelled(whose, _("busy")) if whose else _("busy")
        return {"id": f"busy-{number}", "title": title, **when, "tone": "off", "editable": False}
    one = entry.shown
    return {
        "id": f"{one.pk}_{entry.day}" if entry.day else str(one.pk),
        "title": labelled(whose, one.name) if whose else one.name,
        **when,
        "url": _changing(one, entry.day) if entry.may_change else addresses.record_url(ENTITY, one.pk),
        "panel": entry.may_change,
        "tone": "acc" if me in entry.people or not others else str(marks.colour(others[0])),
        "version": one.version,
        "editable": entry.may_change,
    }


def _changing(one: Appointment, day: dt.date | None) -> str:
    """Where it is changed; of a series, the day first."""
    if day is None:
        return addresses.page_url("edit", ENTITY, one.pk)
    return addresses.page_url("calendar-day", f"{one.pk}_{day}")


def _wall(moment_: dt.datetime) -> str:
    return timezone.localtime(moment_).strftime("%Y-%m-%dT%H:%M:%S")


def which_of(text: str) -> tuple[uuid.UUID, dt.date | None]:
    """An appointment, and of a series the day; raises NotFound."""
    name, _bar, day = text.partition("_")
    key = _key(name)
    try:
        named = dt.date.fromisoformat(day) if day else None
    except ValueError:
        raise NotFound() from None
    if key is None:
        raise NotFound()
    return key, named


def _key(text: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None
