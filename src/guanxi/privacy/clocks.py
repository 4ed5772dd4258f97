"""The two clocks of a breach: by when which authority is told, and how much of the time is left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

CHINA, EUROPE = "china", "europe"
LABELS: dict[str, str | Promise] = {
    CHINA: pgettext_lazy("authority", "China"),
    EUROPE: pgettext_lazy("authority", "Europe"),
}
FIELDS = {CHINA: ("pipl_due_at", "china_told_at"), EUROPE: ("gdpr_due_at", "authority_told_at")}
LAST = 0.3
"""The part of the time in which it is urgent."""
RUNNING_AT = "known"
"""The stage at which the clocks run."""


@dataclass(frozen=True)
class Clock:
    """One that runs."""

    place: str
    began: dt.datetime
    due: dt.datetime

    @property
    def urgent_from(self) -> dt.datetime:
        """When it is time to remind."""
        return self.due - (self.due - self.began) * LAST

    def is_over(self, now: dt.datetime) -> bool:
        return now >= self.due

    def words(self, now: dt.datetime) -> str:
        """ "3 h 20 min left", "2 d 4 h overdue"."""
        if self.is_over(now):
            return _("%(time)s overdue") % {"time": span(now - self.due)}
        return _("%(time)s left") % {"time": span(self.due - now)}


def running(values: Mapping[str, Any]) -> Iterator[Clock]:
    """The clocks that run for a breach with these values; those of fields that aren't there are left out."""
    if values.get("stage") != RUNNING_AT or values.get("discovered_at") is None:
        return
    for place, (due, told) in FIELDS.items():
        if values.get(due) is not None and told in values and values[told] is None:
            yield Clock(place, values["discovered_at"], values[due])


def span(time: dt.timedelta) -> str:
    """How long, in its two largest units."""
    minutes = int(time.total_seconds() // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    told = [
        ngettext("%(n)d day", "%(n)d days", days) % {"n": days} if days else "",
        _("%(n)d h") % {"n": hours} if hours else "",
        _("%(n)d min") % {"n": minutes} if not days and (minutes or not hours) else "",
    ]
    return " ".join(filter(None, told))
