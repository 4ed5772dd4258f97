"""A role: what its people may do, on whose records, seeing which fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.engine import fields
from guanxi.engine.permissions import Scope
from guanxi.engine.permissions.policies import presets
from guanxi.engine.record import Kept, Line
from guanxi.people.models.rights import RightsVersion

if TYPE_CHECKING:
    from guanxi.engine.permissions import Actor

SCOPES = (
    (Scope.OWN.value, _("their own")),
    (Scope.DEPARTMENT.value, _("their department's")),
    (Scope.BELOW.value, _("their department's and below")),
    (Scope.REGIONS.value, _("in their sales regions")),
    (Scope.SHARED.value, _("shared with them")),
    (Scope.ALL.value, _("all")),
)
MODES = (("HIDDEN", _("hidden")), ("MASKED", _("masked")), ("READ_ONLY", _("read-only")))


def shipped_names() -> list[str | Promise]:
    """What the roles that come with the product are called."""
    return [preset.label for preset in presets.values()]


def shipped_notes() -> list[str | Promise]:
    """What is said of them."""
    return [preset.help for preset in presets.values() if preset.help]


class AnyNoun(fields.Noun):
    """One of the entities, or all of them."""

    def among(self) -> Iterable[tuple[str, str | Promise]]:
        return (("*", pgettext_lazy("records", "everything")), *super().among())


class Role(Kept):
    """A set of rights; shipped roles get theirs from the modules, and more from the lines below."""

    key = fields.Text(_("key"), max_length=60, help_text=_("In lower case, as programs call it."))
    name = fields.Text(_("name"), max_length=100, shipped=shipped_names)
    note = fields.LongText(_("description"), blank=True, shipped=shipped_notes)

    class Meta(Kept.Meta):
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [models.UniqueConstraint(fields=["key"], name="role_key_once")]

    def authorise(self, actor: Actor, verb: str, changes: dict[str, Any]) -> None:
        """Nobody makes a role that gives more than they have, nor asks by its conditions what they may not read."""
        from guanxi.people.granting import check_bans, check_conditions, check_role_change

        before, after = changes.get("permissions") or (self._lines() if verb == "delete" else (), ())
        check_conditions("permissions", before or (), after or (), actor)
        check_role_change(self, actor)
        check_bans(before or (), after or (), actor)

    def _lines(self) -> list[dict[str, Any]]:
        names = ("entity", "verbs", "scope", "allow", "filter")
        return list(Permission._base_manager.filter(role=self).values(*names))

    def after_change(self, verb: str, changes: dict[str, Any]) -> None:
        from guanxi.people import snapshots

        RightsVersion.move()
        snapshots.take(self, verb, self.updated_by_id)  # type: ignore[attr-defined]


class Permission(Line):
    """Verbs on an entity's records within a scope."""

    role = fields.Parent(Role, "permissions")
    entity = AnyNoun(_("records"), max_length=60)
    verbs = fields.Text(_("verbs"), max_length=200, help_text=_("Separated by blanks; * means all."))
    scope = fields.Choice(_("whose"), options=SCOPES, default=Scope.OWN.value, fixed=True)
    allow = fields.YesNo(_("allowed"), default=True)
    filter = fields.Conditions(_("only where"), of="entity")

    class Meta(Line.Meta):
        verbose_name = _("permission")
        verbose_name_plural = _("permissions")


class FieldLimit(Line):
    """Fields of an entity that are hidden, masked or locked."""

    role = fields.Parent(Role, "field_limits")
    entity = AnyNoun(_("records"), max_length=60)
    names = fields.Text(_("fields"), max_length=400, help_text=_("Separated by blanks."))
    mode = fields.Choice(_("limit"), options=MODES, fixed=True)

    class Meta(Line.Meta):
        verbose_name = _("field limit")
        verbose_name_plural = _("field limits")
