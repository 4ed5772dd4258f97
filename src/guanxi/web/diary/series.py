"""One day of a series: at another time, not at all, or the last one; or the whole series after all."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from guanxi.diary import moving
from guanxi.diary.models import Appointment
from guanxi.diary.reading import ENTITY, LINES, Entry, spread
from guanxi.diary.recurring import takes_place
from guanxi.engine.errors import BadQuery, Conflict, EngineError, Invalid, NotAllowed, NotFound
from guanxi.engine.fields.base import Kind
from guanxi.engine.reading.allowed import verbs_on
from guanxi.engine.registry import registry
from guanxi.web import addresses, panels, undoing
from guanxi.web.diary.views import which_of
from guanxi.web.forms.fields import field_row
from guanxi.web.forms.once import do_once, sent_token, token
from guanxi.web.forms.values import to_shown
from guanxi.web.guard import Asking, page

Context = dict[str, Any]
TIMES = ("starts_at", "ends_at")


@page("GET", "POST")
def day_of(request: Asking, which: str) -> HttpResponse:
    """Show the day and what can be done with it; do it."""
    key, day = which_of(which)
    if day is None:
        raise NotFound()
    if request.method != "POST":
        return _shown(request, key, day)
    try:
        did = do_once(request, lambda: {"verb": "delete" if _act(request, key, day).deleted_at else "update"})
    except (Invalid, Conflict) as refused:
        return _shown(request, key, day, refused)
    back = panels.behind(request) or addresses.page_url("calendar", date=str(day))
    way = undoing.offer(registry[ENTITY], did["verb"], back=back)
    messages.success(request, _TOLD[request.POST["act"]](), extra_tags=way)
    if panels.in_panel(request):
        return panels.saved(request, registry[ENTITY], key)
    return redirect(addresses.way_back(request, addresses.page_url("calendar", date=str(day))))


_TOLD = {
    "move": lambda: _("Only this day of the series was changed"),
    "cancel": lambda: _("This day of the series doesn’t take place"),
    "usual": lambda: _("This day takes place as usual"),
    "end": lambda: _("The series ends before this day"),
}


def _act(request: Asking, key: uuid.UUID, day: dt.date) -> Appointment:
    act, version = request.POST.get("act", ""), request.POST.get("version", "")
    asked: Any = {"actor": request.user, "version": int(version) if version.isdecimal() and len(version) < 10 else None}
    if act == "move":
        return moving.move(key, day, _times(request), **asked)
    does = {"cancel": moving.cancel, "usual": moving.as_usual, "end": moving.end_before}.get(act)
    if does is None:
        raise BadQuery(_("Say what is to happen with this day."))
    return does(key, day, **asked)


def _times(request: Asking) -> tuple[dt.datetime, dt.datetime]:
    """What was typed; an end that isn't said is an hour later."""
    found: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for name, kind in _kinds().items():
        try:
            found[name] = kind.from_text(request.POST.get(name, "").strip())
        except ValidationError as bad:
            errors[name] = bad.messages
    if not errors and not found["starts_at"]:
        errors["starts_at"] = [_("Fill this in.")]
    if errors:
        raise Invalid(errors)
    start = found["starts_at"]
    return start, found["ends_at"] or start + dt.timedelta(hours=1)


def _kinds() -> dict[str, Kind]:
    face = registry[ENTITY]
    return {name: face.fields[name] for name in TIMES}


def _shown(request: Asking, key: uuid.UUID, day: dt.date, refused: EngineError | None = None) -> HttpResponse:
    one = Appointment.objects.visible_to(request.user).filter(pk=key).prefetch_related(*LINES).first()
    if one is None or one.rule is None or not takes_place(one.rule, one.starts_at, one.tz, day):
        raise NotFound()
    if not verbs_on(registry[ENTITY], key, request.user, ("update",)):
        raise NotAllowed()
    entry = _entry(one, day)
    errors = _named(refused)
    values = {"starts_at": entry and entry.start, "ends_at": entry and entry.end}
    fields = [
        field_row(
            kind,
            to_shown(kind, request.POST.get(name, ""), {}) if refused else values[name],
            name=name,
            errors=errors.get(name),
            needed=name == "starts_at",
        )
        for name, kind in _kinds().items()
    ]
    context = {
        "crumbs": [
            {"label": _("Calendar"), "url": addresses.page_url("calendar")},
            {"label": one.name, "url": addresses.record_url(ENTITY, one.pk)},
            {"label": _day_text(day)},
        ],
        "title": one.name,
        "text": _when(one, day, entry),
        "problem": " ".join(errors.get("", ())),
        "fields": fields if entry and not one.all_day else [],
        "takes_place": entry is not None,
        "is_different": any(line.day == day for line in one.special_days.all()),  # type: ignore[attr-defined]
        "version": one.version,
        "once": token() if refused is None else sent_token(request),
        "form_url": request.path,
        "edit_url": addresses.page_url("edit", ENTITY, one.pk),
        "whole_label": _("Change the whole series"),
        "cancel_url": addresses.page_url("calendar"),
        "shell_template": panels.shell_template(request),
    }
    return render(request, "web/diary/series.html", context, status=refused.status if refused else 200)


def _named(refused: EngineError | None) -> dict[str, list[str]]:
    """What the gate says, at the field it is about; a line's at its time, what has no field under ""."""
    if refused is None:
        return {}
    if not isinstance(refused, Invalid):
        return {"": [refused.message]}
    found: dict[str, list[str]] = {}
    for name, texts in refused.errors.items():
        bare = name.rsplit(".", 1)[-1]
        found.setdefault(bare if bare in TIMES else "", []).extend(texts)
    return found


def _entry(one: Appointment, day: dt.date) -> Entry | None:
    """When this day takes place; nothing when it was left out."""
    middle = dt.datetime.combine(day, dt.time(12), one.tz)
    for line in one.special_days.all():  # type: ignore[attr-defined]
        if line.day == day:
            if line.starts_at is None:
                return None
            middle = line.starts_at
    window = middle - dt.timedelta(days=2), middle + dt.timedelta(days=2)
    return next((entry for entry in spread(one, window, frozenset()) if entry.day == day), None)


def _when(one: Appointment, day: dt.date, entry: Entry | None) -> str:
    """The day and its hours, and how the series repeats."""
    often = registry[ENTITY].fields["repeats"].to_text(one.repeats)
    if entry is None:
        return _("%(day)s doesn’t take place · %(often)s") % {"day": _day_text(day), "often": often}
    if one.all_day:
        return _("%(day)s · %(often)s") % {"day": _day_text(entry.first_day), "often": often}
    start, end = timezone.localtime(entry.start), timezone.localtime(entry.end)
    hours = f"{start:%H:%M}–{end:%H:%M}"
    return _("%(day)s, %(hours)s · %(often)s") % {"day": _day_text(start.date()), "hours": hours, "often": often}


def _day_text(day: dt.date) -> str:
    weekday, date = formats.date_format(day, "l"), formats.date_format(day, "DATE_FORMAT")
    return _("%(weekday)s, %(date)s") % {"weekday": weekday, "date": date}
