"""What records bought and when they were last followed up, as rows that the statement judges; and the plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    DecimalField,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, Greatest
from django.utils import timezone

from guanxi.engine.entity import Entity
from guanxi.engine.filters import compile_filter
from guanxi.engine.registry import registry
from guanxi.grading.models import Deals, GradingRule
from guanxi.grading.models.graded import SEGMENT
from guanxi.grading.plan import BOUNDS, Plan, PlannedRule, PlannedStep
from guanxi.grading.rules import EVERYTHING, key_of, steps_of
from guanxi.grading.statement import quantiles

MONEY = DecimalField(max_digits=24, decimal_places=2)


def today() -> dt.date:
    """The company's day."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day so many months earlier, or the last one of that month."""
    number = day.year * 12 + day.month - 1 - months
    year, month = divmod(number, 12)
    after = dt.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(dt.date(year, month + 1, 1) + dt.timedelta(days=day.day - 1), after - dt.timedelta(days=1))


def measured(plan: Plan, rows: QuerySet[Any], day: dt.date) -> QuerySet[Any]:
    """Rows of the entity with what the statement asks for."""
    entity = registry[plan.entity]
    deals: Deals = entity.model.deals  # type: ignore[attr-defined]
    bought = (
        registry[deals.entity]
        .manager()
        .filter(**{deals.link: OuterRef("pk"), f"{deals.day}__lte": day, "deleted_at": None})
        .order_by()
    )
    columns: list[Any] = [
        F("pk"),
        F(plan.axis),
        F(f"{plan.axis}_why"),
        F(f"{plan.axis}_until"),
        first_that_fits(entity, [rule.filter for rule in plan.rules]),
    ]
    columns.append(Subquery(bought.order_by(f"-{deals.day}").values(deals.day)[:1]))
    columns.append(last_follow_up(entity) if any(rule.asks("followed") for rule in plan.rules) else _NEVER)
    for months in plan.windows:
        within = bought.filter(**{f"{deals.day}__gt": months_before(day, months)}).values(deals.link)
        columns.append(Coalesce(Subquery(within.annotate(n=Count("pk")).values("n")), 0))
        total = Subquery(within.annotate(n=Sum(deals.amount)).values("n"), output_field=MONEY)
        columns.append(Coalesce(total, Value(0), output_field=MONEY))
    return rows.values_list(*columns)


_NEVER = Value(None, output_field=DateTimeField(null=True))


def first_that_fits(entity: Entity, filters: Sequence[Any]) -> Case:
    """The place of the first of several conditions that a row fits; nothing where none does."""
    cases = [
        When(compile_filter(entity, one, EVERYTHING) or Q(pk__isnull=False), then=Value(place))
        for place, one in enumerate(filters)
    ]
    return Case(*cases, default=None, output_field=IntegerField())


def last_follow_up(entity: Entity) -> Any:
    """The last follow-up, whoever's: calls, visits, appointments that have begun."""
    about = Concat(Cast(OuterRef("pk"), CharField()), Value(f"/{entity.name}"))
    parts = [
        Subquery(
            other.manager()
            .filter(about=about, deleted_at=None, **{f"{other.follow_up}__lte": timezone.now()})
            .order_by(f"-{other.follow_up}")
            .values(other.follow_up)[:1]
        )
        for other in registry.follow_ups()
    ]
    return Greatest(*parts) if len(parts) > 1 else parts[0] if parts else _NEVER


# --- the plan ---------------------------------------------------------------------------------------------------------


def plan_of(entity: Entity, axis: str, rules: Sequence[GradingRule], day: dt.date) -> Plan:
    """The rules with what is worked out once for all records: the fifths, and what the best have in common."""
    plan = Plan(entity.name, axis, tuple(_planned(rule) for rule in rules))
    return Plan(entity.name, axis, tuple(_marked(plan, place, day) for place in range(len(plan.rules))))


def _planned(rule: GradingRule) -> PlannedRule:
    steps = tuple(
        PlannedStep(
            to=key_of(step.rating),
            amount=None if step.amount is None else str(step.amount),
            count=step.count,
            days=step.days,
            followed=step.followed,
            share=step.share,
            score=step.score,
            **{name: getattr(step, name) for name in BOUNDS},
        )
        for step in steps_of(rule)
    )
    points = rule.axis == SEGMENT or any(getattr(step, name) is not None for step in steps for name in BOUNDS)
    return PlannedRule(str(rule.pk), rule.name, rule.months, rule.filter, key_of(rule.otherwise), steps, points=points)


def _marked(plan: Plan, place: int, day: dt.date) -> PlannedRule:
    rule = plan.rules[place]
    if not (rule.compares or rule.asks("share")):
        return rule
    shares = sorted({step.share for step in rule.steps if step.share is not None})
    rows = measured(plan, registry[plan.entity].manager().filter(deleted_at=None).order_by(), day)
    rows = rows.filter(_place_is(plan, place))
    last, number, total, best = quantiles(rows, plan.window(rule), shares)
    floors: dict[int | None, str] = {share: str(floor) for share, floor in zip(shares, best or (), strict=False)}
    steps = tuple(replace(step, floor=floors.get(step.share)) for step in rule.steps)
    return replace(
        rule,
        steps=steps,
        last=tuple(mark.isoformat() for mark in last or ()),
        number=tuple(number or ()),
        total=tuple(map(str, total or ())),
    )


def _place_is(plan: Plan, place: int) -> Q:
    """The rows for which a rule is the first that fits."""
    entity = registry[plan.entity]
    where = Q()
    for before in plan.rules[:place]:
        where &= ~(compile_filter(entity, before.filter, EVERYTHING) or Q(pk__isnull=False))
    return where & (compile_filter(entity, plan.rules[place].filter, EVERYTHING) or Q(pk__isnull=False))
