"""How long something takes, in short words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTE, HOUR, DAY = 60, 3_600, 86_400


def lasting(seconds: float | None) -> str:
    """Minutes, hours up to two days, or days; "" for none."""
    if seconds is None:
        return ""
    if seconds < MINUTE:
        return _("at once")
    if seconds < HOUR:
        number = round(seconds / MINUTE)
        return ngettext("%(n)s minute", "%(n)s minutes", number) % {"n": number}
    if seconds < 2 * DAY:
        number = round(seconds / HOUR)
        return ngettext("%(n)s hour", "%(n)s hours", number) % {"n": number}
    number = round(seconds / DAY)
    return ngettext("%(n)s day", "%(n)s days", number) % {"n": f"{number:,}"}
