"""What a rule of depth or of steps would do before it is active: how many, and who."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Actor
from guanxi.engine.reading.rows import titles_of
from guanxi.engine.registry import registry
from guanxi.engine.wording import About, labelled
from guanxi.grading.deepening import judged_rows
from guanxi.grading.depth_rules import active_depth_rules, active_step_rules, beside
from guanxi.grading.depth_statement import LEVELS, WHO, ask
from guanxi.grading.measuring import today
from guanxi.grading.rules import key_of
from guanxi.grading.stepping import place_of

if TYPE_CHECKING:
    from guanxi.grading.models import DepthRule, StepRule

MOST_NAMED = 30


def of_depth(rule: DepthRule, actor: Actor) -> list[str]:
    """From which level to which, as far as the actor sees the records, with the first of each move."""
    entity = registry[rule.entity]
    if not _is_told(entity, actor, "depth_level", "depth_why"):
        return [_("You may not see how deep these relationships are.")]
    rules = beside(rule, active_depth_rules(entity))
    place, day = rules.index(rule), today()
    rows = judged_rows(entity, _seen(entity, actor), rules).order_by()
    found = ask(entity, rows, rules, day, LEVELS, [place])
    moves = sorted((here, there, number) for here, there, number in found if here != there)
    if not moves:
        return [_("Today it would change nothing.")]
    lines: list[str] = []
    for here, there, number in moves:
        told = {"things": entity.numbered(number), "here": _level(entity, here), "there": _level(entity, there)}
        lines.append(_("%(things)s would change from “%(here)s” to “%(there)s”") % told)
        values = [place, here, there, max(3, MOST_NAMED // len(moves))]
        lines += _named(entity, actor, (key for (key,) in ask(entity, rows, rules, day, WHO, values)))
    return lines


def of_step(rule: StepRule, actor: Actor) -> list[str]:
    """For how many it would be the next step, with the first of them."""
    entity = registry[rule.entity]
    if not _is_told(entity, actor, "next_step", "next_step_why"):
        return [_("You may not see the next steps of these records.")]
    rules = beside(rule, active_step_rules(entity))
    rows = _seen(entity, actor).annotate(rule_place=place_of(entity, rules)).filter(rule_place=rules.index(rule))
    number = rows.count()
    if not number:
        return [_("Today it would be suggested for nobody.")]
    step = entity.fields["next_step"].to_text(key_of(rule.step))
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:MOST_NAMED])
    return [labelled(step, entity.numbered(number)), *_named(entity, actor, keys)]


def _is_told(entity: Entity, actor: Actor, *names: str) -> bool:
    return all(actor.access.readable(entity, name) for name in names)


def _seen(entity: Entity, actor: Actor) -> Any:
    return actor.access.narrow(entity, entity.manager()).order_by()


def _level(entity: Entity, level: str) -> str:
    return entity.fields["depth_level"].to_text(level) or pgettext("grade", "none")


def _named(entity: Entity, actor: Actor, keys: Iterable[uuid.UUID]) -> list[str]:
    found = list(keys)
    titles = titles_of(entity.name, found, actor.access)
    return [About(str(titles.get(key, _("hidden"))), entity.name, key) for key in found]
