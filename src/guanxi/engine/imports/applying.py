"""Plans carried out, or tried out: the same judgement by the same gate, once with and once without saving."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from guanxi.engine import origin
from guanxi.engine.entity import Entity
from guanxi.engine.errors import EngineError
from guanxi.engine.fields.base import Kind
from guanxi.engine.gate.bulk import BulkResult
from guanxi.engine.gate.bulk_update import Change, judge_many, save_many
from guanxi.engine.gate.creating import insert_many, told
from guanxi.engine.gate.saving import constraints_told, made_lines, present_lines
from guanxi.engine.imports.options import FILL_EMPTY
from guanxi.engine.imports.planning import Planner
from guanxi.engine.imports.plans import CREATE, FAIL, SKIP, UPDATE, Plan
from guanxi.engine.models.imports import Import, PendingLink
from guanxi.engine.record import Kept, Line
from guanxi.engine.rows_sql import check_rows

Refuse = Callable[[Any, EngineError], None]


def carry_out(planner: Planner, plans: Sequence[Plan], work: Import, *, keys_later: bool = False) -> None:
    """Save a chunk; inside a transaction. Plans that can't be carried out become failures, the others are.

    `keys_later`: what new records may have in common with others is noted by `duplicates.rebuilding` afterwards.
    """
    entity, actor = planner.entity, planner.actor
    creating = [plan for plan in plans if plan.outcome == CREATE]

    def insert(some: Sequence[Plan]) -> None:
        prepared = [plan.prepared for plan in some if plan.prepared is not None]
        insert_many(entity, prepared, actor=actor, keys_later=keys_later)

    all_or_fewer(creating, insert, planner.refuse)
    updating = _by_record(plans)

    def change(some: Sequence[list[Plan]]) -> None:
        save_many(entity, _judge(planner, some), actor)

    all_or_fewer(list(updating.values()), change, planner.refuse_all)
    settle(plans)
    planner.links.settle(plans, saves=True)
    PendingLink.objects.bulk_create(
        PendingLink(
            work=work,
            record=_record_of(plan),
            field=link.name,
            text=link.text,
            row=link.row,
            column=link.place,
            is_told=plan.has_remark,
        )
        for plan in plans
        if plan.outcome in (CREATE, UPDATE)
        for link in plan.later
    )


def try_out(planner: Planner, plans: Sequence[Plan]) -> None:
    """Find out what carrying out would say; inside a transaction that changes nothing."""
    entity, actor = planner.entity, planner.actor

    def check_new(some: Sequence[Plan]) -> None:
        with origin.unguarded(), constraints_told(entity):
            records = [plan.prepared.record for plan in some if plan.prepared is not None]
            check_rows(entity.model, records)
            for name, lines in entity.lines.items():
                check_rows(lines.model, [line for p in some if p.prepared for line in p.prepared.lines.get(name, ())])
        for record in records:
            record.authorise(actor, "create", told(entity, record))

    all_or_fewer([plan for plan in plans if plan.outcome == CREATE], check_new, planner.refuse)
    updating = _by_record(plans)

    def check_changed(some: Sequence[list[Plan]]) -> None:
        judged = _judge(planner, some)
        records = [change.record for change in judged]
        for place, why in planner.uniqueness.clashes(records).items():
            for plan in updating[records[place].pk]:
                planner.refuse(plan, why)
        judged = [change for change in judged if updating[change.record.pk][0].outcome != FAIL]
        with origin.unguarded(), constraints_told(entity):
            check_rows(entity.model, [change.record for change in judged])
            _check_lines(entity, judged)

    all_or_fewer(list(updating.values()), check_changed, planner.refuse_all)
    settle(plans)
    planner.links.settle(plans, saves=False)
    planner.touched |= {plan.key for plan in plans if plan.outcome == UPDATE and plan.key is not None}
    for plan in plans:
        if plan.outcome == CREATE:
            planner.earlier.remember(plan.identity)
    new = {plan.rows[0].number: plan for plan in plans if plan.outcome == CREATE and plan.prepared}
    for number, text in planner.inside.look([(n, p.prepared.record) for n, p in new.items() if p.prepared]).items():
        new[number].alike = text


def _check_lines(entity: Entity, judged: Sequence[Change]) -> None:
    """Hold the lines that changes would leave against their own rules and the table's."""
    for name, lines in entity.lines.items():
        made: list[Line] = []
        for change in judged:
            if name in change.lines:
                made += made_lines(lines, change.record, change.lines[name], present_lines(lines, change.record))
        check_rows(lines.model, made)


def settle(plans: Sequence[Plan]) -> None:
    """What hangs on a row that failed fails with it."""
    for plan in plans:
        if plan.earlier is not None and plan.earlier.outcome == FAIL and plan.outcome in (UPDATE, SKIP):
            plan.outcome = FAIL
            plan.tell(_("An earlier row about the same record has a problem."))


def all_or_fewer(some: Sequence[Any], work: Callable[[Sequence[Any]], None], refuse: Refuse) -> None:
    """Do a chunk as a whole; when it is refused, halve it until only what is really refused is left out."""
    if not some:
        return
    try:
        with transaction.atomic():
            work(some)
    except EngineError as why:
        if len(some) == 1:
            refuse(some[0], why)
            return
        half = len(some) // 2
        all_or_fewer(some[:half], work, refuse)
        all_or_fewer(some[half:], work, refuse)


def _by_record(plans: Sequence[Plan]) -> dict[uuid.UUID, list[Plan]]:
    found: dict[uuid.UUID, list[Plan]] = {}
    for plan in plans:
        if plan.outcome == UPDATE and plan.key is not None:
            found.setdefault(plan.key, []).append(plan)
    return found


def _judge(planner: Planner, some: Sequence[list[Plan]]) -> list[Change]:
    """The changes of existing records that may be made; the others fail here."""
    by_key = {plans[0].key: plans for plans in some if plans[0].outcome != FAIL}
    fill = planner.options.on_match == FILL_EMPTY
    result = BulkResult()

    def values_for(record: Kept) -> Mapping[str, Any]:
        values: dict[str, Any] = {}
        is_touched = _is_touched(planner, record)
        for plan in by_key[record.pk]:
            if _add(planner, record, values, plan, fill=fill) or is_touched or plan.later:
                is_touched = True
                plan.outcome = UPDATE
            else:
                plan.outcome = SKIP
        return values

    keys = [key for key in by_key if key is not None]
    judged = judge_many(planner.entity, keys, values_for, planner.actor, result)
    for key, why in result.refused.items():
        for plan in by_key[key]:
            planner.refuse(plan, why)
    return judged


def _present(planner: Planner, record: Kept, name: str) -> list[dict[str, Any]]:
    """The lines a record has now."""
    lineset = planner.entity.lines[name]
    return [
        {"id": line.pk, **{field: getattr(line, kind.attname) for field, kind in lineset.fields.items()}}  # type: ignore[attr-defined]
        for line in present_lines(lineset, record)
    ]


def merged_lines(
    planner: Planner, name: str, lines: Sequence[Mapping[str, Any]], before: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Lines with those of the file added; a line that names the same thing is changed instead."""
    kinds = planner.entity.lines[name].fields
    wanted = [dict(line) for line in before]
    identifying = [field for field, kind in kinds.items() if kind.kind == "link"] or list(kinds)
    for line in lines:
        given = {field: value for field, value in line.items() if field}
        same = next((w for w in wanted if all(w.get(f) == given.get(f) for f in identifying)), None)
        if same is None:
            wanted.append(given)
        else:
            same.update(given)
    return wanted


def _is_touched(planner: Planner, record: Kept) -> bool:
    """Whether the file made or changed the record before: what it says of it again then counts as a change."""
    own = record.updated_by_id == planner.actor.pk  # type: ignore[attr-defined]
    return record.pk in planner.touched or (planner.since is not None and own and record.updated_at >= planner.since)


def _add(planner: Planner, record: Kept, values: dict[str, Any], plan: Plan, *, fill: bool) -> bool:
    """Put what a row says on top of the values; whether that changes anything."""
    is_changed = False
    for name, value in plan.values.items():
        kind: Kind = planner.entity.fields[name]
        present = values[name] if name in values else getattr(record, kind.attname)  # type: ignore[attr-defined]
        if (kind.is_nothing(present) or not fill) and present != value:
            values[name] = value
            is_changed = True
    for name, lines in plan.lines.items():
        before = values.get(name) or _present(planner, record, name)
        values[name] = merged_lines(planner, name, lines, before)
        is_changed = is_changed or values[name] != before
    return is_changed


def _record_of(plan: Plan) -> uuid.UUID:
    while plan.earlier is not None:
        plan = plan.earlier
    if plan.key is not None:
        return plan.key
    if plan.prepared is None:
        raise AssertionError("a plan that is carried out has a record")
    return plan.prepared.record.pk
