"""What is graded: by what was bought, by whether one still works together, and by recency, frequency and amount."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.engine import fields
from guanxi.engine.action import action
from guanxi.engine.record import Record
from guanxi.grading.models.rating import Bought, BoughtDay, Points, Rating, Reason
from guanxi.grading.models.segment import Segment
from guanxi.ownership.models.countdown import Countdown

if TYPE_CHECKING:
    from guanxi.engine.permissions import Actor

GRADES = tuple((letter, letter) for letter in "ABCD")
COOPERATING, AGAIN, NOT = "cooperating", "again", "not"
COOPERATION = (
    (COOPERATING, _("Cooperating")),
    (AGAIN, _("Follow up again")),
    (NOT, _("Not cooperating")),
)
SEGMENT = "segment"
AXES = (
    ("grade", _("grade")),
    ("cooperation", _("cooperation status")),
    (SEGMENT, pgettext_lazy("of a customer", "segment")),
)
BESIDE = {SEGMENT: ("rfm", "rfm_amount", "rfm_day")}
"""What is kept beside a rating: the points it was made of, and what they were given for."""


@dataclass(frozen=True)
class Deals:
    """The records that tell what was bought: who bought, on which day, for how much."""

    entity: str
    link: str
    day: str
    amount: str


class Graded(Record):
    """A record with a grade, a cooperation status and a segment, each with its reason, and until when a hand set it."""

    deals: ClassVar[Deals | None] = None

    grade = Rating(_("grade"), options=GRADES, blank=True)
    grade_why = Reason(_("reason of the grade"))
    grade_until = fields.Date(_("grade set by hand until"), null=True, blank=True, editable=False)
    cooperation = Rating(_("cooperation status"), options=COOPERATION, blank=True)
    cooperation_why = Reason(_("reason of the cooperation status"))
    cooperation_until = fields.Date(_("cooperation status set by hand until"), null=True, blank=True, editable=False)
    segment = Segment(pgettext_lazy("of a customer", "segment"))
    segment_why = Reason(_("reason of the segment"), db_default="")
    segment_until = fields.Date(
        _("segment set by hand until"), null=True, blank=True, default=None, db_default=None, editable=False
    )
    rfm = Points(_("RFM points"), help_text=_("Recency, frequency and amount: one to five points each."))
    rfm_amount = Bought(_("bought in the months of the segment"))
    rfm_day = BoughtDay(_("last bought, when the segment was set"))
    contact_due = Countdown(_("to be contacted by"), null=True, blank=True, editable=False)

    class Meta(Record.Meta):
        abstract = True

    @property
    def grade_is_set(self) -> bool:
        return self.grade_until is not None

    @property
    def segment_is_set(self) -> bool:
        return self.segment_until is not None

    @property
    def cooperation_is_set(self) -> bool:
        return self.cooperation_until is not None

    @action(
        _("Set grade by hand"),
        asks=("grade",),
        inputs={
            "until": fields.Date(_("until"), required=True),
            "reason": fields.Text(_("reason"), max_length=200, required=True),
        },
        icon="stairs-up",
        undo=True,
        aside=True,
        help=_("The rules leave it alone until that day."),
    )
    def set_grade(self, grade: str, until: dt.date, reason: str) -> None:
        """Give it a grade whatever the rules say."""
        from guanxi.grading.overriding import give

        give(self, "grade", grade, until, reason)

    @action(_("Let rules grade again"), right="set_grade", when="grade_is_set", icon="refresh", undo=True, aside=True)
    def unset_grade(self) -> None:
        """End what was set by hand."""
        from guanxi.grading.overriding import release

        release(self, "grade")

    @action(
        _("Set cooperation status by hand"),
        asks=("cooperation",),
        inputs={
            "until": fields.Date(_("until"), required=True),
            "reason": fields.Text(_("reason"), max_length=200, required=True),
        },
        icon="thumb-up",
        undo=True,
        aside=True,
        help=_("The rules leave it alone until that day."),
    )
    def set_cooperation(self, cooperation: str, until: dt.date, reason: str) -> None:
        """Give it a cooperation status whatever the rules say."""
        from guanxi.grading.overriding import give

        give(self, "cooperation", cooperation, until, reason)

    @action(
        pgettext_lazy("cooperation status", "Let rules decide again"),
        right="set_cooperation",
        when="cooperation_is_set",
        icon="refresh",
        undo=True,
        aside=True,
    )
    def unset_cooperation(self) -> None:
        """End what was set by hand."""
        from guanxi.grading.overriding import release

        release(self, "cooperation")

    @action(
        _("Set segment by hand"),
        asks=("segment",),
        inputs={
            "until": fields.Date(_("until"), required=True),
            "reason": fields.Text(_("reason"), max_length=200, required=True),
        },
        icon="layout-dashboard",
        undo=True,
        aside=True,
        help=_("The rules leave it alone until that day."),
    )
    def set_segment(self, segment: str, until: dt.date, reason: str) -> None:
        """Put it into a segment whatever the rules say."""
        from guanxi.grading.overriding import give

        give(self, SEGMENT, segment, until, reason)

    @action(
        _("Let rules choose the segment again"),
        right="set_segment",
        when="segment_is_set",
        icon="refresh",
        undo=True,
        aside=True,
    )
    def unset_segment(self) -> None:
        """End what was set by hand."""
        from guanxi.grading.overriding import release

        release(self, SEGMENT)

    def authorise(self, actor: Actor, verb: str, changes: dict[str, Any]) -> None:
        """What waits for the rules has them asked, in the name of who let it go."""
        super().authorise(actor, verb, changes)
        if axis := RELEASES.get(verb):
            from guanxi.engine.registry import registry
            from guanxi.grading import asking

            if getattr(self, f"{axis}_why") == asking.ASKED:
                asking.begin(registry.for_model(type(self)), axis, actor)


RELEASES = {"unset_grade": "grade", "unset_cooperation": "cooperation", "unset_segment": SEGMENT}
