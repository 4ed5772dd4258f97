"""Rules in the company of the demo, and what they say of its customers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction

from guanxi.engine import gate
from guanxi.engine.demo import Demo, demo_part
from guanxi.engine.entity import Entity
from guanxi.engine.registry import registry
from guanxi.engine.rows_sql import write_rows
from guanxi.grading import cycles, shipped
from guanxi.grading.deepening import CHUNK, deepen
from guanxi.grading.depth_rules import deepened
from guanxi.grading.jobs import grade_chunk
from guanxi.grading.measuring import plan_of, today
from guanxi.grading.models.graded import AGAIN, AXES, COOPERATING, NOT
from guanxi.grading.rules import active_rules, graded


@demo_part(75)
def grades(demo: Demo) -> None:
    """One rule for each rating, every record rated as if that had been so for long, and how often one calls whom."""
    rules = registry["grading-rules"]
    if rules.manager().exists():
        return
    for entity in graded():
        for values in (_by_value(entity.name), _cooperation(entity.name), shipped.segment_rule(entity.name)):
            made = gate.create(rules, values, actor=demo.system)
            gate.act(rules, made.pk, "activate", actor=demo.system)
        _rate(entity, demo)
        _cycles(entity, demo)


@demo_part(78)
def relationships(demo: Demo) -> None:
    """The rules that ship, and what they say of every record; when it was last changed stays as it was."""
    shipped.ship()
    for entity in deepened():
        before = list(entity.manager().only("updated_at").order_by("pk"))
        keys = [one.pk for one in before]
        for start in range(0, len(keys), CHUNK):
            with transaction.atomic():
                deepen(entity, keys[start : start + CHUNK], demo.system)
        write_rows(entity.model, before, ["updated_at"])


def _by_value(name: str) -> dict[str, Any]:
    steps = [
        {"rating": f"{name}:grade:A", "amount": Decimal(60_000), "days": 180},
        {"rating": f"{name}:grade:B", "amount": Decimal(15_000)},
        {"rating": f"{name}:grade:C", "count": 1},
    ]
    told = {"name": "按一年的购买分级", "entity": name, "axis": "grade", "months": 12}
    return {**told, "otherwise": f"{name}:grade:D", "steps": steps}


def _cooperation(name: str) -> dict[str, Any]:
    steps = [
        {"rating": f"{name}:cooperation:{COOPERATING}", "days": 180},
        {"rating": f"{name}:cooperation:{AGAIN}", "followed": 90},
    ]
    told = {"name": "按购买和跟进看合作", "entity": name, "axis": "cooperation", "months": 12}
    return {**told, "otherwise": f"{name}:cooperation:{NOT}", "steps": steps}


def _rate(entity: Entity, demo: Demo) -> None:
    """Rate all records; when they were last changed stays as it was."""
    before = list(entity.manager().only("updated_at").order_by("pk"))
    for axis, _label in AXES:
        plan, after = plan_of(entity, axis, active_rules(entity, axis), today()), "begin"
        while after:
            with transaction.atomic():
                after, _changed = grade_chunk(plan, "" if after == "begin" else after, today(), demo.system)
    write_rows(entity.model, before, ["updated_at"])


def _cycles(entity: Entity, demo: Demo) -> None:
    """The better, the more often."""
    for place, (name, grades_, days) in enumerate((("A 级", ["A"], 14), ("B 级", ["B"], 30), ("C 级", ["C"], 60)), 1):
        only = {"field": "grade", "op": "in", "value": grades_}
        values = {
            "name": f"{name}客户每 {days} 天",
            "entity": entity.name,
            "place": place,
            "filter": only,
            "days": days,
        }
        made = gate.create(registry["contact-cycles"], values, actor=demo.system)
        gate.act(registry["contact-cycles"], made.pk, "activate", actor=demo.system)
    cycles.refresh(entity, entity.manager().filter(deleted_at=None))
