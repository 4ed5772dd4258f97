"""A department: a place in the company's tree, by which managers see their people's records."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.engine import fields
from guanxi.engine.action import action
from guanxi.engine.record import Kept
from guanxi.engine.trees import is_below_itself
from guanxi.people.models.rights import RightsVersion

if TYPE_CHECKING:
    from guanxi.engine.permissions import Actor


class Department(Kept):
    """A part of the company."""

    name = fields.Text(_("name"), max_length=100)
    parent = fields.Link("self", _("part of"), null=True, blank=True, related_name="parts")

    _actor: Actor | None = None
    """Who is changing it."""
    _successor: uuid.UUID | None = None
    """Where its people go, while it is merged or closed."""
    _heir: uuid.UUID | None = None
    """Who gets the records of its people, while it is closed."""

    class Meta(Kept.Meta):
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        constraints = [
            models.UniqueConstraint(
                fields=["name", "parent"],
                name="department_once",
                nulls_distinct=False,
                condition=models.Q(deleted_at__isnull=True),
                violation_error_message=_("There is a department of this name here already."),
            )
        ]

    def clean(self) -> None:
        """A department can't be part of itself or of what is below it."""
        if is_below_itself(self):
            raise ValidationError({"parent": _("A department can't be part of itself.")})

    # --- what follows a change -------------------------------------------------------------------------------------

    def authorise(self, actor: Actor, verb: str, changes: dict[str, Any]) -> None:
        """Nobody is left behind by a department that goes, nor put where more is shared than who does it has."""
        from guanxi.people import restructuring
        from guanxi.people.granting import check_place

        check_place(self, actor, changes)
        self._actor = actor
        if verb == "delete":
            restructuring.check_empty(self)

    def after_change(self, verb: str, changes: dict[str, Any]) -> None:
        from guanxi.people import restructuring

        RightsVersion.move()
        if verb == "merge" and self._successor and self._actor:
            restructuring.merge(self, self._successor, self._actor)
        elif verb == "close" and self._actor:
            restructuring.close(self, self._successor, self._heir, self._actor)

    def after_undo(self, verbs: set[str], deed: str, actor: Actor) -> None:
        from guanxi.people import restructuring

        if verbs & {"merge", "close"}:
            restructuring.take_back(deed, actor)

    # --- verbs -----------------------------------------------------------------------------------------------------

    def foresee_move(self, actor: Actor, to: Any) -> list[str]:
        """Who sees more or less once it is part of another department."""
        from guanxi.people import foresight

        return foresight.of_move(self, to, actor)

    @action(
        _("Move"),
        inputs={"to": fields.Link("people.Department", _("part of"), null=True, blank=True, related_name="+")},
        right="update",
        icon="sitemap",
        undo=True,
        foresee="foresee_move",
        help=_("With everybody in it and all that is below it. Leave empty to put it at the top."),
    )
    def move(self, to: Any) -> None:
        """Make it part of another department."""
        from guanxi.people import restructuring

        restructuring.check_move(self, to)
        self.parent_id = to

    def foresee_merge(self, actor: Actor, into: Any) -> list[str]:
        """Who and what goes where, and who sees more or less then."""
        from guanxi.people import foresight

        return foresight.of_merge(self, into, actor)

    @action(
        _("Merge"),
        inputs={"into": fields.Link("people.Department", _("into"), related_name="+")},
        icon="arrows-join",
        danger=True,
        undo=True,
        foresee="foresee_merge",
        help=_("Its people, the departments below it and what is shared with it go to the other one."),
    )
    def merge(self, into: Any) -> None:
        """Give everything to another department; this one goes to the recycle bin."""
        from guanxi.people import restructuring

        restructuring.check_target(self, into, "into")
        self._successor = into

    def foresee_close(self, actor: Actor, to: Any = None, heir: Any = None) -> list[str]:
        """Who goes where, what is handed over, and who sees more or less then."""
        from guanxi.people import foresight

        return foresight.of_close(self, to, heir, actor)

    @action(
        pgettext_lazy("department", "Close"),
        inputs={
            "to": fields.Link(
                "people.Department",
                _("its people go to"),
                null=True,
                blank=True,
                related_name="+",
                help_text=_("Can stay empty where nobody is left."),
            ),
            "heir": fields.Link(
                settings.AUTH_USER_MODEL,
                _("their records go to"),
                null=True,
                blank=True,
                related_name="+",
                help_text=_("Leave empty where people take their records along."),
            ),
        },
        danger=True,
        undo=True,
        foresee="foresee_close",
        help=_("The departments below it become part of the one above."),
    )
    def close(self, to: Any = None, heir: Any = None) -> None:
        """End it: its people go to another department; this one goes to the recycle bin."""
        from guanxi.people import restructuring

        restructuring.check_close(self, to, heir)
        self._successor, self._heir = to, heir
