"""What a rule would change before it is active: from which rating to which, how many, and who."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Actor
from guanxi.engine.reading.rows import titles_of
from guanxi.engine.registry import registry
from guanxi.engine.wording import About
from guanxi.grading.measuring import measured, plan_of, today
from guanxi.grading.plan import Plan
from guanxi.grading.rules import active_rules
from guanxi.grading.statement import MOVES, WHO, judge

if TYPE_CHECKING:
    from guanxi.grading.models import GradingRule

MOST_NAMED = 30


@dataclass(frozen=True)
class Move:
    """So many records would go from one rating to another; the same one where they stay."""

    here: str
    there: str
    number: int


class Foresight:
    """One rule beside the active ones, as far as an actor may see the records."""

    def __init__(self, rule: GradingRule, actor: Actor) -> None:
        self.entity: Entity = registry[rule.entity]
        self.axis, self.actor, self.day = rule.axis, actor, today()
        others = [one for one in active_rules(self.entity, rule.axis) if one.pk != rule.pk]
        rules = sorted([*others, rule], key=lambda one: (one.place, one.created_at))
        self.place = rules.index(rule)
        self.plan: Plan = plan_of(self.entity, rule.axis, rules, self.day)
        kind: Any = self.entity.fields[rule.axis]
        self.kind, self.order = kind, list(kind.labels)

    @property
    def is_told(self) -> bool:
        """Whether the actor may know of these ratings and of what they come from."""
        readable = self.actor.access.readable
        return readable(self.entity, self.axis) and readable(self.entity, f"{self.axis}_why")

    def moves(self) -> list[Move]:
        """From which rating to which, in the order of the list; those that stay among them."""
        counts: dict[tuple[str, str], int] = {}
        for here, place, step, number in judge(self._rows(), self.plan, self.day, MOVES, [self.place, self.day]):
            pair = here, self.plan.rules[place].gives(step)
            counts[pair] = counts.get(pair, 0) + number
        found = (Move(here, there, number) for (here, there), number in counts.items())
        return sorted(found, key=lambda move: (self._at(move.here), self._at(move.there)))

    def who(self, here: str, there: str, most: int = MOST_NAMED) -> dict[uuid.UUID, str]:
        """The first of those who would move so, by key with their titles."""
        rule = self.plan.rules[self.place]
        steps = [place for place in range(-1, len(rule.steps)) if rule.gives(place) == there]
        values = [self.place, self.day, here, steps, most]
        keys = [key for (key,) in judge(self._rows(), self.plan, self.day, WHO, values)]
        titles = titles_of(self.entity.name, keys, self.actor.access)
        return {key: str(titles.get(key, _("hidden"))) for key in keys}

    def in_words(self, move: Move) -> str:
        """42 customers would drop from A to B."""
        told = {
            "things": self.entity.numbered(move.number),
            "here": self.kind.to_text(move.here) or pgettext("grade", "none"),
            "there": self.kind.to_text(move.there) or pgettext("grade", "none"),
        }
        if move.here == move.there:
            return _("%(things)s would keep “%(here)s”") % told
        if self.axis != "grade" or not move.here:
            return _("%(things)s would change from “%(here)s” to “%(there)s”") % told
        if self._at(move.there) > self._at(move.here):
            return _("%(things)s would drop from “%(here)s” to “%(there)s”") % told
        return _("%(things)s would rise from “%(here)s” to “%(there)s”") % told

    def tone(self, here: str, there: str) -> str:
        """The colour of a move: up, down, or neither."""
        if self.axis != "grade" or "" in (here, there) or here == there:
            return ""
        return "warn" if self._at(there) > self._at(here) else "ok"

    def _rows(self) -> Any:
        rows = self.actor.access.narrow(self.entity, self.entity.manager()).order_by()
        return measured(self.plan, rows, self.day)

    def _at(self, rating: str) -> int:
        return self.order.index(rating) if rating in self.order else -1


def foreseen(rule: GradingRule, actor: Actor) -> list[str]:
    """Line by line, with the first records of each move."""
    foresight = Foresight(rule, actor)
    if not foresight.is_told:
        return [_("You may not see these ratings.")]
    moves = [move for move in foresight.moves() if move.here != move.there]
    if not moves:
        return [_("Today it would change nothing.")]
    lines = []
    for move in moves:
        lines.append(foresight.in_words(move))
        named = foresight.who(move.here, move.there, max(3, MOST_NAMED // len(moves)))
        lines += [About(title, foresight.entity.name, key) for key, title in named.items()]
    return lines
