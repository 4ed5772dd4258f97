"""A rating set by hand: until a day, for a reason; and the rules again."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from guanxi.engine.registry import registry
from guanxi.grading import asking
from guanxi.grading.jobs import NOTHING, verdicts_of
from guanxi.grading.measuring import plan_of, today
from guanxi.grading.rules import active_rules

LONGEST = 1_096
"""Days for which a rating can be set by hand: three years."""


def give(record: Any, axis: str, rating: str, until: dt.date, reason: str) -> None:
    """Put it on the record; raises ValidationError for a day that is over or far away."""
    if not today() <= until <= today() + dt.timedelta(days=LONGEST):
        raise ValidationError({"until": _("A day within the next three years is expected here.")})
    setattr(record, axis, rating)
    setattr(record, f"{axis}_why", json.dumps({"hand": reason}, ensure_ascii=False, separators=(",", ":")))
    setattr(record, f"{axis}_until", until)


def release(record: Any, axis: str) -> None:
    """What the rules say of it today; where none speaks of it, it has no rating.

    Where that takes long it keeps its rating and waits: who lets it go has the rules asked in the background.
    """
    entity = registry.for_model(type(record))
    rules = active_rules(entity, axis)
    setattr(record, f"{axis}_until", None)
    if asking.takes_long(entity, rules):
        setattr(record, f"{axis}_why", asking.ASKED)
        return
    found = []
    if rules:
        plan = plan_of(entity, axis, rules, today())
        found = verdicts_of(plan, entity.manager().filter(pk=record.pk), today())
    setattr(record, axis, found[0].rating if found else "")
    setattr(record, f"{axis}_why", found[0].why if found else "")
    for name, value in (found[0] if found else NOTHING).beside(axis).items():
        setattr(record, name, value)
