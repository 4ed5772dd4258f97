"""From which scores on records are listed as possible duplicates: by the rule of their kind, or as it came."""

from __future__ import annotations

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from guanxi.engine.jobs import Job
from guanxi.engine.models.duplicaterule import DuplicateRule
from guanxi.engine.models.job import DONE
from guanxi.engine.registry import registry
from guanxi.kit.likeness import SURE_FROM, TOLD_FROM

JOB = "duplicates.match"
LOWEST = 50
"""In percent; below it records have nothing to do with each other."""


class Thresholds(NamedTuple):
    """Scores between 0 and 1."""

    listed: float = TOLD_FROM
    sure: float = SURE_FROM


def thresholds(entity: str) -> Thresholds:
    """Those in force for a kind of record."""
    rule = DuplicateRule._base_manager.filter(entity=entity, active=True, deleted_at__isnull=True).first()
    return Thresholds(rule.listed_from / 100, rule.sure_from / 100) if rule else Thresholds()


def check_rule(rule: DuplicateRule) -> None:
    """Refuse what says nothing."""
    face = registry.get(rule.entity)
    if face is None or face.identity is None:
        raise ValidationError({"entity": _("Nobody looks for duplicates of these records.")})
    wrong = {
        name: _("From %(least)d to 100 percent.") % {"least": LOWEST}
        for name in ("listed_from", "sure_from")
        if not LOWEST <= (getattr(rule, name) or 0) <= 100
    }
    if not wrong and rule.sure_from < rule.listed_from:
        wrong["sure_from"] = _("What is surely the same is listed, too: choose no smaller number.")
    if wrong:
        raise ValidationError(wrong)


def foreseen(rule: DuplicateRule) -> list[str]:
    """How many pairs would be listed, and how many as surely the same, by the scores of the latest run."""
    rows = Job._base_manager.filter(name=JOB, entity=rule.entity, state=DONE).order_by("-created_at")
    last = rows.values_list("result", "finished_at").first()
    scores = (last[0] or {}).get("scores") if last else None
    if not scores or last is None:
        return [_("Nobody has looked for duplicates yet. Look for them first, and it is told how many there would be.")]
    listed, sure = (sum(scores[max(at - LOWEST, 0) :]) for at in (rule.listed_from, rule.sure_from))
    day = date_format(timezone.localtime(last[1]), "DATE_FORMAT")
    return [
        _("By what was found on %(day)s: %(listed)s pairs would be listed, %(sure)s of them as surely the same.")
        % {"day": day, "listed": f"{listed:,}", "sure": f"{sure:,}"}
    ]
