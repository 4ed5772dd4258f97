"""Since when a record has been at its stage."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guanxi.engine.fields.base import EMPTY_CELL
from guanxi.engine.fields.dates import DateTime


class StageSince(DateTime):
    """Stands beside a stage that people move; the gate keeps it, and who may not read the stage may not read it."""

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("editable", False)
        kwargs.setdefault("default", timezone.now)
        super().__init__(verbose_name or gettext_lazy("in stage since"), **kwargs)

    def cell(self, value: Any) -> SafeString:
        """The day, and how many days ago that is."""
        if not value:
            return EMPTY_CELL
        local = timezone.localtime(value)
        return format_html(
            '<time class="gx-tn" datetime="{}" title="{}">{}</time> <span class="gx-t3 gx-tn">{}</span>',
            value.isoformat(),
            f"{local:%Y-%m-%d %H:%M}",
            f"{local:%Y-%m-%d}",
            days_ago((timezone.localdate() - local.date()).days),
        )


def days_ago(days: int) -> str:
    """A number of whole days since a moment, in words."""
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": f"{days:,}"} if days > 0 else _("today")
