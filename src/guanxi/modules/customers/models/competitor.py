"""A competitor: how good it is, what it sells at which price, what was heard of it, and where one meets it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.engine import fields
from guanxi.engine.record import Line, Record

STANDINGS = (
    ("supplies", _("Supplies them")),
    ("quoted", _("Made an offer")),
    ("talking", _("Talks to them")),
    ("gone", _("Was replaced")),
)


class Competitor(Record):
    """Somebody who sells to the same customers."""

    name = fields.Text(pgettext_lazy("a competitor", "name"), max_length=200)
    short_name = fields.Text(_("short name"), max_length=100, blank=True)
    website = fields.Url(_("website"), blank=True)
    region = fields.Text(_("region"), max_length=100, blank=True)
    strengths = fields.LongText(_("strengths"), blank=True)
    weaknesses = fields.LongText(_("weaknesses"), blank=True)
    note = fields.LongText(_("note"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("competitor")
        verbose_name_plural = _("competitors")


class Encounter(Line):
    """A customer where one meets the competitor, and what it has there."""

    competitor = fields.Parent(Competitor, "encounters")
    customer = fields.Link("customers.Customer", _("customer"), related_name="encounters")
    standing = fields.Choice(_("standing"), options=STANDINGS, blank=True)
    has = fields.Text(_("what they have there"), max_length=200, blank=True)
    since = fields.Date(pgettext_lazy("at a customer", "since"), null=True, blank=True)

    class Meta(Line.Meta):
        verbose_name = pgettext_lazy("of a competitor", "met at")
        verbose_name_plural = pgettext_lazy("of a competitor", "met at")


class Offer(Line):
    """Something the competitor sells, and for how much."""

    competitor = fields.Parent(Competitor, "offers")
    product = fields.Text(_("product"), max_length=200)
    price = fields.Money(pgettext_lazy("of a competitor", "price"), null=True, blank=True)
    heard_on = fields.Date(pgettext_lazy("of a competitor", "known since"), null=True, blank=True)
    remark = fields.Text(pgettext_lazy("of a competitor", "remark"), max_length=300, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("product and price")
        verbose_name_plural = _("products and prices")


class News(Line):
    """Something that was heard of the competitor: when, and where."""

    competitor = fields.Parent(Competitor, "news")
    day = fields.Date(pgettext_lazy("of news", "date"))
    headline = fields.Text(pgettext_lazy("of news", "what was heard"), max_length=300)
    source = fields.Text(pgettext_lazy("of news", "source"), max_length=300, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("news item")
        verbose_name_plural = pgettext_lazy("of a competitor", "news")
