"""When something happened, in few signs: for tiles and other narrow places."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString


def short(at: dt.datetime) -> SafeString:
    """The time of what is of today, the day of what is of this year, with the whole of it behind."""
    local, today = timezone.localtime(at), timezone.localdate()
    shape = "%H:%M" if local.date() == today else "%m-%d" if local.year == today.year else "%Y-%m-%d"
    return format_html(
        '<time class="gx-tn" datetime="{}" title="{}">{}</time>',
        at.isoformat(),
        local.strftime("%Y-%m-%d %H:%M"),
        local.strftime(shape),
    )
