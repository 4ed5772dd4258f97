"""What happens by the clock in its owner's name."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from guanxi.engine import fields
from guanxi.engine.record import Record
from guanxi.engine.regular.clock import DAYS, HOURS, MINUTES, MONTHS, WEEKS, Rhythm

NEW, ON, PAUSED, STOPPED = "new", "on", "paused", "stopped"
STEPS = (
    fields.Step(NEW, gettext_lazy("not active yet"), "open"),
    fields.Step(ON, gettext_lazy("active"), "open", "ok"),
    fields.Step(PAUSED, gettext_lazy("paused"), "closed"),
    fields.Step(STOPPED, gettext_lazy("stopped"), "bad"),
)
UNITS = (
    (MINUTES, gettext_lazy("every so many minutes")),
    (HOURS, gettext_lazy("every so many hours")),
    (DAYS, gettext_lazy("every day")),
    (WEEKS, gettext_lazy("every week")),
    (MONTHS, gettext_lazy("every month")),
)
WEEKDAYS = (
    ("mo", gettext_lazy("Monday")),
    ("tu", gettext_lazy("Tuesday")),
    ("we", gettext_lazy("Wednesday")),
    ("th", gettext_lazy("Thursday")),
    ("fr", gettext_lazy("Friday")),
    ("sa", gettext_lazy("Saturday")),
    ("su", gettext_lazy("Sunday")),
)
BY_THE_WALL = "not unit in ('minutes', 'hours')"
MORNING = dt.time(6)
MOST_EVERY = 1_000
LATEST_DAY = 31


class Clocked(Record):
    """When, in whose name, and what came of it last.

    The last four fields are written by the work itself; what people and the clock change of the state is told in the
    event log.
    """

    unit = fields.Choice(gettext_lazy("how often"), options=UNITS, default=DAYS, fixed=True)
    every = fields.Integer(gettext_lazy("how many of them"), default=15, asked_when="unit in ('minutes', 'hours')")
    at = fields.Time(gettext_lazy("at"), default=MORNING, asked_when=BY_THE_WALL)
    weekdays = fields.Choices(
        gettext_lazy("on these weekdays"), options=WEEKDAYS, fixed=True, asked_when="unit == 'weeks'"
    )
    month_day = fields.Integer(
        gettext_lazy("on day"),
        default=1,
        asked_when="unit == 'months'",
        help_text=gettext_lazy("In shorter months on their last day."),
    )
    told_well = fields.YesNo(
        gettext_lazy("tell me when it went well"),
        help_text=gettext_lazy("When it fails, the owner is told in any case."),
    )
    stop_after = fields.Integer(
        gettext_lazy("stop after so many failures"),
        default=3,
        help_text=gettext_lazy("In a row. It then waits until somebody activates it again."),
    )
    state = fields.Stage(gettext_lazy("state"), steps=STEPS, editable=False)
    next_at = fields.DateTime(gettext_lazy("next time"), null=True, blank=True, editable=False)
    last_at = fields.DateTime(gettext_lazy("last time"), null=True, blank=True, editable=False)
    last_result = fields.Text(gettext_lazy("last result"), max_length=500, blank=True, editable=False)
    failures = fields.Integer(pgettext_lazy("in a row", "failures in a row"), default=0, editable=False)

    class Meta(Record.Meta):
        abstract = True

    @property
    def rhythm(self) -> Rhythm:
        return Rhythm(self.unit, self.every, self.at, tuple(self.weekdays), self.month_day)

    @property
    def is_on(self) -> bool:
        return self.state == ON

    def following(self, moment: dt.datetime) -> dt.datetime:
        """The next time, by the clock of the owner."""
        return self.rhythm.following(moment, zone_of(self.owner_id))  # type: ignore[attr-defined]

    def clean(self) -> None:
        """A rhythm that can be kept, and the next time by it."""
        wrong: dict[str, Any] = {}
        for name, most in (("every", MOST_EVERY), ("month_day", LATEST_DAY), ("stop_after", MOST_EVERY)):
            if not 1 <= getattr(self, name) <= most:
                wrong[name] = _("A number from 1 to %(most)d is expected here.") % {"most": most}
        if self.at is None:
            wrong["at"] = _("Fill this in.")
        if wrong:
            raise ValidationError(wrong)
        self.next_at = self.following(timezone.now()) if self.state == ON else None

    def set_going(self, owner: Any) -> None:
        """Ask for the work, in its owner's name; raises EngineError when that can't be."""
        raise NotImplementedError

    def go_now(self) -> None:
        """The same at once, on somebody's word; raises Invalid when its owner is gone."""
        from guanxi.engine.regular.settling import must_have_owner

        self.set_going(must_have_owner(self))

    def begin(self) -> None:
        """Count from here."""
        self.state, self.failures = ON, 0


def zone_of(person: Any) -> ZoneInfo:
    """The time zone in which somebody lives; the company's, where nobody does."""
    found = get_user_model()._base_manager.filter(pk=person).values_list("time_zone", flat=True).first()
    return ZoneInfo(found or settings.TIME_ZONE)
