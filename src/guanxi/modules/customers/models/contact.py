"""A contact: a person one knows at one or several customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.engine import fields
from guanxi.engine.record import Line
from guanxi.people.models.placed import Placed

if TYPE_CHECKING:
    from guanxi.engine.permissions import Actor

PARTS = (
    ("decides", _("Decides")),
    ("influences", _("Influences")),
    ("uses", _("Uses")),
    ("buys", _("Buys")),
    ("pays", _("Pays")),
    ("gatekeeper", _("Keeps the door")),
    ("supporter", _("Speaks for us inside")),
)
INFLUENCES = (
    ("high", pgettext_lazy("influence of a person", "High")),
    ("medium", pgettext_lazy("influence of a person", "Medium")),
    ("low", pgettext_lazy("influence of a person", "Low")),
)
ATTITUDES = (
    ("supports", pgettext_lazy("attitude of a person", "For us")),
    ("neutral", pgettext_lazy("attitude of a person", "Neutral")),
    ("sceptical", pgettext_lazy("attitude of a person", "Sceptical")),
    ("opposes", pgettext_lazy("attitude of a person", "Against us")),
)


class Contact(Placed):
    """A person to talk to."""

    places = ("address",)

    name = fields.Text(pgettext_lazy("person", "name"), max_length=100)
    mobile = fields.Phone(_("mobile"), blank=True)
    phone = fields.Phone(_("telephone"), blank=True)
    email = fields.Email(_("e-mail"), blank=True)
    wechat = fields.Text(_("WeChat"), max_length=60, blank=True)
    birthday = fields.Date(_("birthday"), null=True, blank=True)
    address = fields.Text(_("address"), max_length=300, blank=True)
    note = fields.LongText(_("note"), blank=True)

    class Meta(Placed.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        indexes = [
            *Placed.Meta.indexes,
            models.Index(fields=["mobile"], name="contact_by_mobile", condition=~models.Q(mobile="")),
            models.Index(Lower("email"), name="contact_by_email", condition=~models.Q(email="")),
        ]

    def authorise(self, actor: Actor, verb: str, changes: dict[str, Any]) -> None:
        """Nobody is their own superior, at however many removes; judged once the lines are saved."""
        if verb == "update" and "affiliations" in changes:
            from guanxi.modules.customers.superiors import check_superiors

            check_superiors(self)


class Affiliation(Line):
    """A contact's place at a customer."""

    contact = fields.Parent(Contact, "affiliations")
    customer = fields.Link("customers.Customer", _("customer"), related_name="affiliations")
    job_title = fields.Text(_("job title"), max_length=100, blank=True)
    part = fields.Choice(_("part in decisions"), options=PARTS, blank=True)
    influence = fields.Choice(_("influence"), options=INFLUENCES, blank=True, fixed=True)
    attitude = fields.Choice(_("attitude towards us"), options=ATTITUDES, blank=True, fixed=True)
    reports_to = fields.Link(Contact, _("reports to"), null=True, blank=True, related_name="+")

    class Meta(Line.Meta):
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "customer"],
                name="affiliation_once",
                violation_error_message=_("The contact belongs to this customer already."),
            )
        ]
