"""Which step is suggested next: of the active rules the first that fits, and whose step wasn't refused."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.filters import compile_filter
from guanxi.engine.registry import registry
from guanxi.engine.rows_sql import write_values
from guanxi.grading.depth_rules import active_step_rules
from guanxi.grading.measuring import today
from guanxi.grading.models import StepRule
from guanxi.grading.rules import EVERYTHING, key_of

LONGEST = 366
"""Days for which a step can be put off."""
NUMBERS = ("people_there", "people_known", "ways", "theirs", "rivals")
DAYS = ("last_talk", "last_visit", "last_bought", "contact_due")
KEPT = ("next_step", "next_step_why")


def place_of(entity: Entity, rules: Sequence[StepRule]) -> Case:
    """The place of the first rule that fits a row and whose step it did not refuse; nothing where none does."""
    cases = [When(fits(entity, rule), then=Value(place)) for place, rule in enumerate(rules)]
    return Case(*cases, default=None, output_field=IntegerField())


def fits(entity: Entity, rule: StepRule) -> Q:
    """The rows for which a rule may suggest its step."""
    step = key_of(rule.step)
    refused = Q(steps_declined__contains=[step]) | Q(step_off=step, step_off_until__gte=today())
    return (compile_filter(entity, rule.filter, EVERYTHING) or Q(pk__isnull=False)) & ~refused


def refresh(entity: Entity, rows: QuerySet[Any]) -> int:
    """Put the step on these rows that is right today; returns on how many. It is no change of the record."""
    rules, model = active_step_rules(entity), entity.model
    days = [name for name in DAYS if name in entity.fields]
    told = rows.order_by().values_list("pk", *KEPT, place_of(entity, rules), *NUMBERS, *days)
    changed = []
    for key, step, why, place, *facts in told:
        rule = rules[place] if place is not None else None
        now = (key_of(rule.step), reason(rule, facts, days)) if rule else ("", "")
        if now != (step, why):
            changed.append((key, *now))
    if changed:
        write_values(model, KEPT, changed)
    return len(changed)


def reason(rule: StepRule, facts: Sequence[Any], days: Sequence[str]) -> str:
    """Why, as numbers and days, or in the company's own words; and with what one begins."""
    numbers = dict(zip(NUMBERS, facts, strict=False))
    told: dict[str, Any] = {"step": key_of(rule.step), "does": rule.does, "known": numbers["people_known"] or 0}
    told |= {"own": rule.reason} if rule.reason else {}
    told |= {name: number for name, number in numbers.items() if number and name != "people_known"}
    told |= {name: day.isoformat() for name, day in zip(days, facts[len(NUMBERS) :], strict=True) if day}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def suggest(model: Any, keys: Collection[uuid.UUID]) -> None:
    """The same at once, for records of which something was refused or taken back."""
    entity = registry.for_model(model)
    refresh(entity, entity.manager().filter(pk__in=list(keys), deleted_at=None))


def put_off(record: Any, until: dt.date, reason: str) -> None:
    """Keep the suggested step away until after a day; raises ValidationError for one that is over or far away."""
    if not today() <= until <= today() + dt.timedelta(days=LONGEST):
        raise ValidationError({"until": _("A day within the next year is expected here.")})
    record.step_off, record.step_off_until, record.step_note = record.next_step, until, reason


def decline(record: Any, reason: str) -> None:
    """Keep the suggested step away for good."""
    record.steps_declined = [*record.steps_declined, record.next_step]
    record.step_note = reason
