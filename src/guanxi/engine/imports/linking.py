"""The second pass: links to records of the same file, found once every row is in."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from guanxi.engine.errors import EngineError
from guanxi.engine.fields.link import Named
from guanxi.engine.gate.bulk import BulkResult
from guanxi.engine.gate.bulk_update import judge_many, save_many
from guanxi.engine.gate.finding import ambiguous, find_many, not_found
from guanxi.engine.imports.applying import all_or_fewer
from guanxi.engine.imports.options import FILL_EMPTY
from guanxi.engine.imports.plans import CREATE, Mark
from guanxi.engine.imports.spool import Spool, Told
from guanxi.engine.models.imports import PendingLink
from guanxi.engine.record import Kept

if TYPE_CHECKING:
    from guanxi.engine.imports.running import Runner

AT_ONCE = 500


def link_later(runner: Runner, kept: Spool) -> None:
    """Find the links that had to wait, some hundreds at a time; those that can't be found become remarks."""
    while True:
        runner.steps.check()
        planner = runner.current_planner()
        with runner.steps.transaction():
            some = list(PendingLink.objects.filter(work=runner.work).order_by("id")[:AT_ONCE])
            if not some:
                return
            wrong = _settle(planner, some)
            for link in some:
                if text := wrong.get(link.pk):
                    _remark(runner, kept, link.row, link.column, text, is_told=link.is_told)
            PendingLink.objects.filter(pk__in=[link.pk for link in some]).delete()
            runner.save(kept)


def _settle(planner: Any, some: Sequence[PendingLink]) -> dict[uuid.UUID, str]:
    """Give the links that can be found to their records; what is wrong with the others."""
    entity, actor = planner.entity, planner.actor
    found = find_many(entity, {Named(link.text) for link in some}, actor.access)
    wrong: dict[uuid.UUID, str] = {}
    values: dict[uuid.UUID, dict[str, Any]] = {}
    links: dict[uuid.UUID, list[PendingLink]] = {}
    for link in some:
        answer = found[Named(link.text)]
        if isinstance(answer, ValidationError):
            wrong[link.pk] = " ".join(answer.messages)
        else:
            values.setdefault(link.record, {})[link.field] = answer
            links.setdefault(link.record, []).append(link)

    def refuse(record: uuid.UUID, why: EngineError) -> None:
        text = " ".join(text for texts in getattr(why, "errors", {"": [why.message]}).values() for text in texts)
        wrong.update({link.pk: text for link in links[record]})

    def change(records: Sequence[uuid.UUID]) -> None:
        result = BulkResult()
        judged = judge_many(entity, records, lambda record: _fitting(planner, record, values[record.pk]), actor, result)
        for record, why in result.refused.items():
            refuse(record, why)
        save_many(entity, judged, actor)

    all_or_fewer(list(values), change, refuse)
    return wrong


def _fitting(planner: Any, record: Kept, values: dict[str, Any]) -> dict[str, Any]:
    if planner.options.on_match != FILL_EMPTY:
        return values
    kinds = planner.entity.fields
    return {name: value for name, value in values.items() if getattr(record, kinds[name].attname) is None}


def try_later(runner: Runner, kept: Spool) -> None:
    """What the second pass would say, after a dry run."""
    planner = runner.planner
    for link, is_told in runner.later:
        number = planner.earlier.named(link.text, len(planner.matcher.names))
        if number != 1:
            wrong = ambiguous(link.text) if number else not_found(link.text)
            _remark(runner, kept, link.row, link.place, " ".join(wrong.messages), is_told=is_told)


def _remark(runner: Runner, kept: Spool, row: int, place: int, text: str, *, is_told: bool) -> None:
    if not is_told:
        runner.counts["warned"] += 1
    mark = Mark(place, text, is_problem=False)
    if len(runner.marks) < 100:
        runner.marks.append([row, *mark])
    kept.write([Told(row, [], CREATE, [mark])])
