"""One change of hands, or of protection from one; only ever added to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.engine import fields
from guanxi.engine.record import Kept
from guanxi.ownership.models.pool import Pool
from guanxi.ownership.models.rule import RecycleRule
from guanxi.people.models.user import User

if TYPE_CHECKING:
    from guanxi.engine.entity import Entity

CLAIM, RETURN, RECYCLE, ASSIGN, MOVE, MERGE = "claim", "return", "recycle", "assign", "move", "merge"
REGION = "region"
ASK, AGREE, DECLINE, WITHDRAW = "ask", "agree", "decline", "withdraw"
PROTECT, UNPROTECT = "protect", "unprotect"
GUARDING = (ASK, AGREE, DECLINE, WITHDRAW, PROTECT, UNPROTECT)
"""Steps by which a record stays with its owner."""
STEPS = (
    (CLAIM, _("claimed")),
    (ASSIGN, pgettext_lazy("change of hands", "assigned")),
    (RETURN, _("returned to the pool")),
    (RECYCLE, _("fell to the pool")),
    (MOVE, _("moved to a pool")),
    (REGION, _("handed to whoever is in charge of the region")),
    (MERGE, pgettext_lazy("change of hands", "merged")),
    (ASK, _("protection asked for")),
    (AGREE, _("protection agreed to")),
    (DECLINE, _("protection declined")),
    (WITHDRAW, _("request for protection withdrawn")),
    (PROTECT, pgettext_lazy("change of hands", "protected")),
    (UNPROTECT, _("protection ended")),
)


def shipped_steps() -> list[str | Promise]:
    """What the steps are called."""
    return [label for _key, label in STEPS]


def pooled() -> Iterable[Entity]:
    """What can change hands."""
    from guanxi.ownership.pools import pooled

    return pooled()


class OwnershipEntry(Kept):
    """From whom or where to whom or where, by which step, and why."""

    name = fields.Text(
        pgettext_lazy("change of hands", "what happened"), max_length=60, editable=False, shipped=shipped_steps
    )
    about = fields.Anchor(_("record"), among=pooled)
    step = fields.Choice(_("step"), options=STEPS, fixed=True, lasting=True)
    from_owner = fields.Link(User, _("from"), null=True, blank=True, related_name="+", lasting=True)
    from_pool = fields.Link(Pool, _("from pool"), null=True, blank=True, related_name="+", lasting=True)
    to_owner = fields.Link(User, pgettext_lazy("owner", "to"), null=True, blank=True, related_name="+", lasting=True)
    to_pool = fields.Link(Pool, _("to pool"), null=True, blank=True, related_name="+", lasting=True)
    reason = fields.Text(_("reason"), max_length=300, blank=True, lasting=True)
    rule = fields.Link(RecycleRule, _("recycle rule"), null=True, blank=True, related_name="+", lasting=True)
    held_days = fields.Integer(_("days held"), null=True, blank=True, lasting=True)

    class Meta(Kept.Meta):
        verbose_name = _("change of owner")
        verbose_name_plural = _("changes of owner")
        indexes = [
            *Kept.Meta.indexes,
            models.Index(fields=["created_at", "id"], name="ownership_latest"),
            models.Index(fields=["about", "created_at"], name="ownership_about"),
            fields.Anchor.by_kind("about", "ownership_kind"),
            models.Index(fields=["to_owner", "step", "created_at"], name="ownership_taken"),
            models.Index(fields=["step", "created_at"], name="ownership_step"),
        ]
