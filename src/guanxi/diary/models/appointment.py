"""An appointment: a span of time of one or several people, once or again and again."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.diary.recurring import Rule
from guanxi.engine import fields
from guanxi.engine.errors import Invalid
from guanxi.engine.fields.anchor import parted
from guanxi.engine.record import Line, Record
from guanxi.engine.registry import registry

if TYPE_CHECKING:
    from guanxi.engine.permissions import Actor

KINDS = (
    ("meeting", _("meeting")),
    ("call", pgettext_lazy("appointment", "call")),
    ("visit", pgettext_lazy("appointment", "visit")),
    ("block", _("time for oneself")),
    ("absence", _("absence")),
)
OPEN, PRIVATE = "open", "private"
VISIBILITIES = ((OPEN, _("all of it")), (PRIVATE, _("only that I am busy")))
REPEATS = (
    ("daily", _("every day")),
    ("weekly", _("every week")),
    ("monthly", _("every month, on this date")),
    ("monthly_weekday", _("every month, on this weekday")),
    ("yearly", _("every year")),
)
WEEKDAYS = (
    ("MO", _("Monday")),
    ("TU", _("Tuesday")),
    ("WE", _("Wednesday")),
    ("TH", _("Thursday")),
    ("FR", _("Friday")),
    ("SA", _("Saturday")),
    ("SU", _("Sunday")),
)
REMINDERS = (
    ("0", _("when it begins")),
    ("5", _("5 minutes before")),
    ("15", _("15 minutes before")),
    ("30", _("half an hour before")),
    ("60", _("an hour before")),
    ("1440", _("a day before")),
)
USUAL = dt.timedelta(hours=1)
LONGEST = dt.timedelta(days=92)
"""So that what reaches into a span of time is found by when it begins."""
EARLIEST_YEAR, LATEST_YEAR = 1970, 2200


class Appointment(Record):
    """A span of time with a title; whose it is says `owner`, who else comes the participants."""

    name = fields.Text(_("title"), max_length=150)
    kind = fields.Choice(_("kind"), options=KINDS, default="meeting")
    starts_at = fields.DateTime(_("start"))
    ends_at = fields.DateTime(_("end"), null=True, blank=True, help_text=_("An hour after the start when empty."))
    all_day = fields.YesNo(_("all day"))
    place = fields.Text(_("place"), max_length=150, blank=True)
    about = fields.Pointer(_("about"))
    repeats = fields.Choice(_("repeats"), options=REPEATS, blank=True, fixed=True)
    every = fields.Integer(_("every how many"), default=1, help_text=_("2 with “every week” is every other week."))
    weekdays = fields.Choices(_("on these weekdays"), options=WEEKDAYS, fixed=True)
    until = fields.Date(_("last day of the series"), null=True, blank=True)
    visibility = fields.Choice(_("colleagues see"), options=VISIBILITIES, default=OPEN, fixed=True)
    remind = fields.Choice(_("remind"), options=REMINDERS, blank=True, fixed=True)
    zone = fields.Text(_("time zone"), max_length=60, default=timezone.get_current_timezone_name)
    note = fields.LongText(_("note"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["owner", "starts_at"], name="appointment_own_by_start"),
            models.Index(fields=["starts_at", "id"], name="appointment_by_start"),
            models.Index(fields=["owner"], condition=~models.Q(repeats=""), name="appointment_series"),
            models.Index(fields=["about", "starts_at"], name="appointment_about"),
            models.Index(fields=["starts_at"], condition=~models.Q(remind=""), name="appointment_reminding"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gte=models.F("starts_at")),
                name="appointment_ends_after_start",
                violation_error_message=_("The end lies before the start."),
            ),
        ]

    def clean(self) -> None:
        """Its end follows its start; a whole day is one everywhere; a series ends after it began."""
        if self.zone not in zoneinfo.available_timezones():
            raise ValidationError({"zone": _("Use a name such as Asia/Shanghai or Europe/Berlin.")})
        if not EARLIEST_YEAR <= self.starts_at.year <= LATEST_YEAR:
            raise ValidationError({"starts_at": _("This day is too far away.")})
        if self.all_day:
            self._take_whole_days()
        if self.end < self.starts_at:
            raise ValidationError({"ends_at": _("The end lies before the start.")})
        if self.end - self.starts_at > LONGEST:
            raise ValidationError({"ends_at": _("An appointment takes at most 92 days.")})
        if not 1 <= self.every <= 99:
            raise ValidationError({"every": _("From 1 to 99.")})
        if self.until and self.until < self.starts_at.astimezone(self.tz).date():
            raise ValidationError({"until": _("The series would end before it begins.")})

    def authorise(self, actor: Actor, verb: str, changes: dict[str, Any]) -> None:
        """It may only be about a record that whoever says so may read."""
        if "about" in changes and self.about and not _may_read(self.about, actor):
            raise Invalid({"about": [str(_("There is no such record, or you may not see it."))]})

    def _take_whole_days(self) -> None:
        """From midnight to midnight, by the clock of the appointment's own zone."""
        first = self.starts_at.astimezone(self.tz).date()
        self.starts_at = midnight(first, self.tz)
        if self.ends_at:
            end = self.ends_at.astimezone(self.tz)
            if end.date() < first:
                raise ValidationError({"ends_at": _("The end lies before the start.")})
            after = end.date() if end.time() == dt.time() else end.date() + dt.timedelta(days=1)
            self.ends_at = midnight(max(after, first + dt.timedelta(days=1)), self.tz)

    @property
    def end(self) -> dt.datetime:
        """When it ends, also when nobody said so."""
        if self.ends_at:
            return self.ends_at
        if self.all_day:
            return midnight(self.starts_at.astimezone(self.tz).date() + dt.timedelta(days=1), self.tz)
        return self.starts_at + USUAL

    @property
    def tz(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.zone)

    @property
    def rule(self) -> Rule | None:
        """How it repeats; nothing when it takes place once."""
        if not self.repeats:
            return None
        return Rule(self.repeats, self.every, tuple(self.weekdays), self.until)


class Participant(Line):
    """A colleague who comes."""

    appointment = fields.Parent(Appointment, "participants")
    user = fields.Link(settings.AUTH_USER_MODEL, _("colleague"), related_name="+")

    class Meta(Line.Meta):
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "user"],
                name="participant_once",
                violation_error_message=_("This colleague stands here already."),
            )
        ]


class SpecialDay(Line):
    """One day of a series that is different: it takes place at another time, or (without times) not at all."""

    appointment = fields.Parent(Appointment, "special_days")
    day = fields.Date(_("day of the series"))
    starts_at = fields.DateTime(_("start instead"), null=True, blank=True)
    ends_at = fields.DateTime(_("end instead"), null=True, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("different day")
        verbose_name_plural = _("different days")
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "day"],
                name="special_day_once",
                violation_error_message=_("This day stands here already."),
            )
        ]

    def clean(self) -> None:
        """An end needs a start, and follows it."""
        if self.starts_at and not self.ends_at:
            self.ends_at = self.starts_at + USUAL
        if self.ends_at and (not self.starts_at or self.ends_at < self.starts_at):
            raise ValidationError({"ends_at": _("The end lies before the start.")})


def _may_read(about: str, actor: Actor) -> bool:
    from guanxi.engine.files.attaching import readable

    name, key = parted(about)
    entity = registry.get(name)
    return entity is not None and readable(entity, key, actor)


def midnight(day: dt.date, tz: zoneinfo.ZoneInfo) -> dt.datetime:
    """When a day begins there, in UTC."""
    return dt.datetime.combine(day, dt.time(), tz).astimezone(dt.UTC)
