"""A sharing rule: records of one kind that fit conditions, opened to a person, a department or a role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.engine import fields
from guanxi.engine.record import Kept
from guanxi.people.models.department import Department
from guanxi.people.models.rights import RightsVersion
from guanxi.people.models.role import Role
from guanxi.people.models.user import User

if TYPE_CHECKING:
    from guanxi.engine.permissions import Actor

LEVELS = (("read", pgettext_lazy("level", "see")), ("read update", pgettext_lazy("level", "see and change")))


class SharingRule(Kept):
    """Whoever it names sees all records that fit, whoever owns them; a role's bans and hidden fields still hold."""

    name = fields.Text(_("name"), max_length=100)
    entity = fields.Noun(_("records"), max_length=60)
    filter = fields.Conditions(_("only where"), of="entity", help_text=_("Without conditions, all of them."))
    level = fields.Choice(_("they may"), options=LEVELS, default="read")
    person = fields.Link(User, _("person"), null=True, blank=True, related_name="+")
    department = fields.Link(
        Department, _("department"), null=True, blank=True, related_name="+", help_text=_("And those below it.")
    )
    role = fields.Link(Role, _("role"), null=True, blank=True, related_name="+")
    starts_at = fields.DateTime(_("from"), null=True, blank=True)
    ends_at = fields.DateTime(_("until"), null=True, blank=True, help_text=_("It ends by itself."))

    class Meta(Kept.Meta):
        verbose_name = _("sharing rule")
        verbose_name_plural = _("sharing rules")
        indexes = [*Kept.Meta.indexes, models.Index(fields=["deleted_at", "ends_at"], name="sharingrule_in_force")]

    def clean(self) -> None:
        """Sharing ends after it began."""
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError(_("The end follows the beginning."))

    def authorise(self, actor: Actor, verb: str, changes: dict[str, Any]) -> None:
        """Nobody shares more than they may themselves, nor asks in its conditions what they may not read."""
        from guanxi.people.granting import check_sharing

        if verb != "delete":
            check_sharing(self, actor, conditions=verb != "update" or bool({"entity", "filter"} & set(changes)))

    def after_change(self, verb: str, changes: dict[str, Any]) -> None:
        from guanxi.people import snapshots

        RightsVersion.move()
        snapshots.take_rule(self, verb, self.updated_by_id)  # type: ignore[attr-defined]
