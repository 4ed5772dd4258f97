"""What has a depth: how well one knows the people there, and what to do next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.engine import fields
from guanxi.engine.action import action
from guanxi.engine.record import Record
from guanxi.grading.models.measured import Level, Measured, MeasuredDay, Step, StepReason, Unanswered, Why

FIRST, TAILORED, PARTNER = "first", "tailored", "partner"
LEVELS = (
    (FIRST, _("First contact")),
    (TAILORED, _("Tailored service")),
    (PARTNER, _("Long-term partner")),
)
STEPS = (
    ("begin", _("Make the first contact")),
    ("find_decider", _("Get to know who decides")),
    ("win_decider", _("Win over who decides")),
    ("answer_rival", _("Visit, since a competitor is there")),
    ("thank", _("Ask how the purchase turned out")),
    ("visit", _("Pay a visit")),
    ("call", _("Call, since a contact is due")),
    ("meet_second", _("Get to know a second person")),
    ("ask_back", _("Give them a reason to come to us")),
)
DECIDES, OPPOSES, SUPPORTS = "decides", "opposes", "supports"


@dataclass(frozen=True)
class ContactMap:
    """The records that tell whom one knows there: the people, the lines by which they belong, and what a line says."""

    entity: str
    lines: str
    at: str
    """The line's link to the record."""
    title: str
    part: str
    influence: str
    attitude: str
    superior: str
    rivals: str = ""
    """Competitors that may be there, and the lines that say so, with a link of the same name."""
    rivals_lines: str = ""


class Deepened(Record):
    """A record with a depth of 0 to 100, what it was measured by, its level, and the step that is suggested next."""

    contact_map: ClassVar[ContactMap | None] = None

    depth_level = Level(_("depth of the relationship"), options=LEVELS)
    depth = Measured(_("points of depth"), of=("people", "deals"))
    depth_why = Why(_("reason of the depth"))
    people_there = Measured(_("people noted there"), of=("people",))
    people_known = Measured(_("people spoken with"), of=("people",))
    deciders_known = Measured(_("deciders spoken with"), of=("people",))
    deciders_against = Measured(_("deciders against us"), of=("people",))
    ways = Measured(_("ways of contact"))
    theirs = Measured(_("times they came to us"))
    last_talk = MeasuredDay(_("last talk"))
    last_visit = MeasuredDay(_("last visit"))
    last_bought = MeasuredDay(_("last purchase"), of=("deals",))
    unanswered = Unanswered(_("bought, and no talk since"))
    rivals = Measured(_("competitors seen there"), of=("rivals",))
    next_step = Step(_("next step"), options=STEPS)
    next_step_why = StepReason(_("reason of the next step"))
    step_off = Step(_("step put off"), options=STEPS)
    step_off_until = fields.Date(_("step put off until"), null=True, blank=True, editable=False)
    steps_declined = fields.Choices(_("steps declined"), options=STEPS, editable=False)
    step_note = fields.Text(_("why no such step"), max_length=200, blank=True, editable=False)

    class Meta(Record.Meta):
        abstract = True

    @property
    def has_step(self) -> bool:
        return bool(self.next_step)

    @property
    def has_refused(self) -> bool:
        """Whether a step was declined or put off."""
        return bool(self.steps_declined or self.step_off)

    @action(
        _("Put the next step off"),
        inputs={
            "until": fields.Date(_("step put off until"), required=True),
            "reason": fields.Text(_("reason"), max_length=200, blank=True),
        },
        right="update",
        when="has_step",
        icon="clock",
        undo=True,
        aside=True,
        help=_("It is suggested again after that day; another step may be suggested meanwhile."),
    )
    def put_off_step(self, until: dt.date, reason: str = "") -> None:
        """Not now."""
        from guanxi.grading.stepping import put_off

        put_off(self, until, reason)

    @action(
        _("Decline the next step"),
        inputs={"reason": fields.Text(_("reason"), max_length=200, required=True)},
        right="update",
        when="has_step",
        icon="x",
        undo=True,
        aside=True,
        help=_("It isn’t suggested for this record any more; the reason stands in the history."),
    )
    def decline_step(self, reason: str) -> None:
        """Never here, for a reason."""
        from guanxi.grading.stepping import decline

        decline(self, reason)

    @action(
        pgettext_lazy("a next step", "Suggest all steps again"),
        right="update",
        when="has_refused",
        icon="refresh",
        undo=True,
        aside=True,
    )
    def take_steps_again(self) -> None:
        """Forget what was put off and declined."""
        self.step_off, self.step_off_until, self.steps_declined, self.step_note = "", None, [], ""

    @classmethod
    def after_changes(cls, verb: str, changed: Sequence[tuple[Self, dict[str, Any]]]) -> None:
        """What is put off or declined makes room for the next step at once."""
        super().after_changes(verb, changed)
        keys = [record.pk for record, changes in changed if not changes.keys().isdisjoint(REFUSALS)]
        if keys:
            from guanxi.grading.stepping import suggest

            suggest(cls, keys)


REFUSALS = ("step_off", "step_off_until", "steps_declined")
