"""A sales region of the company's own: a place in a tree, the divisions it covers, and who looks after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from guanxi.engine import fields
from guanxi.engine.record import Kept
from guanxi.engine.trees import is_below_itself
from guanxi.people.models.department import Department
from guanxi.people.models.divisions import Divisions
from guanxi.people.models.rights import RightsVersion
from guanxi.people.models.user import User

if TYPE_CHECKING:
    from guanxi.engine.permissions import Actor

COVERING = frozenset({"divisions", "deleted_at"})
RULING = frozenset({"parent", "divisions", "person", "department"})


class Region(Kept):
    """A part of the market. What lies in one of its divisions is its own, unless another claims a smaller one there."""

    name = fields.Text(_("name"), max_length=100)
    parent = fields.Link("self", _("part of the region"), null=True, blank=True, related_name="parts")
    divisions = Divisions(
        _("covers"), help_text=_("Provinces, towns and districts. A smaller one may belong to another region.")
    )
    person = fields.Link(User, _("in charge"), null=True, blank=True, related_name="+")
    department = fields.Link(
        Department,
        _("looked after by"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("For its people, and those above them, it is one of “my regions”."),
    )
    hands_over = fields.YesNo(
        _("what nobody owns goes to whoever is in charge"),
        help_text=_("Also from the regions below it that don't say so themselves."),
    )
    note = fields.LongText(_("description"), blank=True)

    class Meta(Kept.Meta):
        verbose_name = _("sales region")
        verbose_name_plural = _("sales regions")
        constraints = [
            models.UniqueConstraint(
                fields=["name", "parent"],
                name="region_once",
                nulls_distinct=False,
                condition=models.Q(deleted_at__isnull=True),
                violation_error_message=_("There is a sales region of this name here already."),
            )
        ]

    def clean(self) -> None:
        """A region can't be part of itself, and no division belongs to two."""
        from guanxi.people import regions

        if is_below_itself(self):
            raise ValidationError({"parent": _("A sales region can't be part of itself.")})
        if self.hands_over and self.person_id is None:  # type: ignore[attr-defined]
            raise ValidationError({"person": _("Say who is in charge: what nobody owns goes to them.")})
        regions.check_claims(self)

    def authorise(self, actor: Actor, verb: str, changes: dict[str, Any]) -> None:
        """Regions say whose records somebody sees: nobody gives by them more than they have; none loses its parts."""
        from guanxi.people import regions
        from guanxi.people.granting import check_region

        if verb == "delete":
            regions.check_empty(self)
        if verb != "update" or RULING & set(changes):
            check_region(actor)

    def after_change(self, verb: str, changes: dict[str, Any]) -> None:
        """Everybody's rights are worked out anew; where it covers something else, records are placed anew."""
        from guanxi.people import regions

        RightsVersion.move()
        regions.forget()
        if verb != "update" or COVERING & set(changes):
            regions.claim(self)
        if verb != "update" or (COVERING | {"parent", "person", "hands_over"}) & set(changes):
            regions.place_anew()


class Claim(models.Model):
    """One division that a region covers: each belongs to one at most."""

    division = models.CharField(primary_key=True, max_length=80, db_collation="C")
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return self.division
