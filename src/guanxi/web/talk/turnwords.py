"""Rights that began or ended, in words."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.messaging.inbox import Told
from guanxi.messaging.turns import TURN, UNTIL

PATTERNS: dict[str, str | Promise] = {
    "role_begins_mine": gettext_lazy("You now have the role %(what)s"),
    "role_ends_mine": gettext_lazy("You no longer have the role %(what)s"),
    "role_begins": gettext_lazy("%(what)s now has the role %(other)s"),
    "role_ends": gettext_lazy("%(what)s no longer has the role %(other)s"),
    "share_begins_mine": gettext_lazy("%(what)s is shared with you from now on"),
    "share_ends": gettext_lazy("%(what)s is no longer shared with %(other)s"),
    "share_begins": gettext_lazy("%(what)s is shared with %(other)s from now on"),
    "substitution_begins_mine": gettext_lazy("You stand in for %(other)s from now on: %(what)s"),
    "substitution_ends_mine": gettext_lazy("You no longer stand in for %(other)s: %(what)s"),
    "substitution_begins": gettext_lazy("%(other)s stands in for you from now on: %(what)s"),
    "substitution_ends": gettext_lazy("%(other)s no longer stands in for you: %(what)s"),
}

NAMELESS: dict[str, str | Promise] = {
    "role_begins_mine": gettext_lazy("You have one role more from now on"),
    "role_ends_mine": gettext_lazy("A role that you had for a time has ended"),
}
"""For those who may not know what roles are called."""


def title(told: Told) -> str:
    """What the link is called: one's own record by the role, anything else by its title."""
    return told.other if told.notification.told.get(TURN) in NAMELESS else told.title


def sentence(told: Told, link: SafeString) -> SafeString:
    """What began or ended; what its reader may not see of it has no name."""
    name = told.notification.told.get(TURN, "")
    other = format_html('<b class="gx-b">{}</b>', told.other or "…")
    pattern = NAMELESS[name] if name in NAMELESS and not told.other else PATTERNS.get(name, "%(what)s")
    html = filled(str(pattern), what=link, other=other)
    until = told.notification.told.get(UNTIL)
    return filled(_("%(told)s, until %(when)s"), told=html, when=_moment(until)) if until else html


def ended(link: SafeString) -> SafeString:
    """What was shared with somebody and is no longer."""
    return filled(_("No longer shared with you: %(what)s"), what=link)


def filled(pattern: str, **parts: SafeString | str) -> SafeString:
    """A sentence with its marked parts; everything that isn't marked as safe is escaped."""
    html, rest = SafeString(""), pattern
    while rest:
        found = min(((rest.find(f"%({name})s"), name) for name in parts if f"%({name})s" in rest), default=None)
        if found is None:
            return format_html("{}{}", html, rest)
        place, name = found
        html = format_html("{}{}{}", html, rest[:place], parts[name])
        rest = rest[place + len(name) + 4 :]
    return html


def _moment(text: str) -> str:
    """A moment by the reader's clock; at midnight the day that ends then."""
    moment = timezone.localtime(dt.datetime.fromisoformat(text))
    if moment.time() == dt.time():
        return date_format(moment - dt.timedelta(days=1), "MONTH_DAY_FORMAT")
    return f"{date_format(moment, 'MONTH_DAY_FORMAT')} {moment:%H:%M}"
