"""A contact: a person one knows at one or several customers."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.engine import fields
from guanxi.engine.record import Line
from guanxi.people.models.placed import Placed

PARTS = (
    ("decides", _("Decides")),
    ("influences", _("Influences")),
    ("uses", _("Uses")),
    ("buys", _("Buys")),
    ("pays", _("Pays")),
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


class Affiliation(Line):
    """A contact's place at a customer."""

    contact = fields.Parent(Contact, "affiliations")
    customer = fields.Link("customers.Customer", _("customer"), related_name="affiliations")
    job_title = fields.Text(_("job title"), max_length=100, blank=True)
    part = fields.Choice(_("part in decisions"), options=PARTS, blank=True)

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
