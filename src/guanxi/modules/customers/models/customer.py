"""A customer."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.engine import fields
from guanxi.grading.models import ContactMap, Deals, Deepened, Graded
from guanxi.ownership.models import Pooled
from guanxi.people.models.placed import BY_PLACE, Placed

KINDS = (
    ("company", _("Company")),
    ("person", pgettext_lazy("kind of customer", "Person")),
    ("government", _("Government body")),
    ("partner", _("Partner")),
    ("supplier", _("Supplier")),
    ("channel", _("Channel")),
    ("internal", _("Internal department")),
)
INDUSTRIES = (
    ("agriculture", _("Agriculture")),
    ("automotive", _("Automotive")),
    ("chemicals", _("Chemicals")),
    ("construction", _("Construction")),
    ("consulting", _("Consulting")),
    ("education", _("Education")),
    ("electronics", _("Electronics")),
    ("employment", _("Employment")),
    ("energy", _("Energy")),
    ("entertainment", _("Entertainment")),
    ("finance", pgettext_lazy("industry", "Finance")),
    ("food", _("Food")),
    ("government", _("Government")),
    ("hospitality", _("Hospitality")),
    ("logistics", _("Logistics")),
    ("machinery", _("Machinery")),
    ("manufacturing", _("Manufacturing")),
    ("marketing", _("Marketing")),
    ("medical", _("Medical")),
    ("real_estate", _("Real estate")),
    ("retail", _("Retail")),
    ("services", _("Services")),
    ("software", _("Software")),
    ("technology", _("Technology")),
    ("telecommunications", _("Telecommunications")),
    ("textiles", _("Textiles")),
    ("trade", _("Trade")),
    ("other", _("Other")),
)
STAGES = (
    fields.Step("potential", pgettext_lazy("stage of a customer", "Potential")),
    fields.Step("intention", pgettext_lazy("stage of a customer", "Interested")),
    fields.Step("prospective", pgettext_lazy("stage of a customer", "Prospective")),
    fields.Step("signed", pgettext_lazy("stage of a customer", "Signed"), "won"),
    fields.Step("active", pgettext_lazy("stage of a customer", "Active"), "won"),
    fields.Step("repeat", pgettext_lazy("stage of a customer", "Repeat customer"), "won"),
    fields.Step("dormant", pgettext_lazy("stage of a customer", "Dormant"), "open", "warn"),
    fields.Step("lost", pgettext_lazy("stage of a customer", "Lost"), "lost"),
)
SOURCES = (
    ("referral", _("Referral")),
    ("exhibition", _("Exhibition")),
    ("website", _("Website")),
    ("telephone", _("Telephone")),
    ("advertising", _("Advertising")),
    ("partner", _("Partner")),
    ("existing", _("Existing customer")),
    ("import", _("Import")),
    ("other", _("Other")),
)


class Customer(Placed, Deepened, Graded, Pooled):
    """Whoever the company sells to, serves, or works with."""

    places = ("region", "address")
    deals = Deals("purchases", link="customer", day="day", amount="amount")
    contact_map = ContactMap(
        "contacts",
        lines="affiliations",
        at="customer",
        title="job_title",
        part="part",
        influence="influence",
        attitude="attitude",
        superior="reports_to",
        rivals="competitors",
        rivals_lines="encounters",
    )

    name = fields.Text(_("customer name"), max_length=200)
    number = fields.AutoNumber(_("customer number"), prefix="KH-")
    short_name = fields.Text(_("short name"), max_length=100, blank=True)
    kind = fields.Choice(_("kind"), options=KINDS, default="company")
    stage = fields.DrawnStage(_("lifecycle stage"), steps=STAGES)
    stage_since = fields.StageSince()
    industry = fields.Choice(_("industry"), options=INDUSTRIES, blank=True)
    parent = fields.Link("self", _("parent company"), null=True, blank=True, related_name="subsidiaries")
    phone = fields.Phone(_("telephone"), blank=True)
    email = fields.Email(_("e-mail"), blank=True)
    website = fields.Url(_("website"), blank=True)
    region = fields.Text(_("region"), max_length=100, blank=True)
    address = fields.Text(_("address"), max_length=300, blank=True)
    tax_number = fields.Text(_("tax number"), max_length=40, blank=True)
    employees = fields.Integer(_("employees"), null=True, blank=True)
    annual_revenue = fields.Money(_("annual revenue"), null=True, blank=True)
    founded = fields.Integer(_("founded in"), grouped=False, null=True, blank=True)
    source = fields.Choice(_("source"), options=SOURCES, blank=True)
    note = fields.LongText(_("note"), blank=True)

    class Meta(Pooled.Meta):
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        indexes = [
            *Pooled.Meta.indexes,
            *BY_PLACE,
            models.Index(fields=["kind", "updated_at", "id"], name="customer_by_kind"),
            models.Index(fields=["stage", "updated_at", "id"], name="customer_by_stage"),  # the columns of its board
            models.Index(fields=["grade", "cooperation", "updated_at", "id"], name="customer_by_grade"),
            models.Index(fields=["contact_due", "id"], name="customer_by_contact_due"),
            models.Index(fields=["stage_since", "id"], name="customer_by_time_in_stage"),
            models.Index(
                fields=["depth_level", "updated_at", "id"],
                name="customer_by_depth",
                condition=~models.Q(depth_level=""),
            ),
            models.Index(
                fields=["segment", "updated_at", "id"], name="customer_by_segment", condition=~models.Q(segment="")
            ),
            models.Index(
                fields=["owner", "next_step", "id"], name="customer_by_next_step", condition=~models.Q(next_step="")
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="customer_number_once", condition=~models.Q(number="")),
            models.CheckConstraint(
                condition=models.Q(employees__isnull=True) | models.Q(employees__gte=0),
                name="customer_employees_not_negative",
                violation_error_message=_("The number of employees can't be negative."),
            ),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")),
                name="customer_not_own_parent",
                violation_error_message=_("A customer can't be its own parent company."),
            ),
        ]

    def clean(self) -> None:
        """What a person should be told in words before the database says it."""
        errors = {}
        if self.employees is not None and self.employees < 0:
            errors["employees"] = _("The number of employees can't be negative.")
        if self.founded is not None and not 1000 <= self.founded <= 2100:
            errors["founded"] = _("A year is expected here, like 1998.")
        if self.parent_id == self.pk:
            errors["parent"] = _("A customer can't be its own parent company.")
        if errors:
            raise ValidationError(errors)
