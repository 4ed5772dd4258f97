"""The face of appointments."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.diary.models import Appointment
from guanxi.engine.entity import Entity, Section, Talk
from guanxi.engine.layouts import Calendar
from guanxi.engine.registry import register


@register
class AppointmentEntity(Entity):
    model = Appointment
    icon = "calendar-event"
    group = _("My work")
    columns = ("name", "kind", "starts_at", "ends_at", "place", "owner")
    layout = (
        Section(_("Appointment"), ("name", "kind", "starts_at", "ends_at", "all_day", "place", "about")),
        Section(_("Series"), ("repeats", "every", "weekdays", "until")),
        Section(pgettext_lazy("appointment", "For whom"), ("visibility", "remind", "owner", "zone", "note", "tags")),
    )
    key_facts = ("starts_at", "ends_at", "kind", "place", "about", "owner")
    search = ("name", "place", "note")
    orders = ("-starts_at", "updated_at", "name")
    calendar = Calendar(by=("starts_at",))
    follow_up = "starts_at"
    talk = Talk("kind", ("meeting", "call", "visit"), visits=("meeting", "visit"))
    personal = (
        "name",
        "starts_at",
        "ends_at",
        "place",
        "about",
        "note",
        "owner",
        "tags",
        "participants.user",
        "special_days.day",
        "special_days.starts_at",
        "special_days.ends_at",
    )
    impersonal = ("kind", "all_day", "repeats", "every", "weekdays", "until", "visibility", "remind", "zone")
    hint = _("What is when, with whom: plan visits, calls and meetings, and see when your colleagues have time.")
