"""How many records somebody may hold."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from guanxi.engine import fields
from guanxi.engine.record import Kept
from guanxi.ownership.models.pool import PooledNoun
from guanxi.people.models.department import Department
from guanxi.people.models.role import Role
from guanxi.people.models.user import User


class HoldingLimit(Kept):
    """For each person it is about. A person's own goes before the department's, and that before the role's."""

    name = fields.Text(_("name"), max_length=100)
    entity = PooledNoun(_("records"), max_length=60)
    person = fields.Link(User, _("person"), null=True, blank=True, related_name="+")
    department = fields.Link(
        Department, _("department"), null=True, blank=True, related_name="+", help_text=_("And those below it.")
    )
    role = fields.Link(Role, _("role"), null=True, blank=True, related_name="+")
    most = fields.Integer(_("at most"), default=200)
    most_protected = fields.Integer(_("of them protected"), null=True, blank=True, help_text=_("Empty: any number."))
    uncounted = fields.Conditions(_("not counted where"), of="entity")

    class Meta(Kept.Meta):
        verbose_name = _("holding limit")
        verbose_name_plural = _("holding limits")

    def clean(self) -> None:
        """It can be kept."""
        from guanxi.ownership.pools import check_conditions

        wrong: dict[str, Any] = {}
        if self.most < 0:
            wrong["most"] = _("Not less than nothing.")
        if self.most_protected is not None and self.most_protected < 0:
            wrong["most_protected"] = _("Not less than nothing.")
        if wrong:
            raise ValidationError(wrong)
        check_conditions(self.entity, {"uncounted": self.uncounted})
