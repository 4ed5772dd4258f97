"""What can be kept from falling to a pool for a time: by whoever may, or by asking them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guanxi.engine import fields
from guanxi.engine.action import action
from guanxi.engine.record import Record
from guanxi.ownership.models.entry import PROTECT, UNPROTECT
from guanxi.ownership.steps import Step

if TYPE_CHECKING:
    from guanxi.engine.permissions import Actor

OVER = _("This request isn't there any more: it was decided, withdrawn, or the owner changed.")


class Protected(Record):
    """Protection has an end and a reason. Who may not give it asks; the request keeps the record for some days."""

    protected_until = fields.DateTime(_("protected until"), null=True, blank=True, editable=False)
    protected_why = fields.Text(_("protected because"), max_length=200, blank=True, editable=False)
    asked_until = fields.Date(_("protection asked until"), null=True, blank=True, editable=False)
    asked_why = fields.Text(_("protection asked because"), max_length=200, blank=True, editable=False)
    asked_by = fields.Link(
        settings.AUTH_USER_MODEL,
        _("protection asked by"),
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        db_index=False,
    )
    asked_at = fields.DateTime(_("protection asked on"), null=True, blank=True, editable=False)
    asked_holds = fields.Date(_("kept for the request until"), null=True, blank=True, editable=False)
    """It stays after a refusal, so that asking again and again keeps nothing for ever."""

    _step: Step | None = None
    """By which step it changes hands or protection now; worked out from what changes where none was named."""

    class Meta(Record.Meta):
        abstract = True
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["asked_at", "id"], name="%(class)s_asked", condition=~models.Q(asked_at=None)),
        ]

    # --- where it stands ---------------------------------------------------------------------------------------------

    @property
    def is_held(self) -> bool:
        """Whether somebody owns it."""
        return self.owner_id is not None  # type: ignore[attr-defined]

    @property
    def is_protected(self) -> bool:
        return self.protected_until is not None and self.protected_until > timezone.now()

    @property
    def can_be_protected(self) -> bool:
        return self.is_held and not self.is_protected

    @property
    def can_be_asked_for(self) -> bool:
        return self.can_be_protected and self.asked_at is None

    @property
    def is_asked_for(self) -> bool:
        return self.is_held and self.asked_at is not None

    def why_not(self, verb: str) -> str:
        """A request that is gone was decided, withdrawn, or the record has another owner."""
        if verb in ("agree_to_protection", "decline_protection", "withdraw_request") and self.asked_at is None:
            return str(OVER)
        if verb == "ask_for_protection" and self.asked_at is not None:
            return str(_("Protection was asked for already."))
        return super().why_not(verb)

    # --- verbs -------------------------------------------------------------------------------------------------------

    @action(
        _("Protect"),
        inputs={
            "until": fields.Date(_("until"), required=True),
            "reason": fields.Text(_("reason"), max_length=200, required=True),
        },
        right="protect",
        when="can_be_protected",
        icon="shield-lock",
        undo=True,
        aside=True,
    )
    def protect(self, until: dt.date, reason: str) -> None:
        """Keep it from falling to a pool for a time; a request is answered by it."""
        from guanxi.ownership import protecting

        protecting.protect(self, until, reason, Step(PROTECT, reason))

    @action(_("End protection"), right="protect", when="is_protected", icon="shield-off", undo=True, aside=True)
    def unprotect(self) -> None:
        """Let the rules hold again."""
        self.protected_until, self.protected_why = None, ""
        self._step = Step(UNPROTECT)

    @action(
        _("Ask for protection"),
        inputs={
            "until": fields.Date(_("until"), required=True),
            "reason": fields.Text(_("reason"), max_length=200, required=True),
        },
        when="can_be_asked_for",
        icon="shield-lock",
        aside=True,
        help=_("Whoever looks after its pool decides, or your manager. For some days it falls to no pool."),
    )
    def ask_for_protection(self, actor: Actor, until: dt.date, reason: str) -> None:
        """Ask those who may protect it."""
        from guanxi.ownership import protecting

        protecting.ask(self, actor, until, reason)

    @action(
        _("Withdraw the request"), right="ask_for_protection", when="is_asked_for", icon="arrow-back-up", aside=True
    )
    def withdraw_request(self) -> None:
        """Ask for protection no longer."""
        from guanxi.ownership import protecting

        protecting.withdraw(self)

    @action(
        _("Agree to protection"),
        inputs={
            "until": fields.Date(
                _("until"), null=True, blank=True, help_text=_("As long as was asked for when empty; never longer.")
            ),
            "word": fields.Text(_("a word on it"), max_length=300, blank=True),
        },
        right="protect",
        when="is_asked_for",
        icon="check",
    )
    def agree_to_protection(self, actor: Actor, until: dt.date | None = None, word: str = "") -> None:
        """Protect it as asked for, or for a shorter time."""
        from guanxi.ownership import protecting

        protecting.agree(self, actor, until, word)

    @action(
        _("Decline protection"),
        inputs={"word": fields.Text(_("why not"), max_length=300, required=True)},
        right="protect",
        when="is_asked_for",
        icon="x",
    )
    def decline_protection(self, actor: Actor, word: str) -> None:
        """Let the rules hold; who asked is told why."""
        from guanxi.ownership import protecting

        protecting.decline(self, actor, word)
