"""A public pool 公海: where records wait that nobody owns, and by which rules its members take them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.engine import fields
from guanxi.engine.action import action
from guanxi.engine.fields.ofrecords import FieldsOfRecords
from guanxi.engine.record import Kept, Line
from guanxi.people.models.department import Department
from guanxi.people.models.region import Region
from guanxi.people.models.role import Role
from guanxi.people.models.user import User

if TYPE_CHECKING:
    from guanxi.engine.entity import Entity
    from guanxi.engine.permissions import Actor


class PooledNoun(fields.Noun):
    """One of the kinds of records that can wait in a pool."""

    def nouns(self) -> Iterable[Entity]:
        from guanxi.ownership.pools import pooled

        return pooled()


class VeiledFields(FieldsOfRecords):
    """Fields of what can wait in a pool."""

    def among(self) -> Iterable[tuple[str, str | Promise]]:
        from guanxi.ownership.pools import veilable

        return veilable()


class MaskedFields(VeiledFields):
    """Those of them of which a part can be shown."""

    def among(self) -> Iterable[tuple[str, str | Promise]]:
        from guanxi.ownership.pools import maskable

        return maskable()


class Pool(Kept):
    """What waits here is seen by the pool's members alone, and taken by them within its rules."""

    name = fields.Text(_("name"), max_length=100)
    entity = PooledNoun(_("records"), max_length=60, lasting=True)
    note = fields.LongText(_("description"), blank=True)
    rank = fields.Integer(_("order"), default=10, help_text=_("The pool with the lowest number is asked first."))
    region = fields.Link(
        Region,
        _("of the sales region"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Takes in only what lies there or in a region below it; the nearest pool is asked first."),
    )
    filter = fields.Conditions(
        _("takes in"),
        of="entity",
        help_text=_("What comes here when nobody says to which pool; without conditions, all."),
    )
    veiled = VeiledFields(
        _("hidden until claimed"), help_text=_("Members read these fields only of what they claimed.")
    )
    masked = MaskedFields(
        _("masked until claimed"), help_text=_("Members see only the first and last signs, such as 138****2051.")
    )
    daily_cap = fields.Integer(
        _("claims a day"), null=True, blank=True, help_text=_("For each person; empty: any number.")
    )
    batch_cap = fields.Integer(_("claims at once"), null=True, blank=True)
    view_cap = fields.Integer(
        _("opened a day"), null=True, blank=True, help_text=_("So many records somebody may look at before claiming.")
    )
    wait_former = fields.Integer(
        _("days for former owners"), null=True, blank=True, help_text=_("So long whoever had it can't claim it again.")
    )
    wait_new = fields.Integer(
        _("hours for what is new"), null=True, blank=True, help_text=_("So long it can't be claimed after it came.")
    )
    gap = fields.Integer(_("minutes between claims"), null=True, blank=True)
    ask_days = fields.Integer(
        _("days a request keeps"),
        default=3,
        help_text=_("So long a record for which protection is asked doesn't fall, while nobody decided."),
    )
    reason_required = fields.YesNo(_("a claim needs a reason"))
    is_open = fields.YesNo(pgettext_lazy("pool", "open"), default=True, editable=False)

    class Meta(Kept.Meta):
        verbose_name = _("public pool")
        verbose_name_plural = _("public pools")
        constraints = [
            models.UniqueConstraint(fields=["name"], name="pool_name_once", condition=models.Q(deleted_at=None))
        ]

    def clean(self) -> None:
        """A pool says something that can be done."""
        from guanxi.ownership.pools import check_pool

        check_pool(self)

    def authorise(self, actor: Actor, verb: str, changes: dict[str, Any]) -> None:
        """Records always have where to go, and none is locked in."""
        from guanxi.ownership.pools import check_end

        if verb in ("delete", "close"):
            check_end(self)

    @property
    def is_closed(self) -> bool:
        return not self.is_open

    @action(_("Close"), right="update", when="is_open", undo=True)
    def close(self) -> None:
        """Nothing comes here any more, and nobody claims from here. Only when it is empty, and not the last."""
        self.is_open = False

    @action(_("Open"), right="update", when="is_closed", undo=True)
    def reopen(self) -> None:
        """Use the pool again."""
        self.is_open = True


class PoolMember(Line):
    """A person, a department with those below it, a role; of several, whoever is one of them."""

    pool = fields.Parent(Pool, "members")
    person = fields.Link(User, _("person"), null=True, blank=True, related_name="+")
    department = fields.Link(Department, _("department"), null=True, blank=True, related_name="+")
    role = fields.Link(Role, _("role"), null=True, blank=True, related_name="+")
    manages = fields.YesNo(_("manages it"), help_text=_("Sees every field, hands out, and watches over fairness."))

    class Meta(Line.Meta):
        verbose_name = _("member")
        verbose_name_plural = _("members")
