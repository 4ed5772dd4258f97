"""What a rule would change before it is active: from which rating to which, how many, and who."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Actor
from guanxi.engine.reading.rows import titles_of
from guanxi.engine.registry import registry
from guanxi.engine.simulating.working import Found, Simulation, in_chunks, worked_out
from guanxi.engine.wording import About
from guanxi.grading.measuring import measured, plan_of, today
from guanxi.grading.plan import Plan
from guanxi.grading.rules import active_rules
from guanxi.grading.statement import MOVES, judge

if TYPE_CHECKING:
    from guanxi.grading.models import GradingRule

MOST_NAMED = 30
MOST_KEPT = 100
"""Of each move the keys of so many are kept."""
CHUNK = 20_000


@dataclass(frozen=True)
class Move:
    """So many records would go from one rating to another; the same one where they stay."""

    here: str
    there: str
    number: int


class Foresight(Simulation):
    """One rule beside the active ones, as far as an actor may see the records.

    What is found is, for each move, how many and the keys of the first.
    """

    def __init__(self, rule: GradingRule, actor: Actor) -> None:
        self.rule, self.actor, self.axis = rule, actor, rule.axis
        self.entity: Entity = registry[rule.entity]
        kind: Any = self.entity.fields[rule.axis]
        self.kind, self.order = kind, list(kind.labels)

    @property
    def is_told(self) -> bool:
        """Whether the actor may know of these ratings and of what they come from."""
        readable = self.actor.access.readable
        return readable(self.entity, self.axis) and readable(self.entity, f"{self.axis}_why")

    # --- the work -----------------------------------------------------------------------------------------------------

    def work(self, found: Found) -> Iterator[tuple[int, int]]:
        """The plan first, with what compares a record with all others; then chunk by chunk."""
        found.setdefault("moves", {})
        if not self.is_told:
            return
        if "plan" not in found:
            found["day"], (found["place"], plan) = today().isoformat(), self._plan()
            found["plan"] = plan.kept()
            yield 0, 0
        plan, place, day = Plan.read(found["plan"]), found["place"], dt.date.fromisoformat(found["day"])

        def take(rows: Any) -> None:
            values = [MOST_KEPT, place, day]
            for here, step, number, keys in judge(measured(plan, rows, day), plan, day, MOVES, values):
                move = found["moves"].setdefault(f"{here}>{plan.rules[place].gives(step)}", [0, []])
                move[0] += number
                move[1] = [*move[1], *(str(key) for key in keys)][:MOST_KEPT]

        rows = self.actor.access.narrow(self.entity, self.entity.manager()).order_by()
        yield from in_chunks(rows, found, CHUNK, take)

    def _plan(self) -> tuple[int, Plan]:
        others = [one for one in active_rules(self.entity, self.axis) if one.pk != self.rule.pk]
        rules = sorted([*others, self.rule], key=lambda one: (one.place, one.created_at))
        return rules.index(self.rule), plan_of(self.entity, self.axis, rules, today())

    # --- what was found -----------------------------------------------------------------------------------------------

    def moves(self, found: Found) -> list[Move]:
        """From which rating to which, in the order of the list; those that stay among them."""
        pairs = ((*pair.split(">", 1), number) for pair, (number, _keys) in found["moves"].items())
        moves = [Move(here, there, number) for here, there, number in pairs]
        return sorted(moves, key=lambda move: (self._at(move.here), self._at(move.there)))

    def who(self, found: Found, moves: Sequence[Move], most: int) -> dict[Move, dict[uuid.UUID, str]]:
        """The first of those who would move so, by key with their titles."""
        keys = {
            move: [uuid.UUID(key) for key in found["moves"][f"{move.here}>{move.there}"][1][:most]] for move in moves
        }
        titles = titles_of(self.entity.name, {key for some in keys.values() for key in some}, self.actor.access)
        return {move: {key: str(titles.get(key, _("hidden"))) for key in some} for move, some in keys.items()}

    def told(self, found: Found) -> list[str]:
        """Line by line, with the first records of each move."""
        if not self.is_told:
            return [_("You may not see these ratings.")]
        moves = [move for move in self.moves(found) if move.here != move.there]
        if not moves:
            return [_("Today it would change nothing.")]
        named = self.who(found, moves, max(3, MOST_NAMED // len(moves)))
        lines: list[str] = []
        for move in moves:
            lines.append(self.in_words(move))
            lines += [About(title, self.entity.name, key) for key, title in named[move].items()]
        return lines

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

    def _at(self, rating: str) -> int:
        return self.order.index(rating) if rating in self.order else -1


def foreseen(rule: GradingRule, actor: Actor) -> list[str]:
    """Line by line, however long it takes."""
    foresight = Foresight(rule, actor)
    return foresight.told(worked_out(foresight))
