"""The segments that come with the product: what they are called, their colour, and what each means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.grading.models.rating import Rating


@dataclass(frozen=True)
class Named:
    """One segment: its key, name and tone (acc, ok, warn, bad, off), and in one line who is in it."""

    key: str
    label: str | Promise
    tone: str
    means: str | Promise


SEGMENTS = (
    Named(
        "champions",
        pgettext_lazy("segment", "Champions"),
        "ok",
        _("Bought lately, often and for much: keep them close, and ask them first."),
    ),
    Named(
        "loyal",
        pgettext_lazy("segment", "Loyal customers"),
        "ok",
        _("Buy again and again: thank them, and offer what goes with what they have."),
    ),
    Named(
        "potential",
        pgettext_lazy("segment", "Potential loyalists"),
        "acc",
        _("Bought lately and more than once: give them a reason to stay."),
    ),
    Named(
        "new",
        pgettext_lazy("segment", "New customers"),
        "acc",
        _("Bought for the first time just now: see that the first order goes well."),
    ),
    Named(
        "promising",
        pgettext_lazy("segment", "Promising"),
        "acc",
        _("Bought once, not long ago: remind them before they forget you."),
    ),
    Named(
        "attention",
        pgettext_lazy("segment", "Need attention"),
        "warn",
        _("In the middle of everything: a talk now decides which way they go."),
    ),
    Named(
        "about_to_sleep",
        pgettext_lazy("segment", "About to sleep"),
        "warn",
        _("Bought seldom, and not lately: wake them before they are gone."),
    ),
    Named(
        "at_risk",
        pgettext_lazy("segment", "At risk"),
        "bad",
        _("Used to buy often, and stopped: call, and find out why."),
    ),
    Named(
        "cant_lose",
        pgettext_lazy("segment", "Can’t lose them"),
        "bad",
        _("Were among the best, and stopped: go and see them in person."),
    ),
    Named(
        "hibernating",
        pgettext_lazy("segment", "Hibernating"),
        "off",
        _("Bought seldom and long ago: a good offer now and then is enough."),
    ),
    Named(
        "lost",
        pgettext_lazy("segment", "Lost customers"),
        "off",
        _("Bought once, and nothing for so long that it no longer counts."),
    ),
    Named(
        "never",
        pgettext_lazy("segment", "Never bought"),
        "off",
        _("No purchase is known of them."),
    ),
)
BY_KEY = {one.key: one for one in SEGMENTS}


class Segment(Rating):
    """Which segment a record is in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("options", tuple((one.key, one.label) for one in SEGMENTS))
        super().__init__(*args, **{"blank": True, "db_default": "", **kwargs})

    def tone(self, key: str) -> str:
        """The tone of a segment; that of the company's own ones is neutral."""
        return BY_KEY[key].tone if key in BY_KEY else "acc"

    def means(self, key: str) -> str:
        """In one line who is in a segment, as long as it is called what it came with."""
        known = BY_KEY.get(key)
        return str(known.means) if known and str(self.labels.get(key, "")) == str(known.label) else ""

    def cell(self, value: Any) -> SafeString:
        if not value or (self.company and self.company.colour(value)):
            return super().cell(value)
        return format_html('<span class="gx-st gx-{}">{}</span>', self.tone(value), self.to_text(value))
