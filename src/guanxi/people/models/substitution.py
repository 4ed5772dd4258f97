"""A substitution: who stands in for whom, and on which days."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guanxi.engine import fields
from guanxi.engine.action import action
from guanxi.engine.record import Kept
from guanxi.people.models.rights import RightsVersion
from guanxi.people.models.user import User

if TYPE_CHECKING:
    from guanxi.engine.permissions import Actor

LONGEST = dt.timedelta(days=366)
NEW = frozenset({"create", "restore"})
SAID = frozenset({"person", "substitute", "first_day", "last_day", "ended_at"})


class Substitution(Kept):
    """From the first day to the last, by the clock of who is away, somebody else may do there what they may."""

    person = fields.Link(User, _("who is away"), related_name="+", default_actor=True)
    substitute = fields.Link(User, _("who stands in"), related_name="+")
    first_day = fields.Date(_("first day"))
    last_day = fields.Date(_("last day"), help_text=_("It ends by itself."))
    name = fields.Text(
        _("what for"),
        max_length=220,
        blank=True,
        help_text=_("For instance: annual leave."),
    )
    note = fields.LongText(_("note"), blank=True, help_text=_("Where things stand, whom to ask."))
    ended_at = fields.DateTime(_("ended early"), null=True, blank=True, editable=False)

    class Meta(Kept.Meta):
        verbose_name = _("substitution")
        verbose_name_plural = _("substitutions")
        indexes = [
            *Kept.Meta.indexes,
            models.Index(fields=["substitute", "last_day"], name="substitution_by_substitute"),
            models.Index(fields=["person", "last_day"], name="substitution_by_person"),
        ]

    # --- when ------------------------------------------------------------------------------------------------------

    @property
    def starts_at(self) -> dt.datetime:
        """When the first day begins where the person lives."""
        return _midnight(self.first_day, self.person.time_zone)

    @property
    def ends_at(self) -> dt.datetime:
        """When the last day is over there, or when it was ended."""
        over = _midnight(self.last_day + dt.timedelta(days=1), self.person.time_zone)
        return min(over, self.ended_at) if self.ended_at else over

    @property
    def holds(self) -> bool:
        return self.starts_at <= timezone.now() < self.ends_at

    @property
    def is_ahead(self) -> bool:
        """Whether there is something of it left to end."""
        return self.ended_at is None and timezone.now() < self.ends_at

    # --- what is refused -------------------------------------------------------------------------------------------

    def clean(self) -> None:
        """Two people, of whom one is there to stand in; days in their order, not too many."""
        if self.person_id == self.substitute_id:  # type: ignore[attr-defined]
            raise ValidationError({"substitute": _("Choose somebody else.")})
        if self.last_day < self.first_day:
            raise ValidationError({"last_day": _("The last day isn't before the first.")})
        if self.last_day - self.first_day > LONGEST:
            raise ValidationError({"last_day": _("A year at most. Hand the records over instead.")})
        self.name = self.name or f"{self.person.name} → {self.substitute.name}"

    def authorise(self, actor: Actor, verb: str, changes: dict[str, Any]) -> None:
        """One's own rights are one's own to lend; those of others only by who has them, too."""
        from guanxi.people import standing_in

        if verb in NEW or not SAID.isdisjoint(changes):
            standing_in.check(self, actor, verb)

    def after_change(self, verb: str, changes: dict[str, Any]) -> None:
        from guanxi.people import snapshots

        RightsVersion.move()
        snapshots.take_substitution(self, verb, self.updated_by_id)  # type: ignore[attr-defined]

    # --- verbs -----------------------------------------------------------------------------------------------------

    @action(_("End now"), when="is_ahead", right="update", icon="player-stop", undo=True)
    def end(self) -> None:
        """From this moment on the substitute may no more than before."""
        self.ended_at = timezone.now()


def _midnight(day: dt.date, zone: str) -> dt.datetime:
    """When a day begins in a time zone."""
    return dt.datetime.combine(day, dt.time(), zoneinfo.ZoneInfo(zone))
