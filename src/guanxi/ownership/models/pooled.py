"""What is owned by somebody, or waits in a pool."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guanxi.engine import fields
from guanxi.engine.action import action
from guanxi.ownership.models.countdown import Countdown
from guanxi.ownership.models.entry import CLAIM, RETURN
from guanxi.ownership.models.pool import Pool
from guanxi.ownership.models.protected import Protected
from guanxi.ownership.steps import Step

if TYPE_CHECKING:
    from guanxi.engine.permissions import Actor


class Pooled(Protected):
    """A record of which every change of hands is logged, and which falls to a pool where rules say so.

    Its pool stays while somebody owns it: there it returns. It waits while it has a pool and no owner.
    """

    pool = fields.Link(Pool, _("public pool"), null=True, blank=True, related_name="+", editable=False, db_index=False)
    held_since = fields.DateTime(_("with its owner or pool since"), null=True, blank=True, editable=False)
    followed_at = fields.DateTime(_("last follow-up"), null=True, blank=True, editable=False)
    falls_on = Countdown(_("to the pool on"), null=True, blank=True, editable=False)
    falls_by = fields.Link(
        "ownership.RecycleRule",
        _("to the pool by"),
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        db_index=False,
    )

    _held_before: dt.datetime | None = None

    class Meta(Protected.Meta):
        abstract = True
        indexes = [
            *Protected.Meta.indexes,
            models.Index(
                fields=["pool", "sort_key", "id"],
                name="%(class)s_waiting",
                condition=models.Q(owner=None, deleted_at=None),
            ),
            models.Index(
                fields=["pool", "held_since", "id"],
                name="%(class)s_waiting_since",
                condition=models.Q(owner=None, deleted_at=None),
            ),
            models.Index(fields=["falls_on", "id"], name="%(class)s_falling", condition=~models.Q(falls_on=None)),
        ]

    # --- where it stands ---------------------------------------------------------------------------------------------

    @property
    def waits(self) -> bool:
        """Whether it waits for somebody who takes it."""
        return self.owner_id is None and self.pool_id is not None  # type: ignore[attr-defined]

    # --- verbs -------------------------------------------------------------------------------------------------------

    @action(
        _("Claim"),
        inputs={"reason": fields.Text(_("reason"), max_length=300, blank=True)},
        when="waits",
        icon="hand-grab",
        help=_("It is yours from then on, as far as the pool's rules and your limit let you."),
    )
    def claim(self, actor: Actor, reason: str = "") -> None:
        """Take it out of its pool."""
        from guanxi.ownership import claiming

        claiming.check(self, actor, reason)
        self.owner_id = actor.pk  # type: ignore[attr-defined]
        self._step = Step(CLAIM, reason)

    @action(
        _("Return to pool"),
        inputs={"reason": fields.Text(_("reason"), max_length=300, required=True)},
        right="give_back",
        when="is_held",
        icon="arrow-back-up",
        danger=True,
    )
    def give_back(self, reason: str) -> None:
        """Let others have it: it waits in its pool from then on."""
        from guanxi.ownership import pools

        self.pool_id = pools.home_of(self)  # type: ignore[attr-defined]
        self.owner_id = None  # type: ignore[attr-defined]
        self._step = Step(RETURN, reason)

    @action(
        _("Move to a pool"),
        inputs={
            "pool": fields.Link(Pool, _("public pool"), related_name="+"),
            "reason": fields.Text(_("reason"), max_length=300, blank=True),
        },
        right="assign",
        icon="ripple",
        aside=True,
    )
    def to_pool(self, pool: Any, reason: str = "") -> None:
        """Let it wait in a pool, whoever had it."""
        from guanxi.ownership import pools

        self.pool_id = pools.fitting(self, pool)  # type: ignore[attr-defined]
        self.owner_id = None  # type: ignore[attr-defined]
        self._step = Step("move", reason)

    # --- what follows ------------------------------------------------------------------------------------------------

    @classmethod
    def missed(cls, key: uuid.UUID, actor: Actor, verb: str) -> None:
        """Who clicked a moment later than somebody else is told so."""
        from guanxi.ownership import claiming, protecting

        if verb == "claim":
            claiming.tell_too_late(cls, key, actor)
        if verb == "protect":
            protecting.tell_too_late(cls, key, actor)

    @classmethod
    def waiting_where(cls, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
        rows = cls._base_manager.filter(pk__in=list(keys), owner=None, deleted_at=None).exclude(pool=None)
        return dict(rows.values_list("pk", "pool__name"))

    def before_change(self, before: Mapping[str, Any]) -> None:
        """The clock starts anew with every change of hands, and protection was for who had it."""
        from guanxi.ownership import protecting

        super().before_change(before)
        self._held_before = before.get("held_since")
        owner, pool = self.owner_id, self.pool_id  # type: ignore[attr-defined]
        if before and before["owner"] == owner and (owner is not None or before["pool"] == pool):
            return
        self.held_since = timezone.now() if owner or pool else None
        if before and before["owner"] != owner:
            self.followed_at = self.falls_on = self.protected_until = self.asked_holds = None
            self.falls_by_id, self.protected_why = None, ""  # type: ignore[attr-defined]
            protecting.settle(self)

    @classmethod
    def after_changes(cls, verb: str, changed: Sequence[tuple[Self, dict[str, Any]]]) -> None:
        """Write the log, hold the limits, and look anew when what changed will fall to a pool."""
        from guanxi.ownership import following_up

        following_up.follow(cls, verb, changed)

    def after_change(self, verb: str, changes: dict[str, Any]) -> None:
        self.after_changes(verb, [(self, changes)])
