"""A department: a place in the company's tree, by which managers see their people's records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from guanxi.engine import fields
from guanxi.engine.record import Kept
from guanxi.people.models.rights import RightsVersion

if TYPE_CHECKING:
    from guanxi.engine.permissions import Actor


class Department(Kept):
    """A part of the company."""

    name = fields.Text(_("name"), max_length=100)
    parent = fields.Link("self", _("part of"), null=True, blank=True, related_name="parts")

    class Meta(Kept.Meta):
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        constraints = [
            models.UniqueConstraint(
                fields=["name", "parent"],
                name="department_once",
                nulls_distinct=False,
                condition=models.Q(deleted_at__isnull=True),
                violation_error_message=_("There is a department of this name here already."),
            )
        ]

    def clean(self) -> None:
        """A department can't be part of itself or of what is below it."""
        seen, above = {self.pk}, self.parent_id
        while above is not None:
            if above in seen:
                raise ValidationError({"parent": _("A department can't be part of itself.")})
            seen.add(above)
            above = Department._base_manager.filter(pk=above).values_list("parent_id", flat=True).first()

    def authorise(self, actor: Actor, verb: str, changes: dict[str, Any]) -> None:
        """Nobody puts a department where more is shared with it than they have."""
        from guanxi.people.granting import check_place

        check_place(self, actor, changes)

    def after_change(self, verb: str, changes: dict[str, Any]) -> None:
        RightsVersion.move()
