"""A day towards which time runs out: quiet while it is far, in the tone of its nearness once it is not."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.engine import fields

SOON, CLOSE = 7, 3
"""Days from which it warns, and from which it is bad."""


class Countdown(fields.Date):
    """A date that says beside it how many days are left, by the company's clock."""

    def cell(self, value: Any) -> SafeString:
        plain = super().cell(value)
        left = days_left(value)
        if left is None or left > SOON:
            return plain
        tone = "bad" if left <= CLOSE else "warn"
        told = ngettext("%(n)d day left", "%(n)d days left", left) % {"n": left} if left > 0 else _("due")
        return format_html('{} <span class="gx-st gx-{}">{}</span>', plain, tone, told)


def days_left(value: Any) -> int | None:
    """How many days are left until a day, by the company's clock."""
    if not isinstance(value, dt.date):
        return None
    return (value - timezone.localdate(timezone=timezone.get_default_timezone())).days
