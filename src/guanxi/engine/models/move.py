"""A configuration on its way from one system to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.engine import fields
from guanxi.engine.action import action
from guanxi.engine.errors import Invalid
from guanxi.engine.record import Kept

if TYPE_CHECKING:
    from guanxi.engine.permissions import Actor

COMPARED, APPLIED, UNDONE = "compared", "applied", "undone"
STEPS = (
    fields.Step(COMPARED, pgettext_lazy("configuration", "compared"), "open"),
    fields.Step(APPLIED, pgettext_lazy("configuration", "brought in"), "done"),
    fields.Step(UNDONE, pgettext_lazy("configuration", "taken back"), "closed"),
)


class Move(Kept):
    """One document, what became of it, and what stood in the way."""

    title = fields.Text(_("file"), max_length=200)
    state = fields.Stage(_("state"), steps=STEPS, editable=False)
    owner = fields.Link(
        settings.AUTH_USER_MODEL, _("brought by"), null=True, blank=True, default_actor=True, related_name="+"
    )
    made = fields.Integer(pgettext_lazy("count", "made"), default=0, editable=False)
    changed = fields.Integer(pgettext_lazy("count", "changed"), default=0, editable=False)
    removed = fields.Integer(pgettext_lazy("count", "removed"), default=0, editable=False)

    document = models.JSONField(default=dict, editable=False)
    chosen = models.JSONField(null=True, editable=False)
    """The differences that shall be brought in, by name; None: all but removals."""
    tried = models.JSONField(null=True, editable=False)
    """What the last attempt would have done, in numbers."""
    problems = models.JSONField(default=dict, editable=False)
    """What stood in its way, by the name of the difference."""
    job = models.UUIDField(null=True, editable=False)
    leaves = False
    """Whether what stands in the way is left as it is when the rest is taken back."""

    class Meta(Kept.Meta):
        verbose_name = _("move of a configuration")
        verbose_name_plural = _("moves of configurations")
        indexes = [*Kept.Meta.indexes, models.Index(fields=["created_at", "id"], name="move_by_creation")]

    @action(_("Try out"), on=COMPARED, right="apply", icon="refresh")
    def try_out(self) -> None:
        """See what would be in the way. Nothing stays."""

    @action(_("Bring in"), on=COMPARED, right="apply", icon="check")
    def apply(self) -> None:
        """All of it or nothing: with a problem, everything stays as it is."""

    @action(
        _("Take back"),
        on=APPLIED,
        right="apply",
        icon="arrow-back-up",
        danger=True,
        inputs={
            "leave": fields.YesNo(
                _("leave what stands in the way"),
                help_text=_("It stays as it is, and all the rest is taken back. Otherwise nothing is."),
            )
        },
        foresee="foresee_undo",
    )
    def undo(self, leave: bool = False) -> None:
        """What it made goes to the recycle bin, what it changed becomes as it was. Later work is not lost."""
        self.leaves = leave

    def foresee_undo(self, actor: Actor, leave: bool = False) -> list[str]:
        """Record by record what would become of it, and what stands in the way."""
        from guanxi.engine.configuration import deeds_of, take_back, told

        return told(take_back(actor, deeds_of(self), leave=leave, is_dry=True))

    def authorise(self, actor: Actor, verb: str, changes: dict[str, Any]) -> None:
        """It isn't even begun where later work would be lost."""
        from guanxi.engine.configuration import deeds_of, in_the_way, take_back, told

        if verb == "undo" and not self.leaves:
            stuck = in_the_way(take_back(actor, deeds_of(self), leave=False, is_dry=True))
            if stuck:
                raise Invalid({"": told(stuck)})

    def after_change(self, verb: str, changes: dict[str, Any]) -> None:
        from guanxi.engine.configuration import moving

        jobs = {"try_out": "configuration.try", "apply": "configuration.apply", "undo": "configuration.undo"}
        if verb in jobs:
            given = {"leave": self.leaves} if verb == "undo" else {"chosen": self.chosen}
            moving.begin(self, jobs[verb], given)
