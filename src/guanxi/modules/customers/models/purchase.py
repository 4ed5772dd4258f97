"""A purchase: what a customer bought, on which day, for how much."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.engine import fields
from guanxi.engine.record import Kept
from guanxi.modules.customers.models.customer import Customer


class Purchase(Kept):
    """One purchase, as another system or a list tells it; what was returned has an amount below nothing."""

    number = fields.Text(_("purchase number"), max_length=60)
    customer = fields.Link(Customer, _("customer"), related_name="purchases", db_index=False)
    day = fields.Date(_("bought on"))
    amount = fields.Money(pgettext_lazy("purchase", "amount"))
    what = fields.Text(_("what was bought"), max_length=300, blank=True)
    note = fields.LongText(_("note"), blank=True)

    class Meta(Kept.Meta):
        verbose_name = _("purchase")
        verbose_name_plural = _("purchases")
        indexes = [
            *Kept.Meta.indexes,
            models.Index(fields=["day", "id"], name="purchase_by_day"),
            models.Index(fields=["customer", "day"], name="purchase_of_customer", include=["amount", "deleted_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                name="purchase_number_once",
                violation_error_message=_("There is a purchase with this number already."),
            )
        ]
