"""The noun: a view of a list."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from guanxi.engine import fields
from guanxi.engine.errors import BadQuery
from guanxi.engine.filters import sealed_in
from guanxi.engine.models.share import open_to
from guanxi.engine.record import Record
from guanxi.engine.registry import registry

ME, EVERYBODY, DEPARTMENT, ROLE = "me", "everybody", "department", "role"
AUDIENCES = (
    (ME, pgettext_lazy("audience", "only me")),
    (EVERYBODY, pgettext_lazy("audience", "everybody")),
    (DEPARTMENT, pgettext_lazy("audience", "a department")),
    (ROLE, pgettext_lazy("audience", "a role")),
)


class Noun(fields.ShippedNoun):
    """One of the entities that have a list."""


class SavedView(Record):
    """A list's conditions, order, columns and layout, as its address says them."""

    name = fields.Text(_("name"), max_length=100)
    entity = Noun(_("list"), max_length=60)
    pool = fields.Link(
        "ownership.Pool",
        _("of the public pool"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("A view of what waits there; empty: of the list."),
    )
    query = fields.LongText(
        _("what it shows"), blank=True, help_text=_("What stands after the ? in the list's address.")
    )
    audience = fields.Choice(_("for whom"), options=AUDIENCES, default=ME, right="share", fixed=True)
    department = fields.Link(
        "people.Department", _("department"), null=True, blank=True, related_name="+", right="share"
    )
    role = fields.Link("people.Role", _("role"), null=True, blank=True, related_name="+", right="share")
    opens_first = fields.YesNo(
        _("opens first"), right="share", help_text=_("Whoever has it sees it when they open the list.")
    )

    class Meta(Record.Meta):
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        indexes = [*Record.Meta.indexes, models.Index(fields=["entity", "sort_key"], name="savedview_by_entity")]

    @property
    def subject(self) -> Any:
        """The department or the role it is shared with, by key."""
        return {DEPARTMENT: self.department_id, ROLE: self.role_id}.get(self.audience)  # type: ignore[attr-defined]

    def clean(self) -> None:
        """A pool has views of its own records; what is kept encrypted isn't written down in a view."""
        from guanxi.web.lists.state import ListState

        if self.pool is not None and self.pool.entity != self.entity:
            raise ValidationError({"pool": gettext("This pool is for other records.")})
        try:
            condition = ListState.read(registry[self.entity], QueryDict(self.query)).filter
            sealed = sealed_in(registry[self.entity], condition)
        except BadQuery:
            return  # told by whoever opens it
        if sealed is not None:
            text = gettext("“%(field)s” is kept encrypted, so that a view can't keep a condition on it.")
            raise ValidationError(text % {"field": capfirst(str(sealed.verbose_name))})

    def after_change(self, verb: str, changes: dict[str, Any]) -> None:
        """Open it to those it is for, in the same transaction."""
        if changes.keys() & {"audience", "department", "role"}:
            open_to("views", self.pk, self.subject)
