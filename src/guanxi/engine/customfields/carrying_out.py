"""Background work: what a field holds is carried over into another column beside people's work, and put in place."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from guanxi.engine import gate, origin
from guanxi.engine.column_sql import put_values, rename_column, table_held, unwatch_column, watch_column
from guanxi.engine.customfields import changing, living
from guanxi.engine.customfields.carrying import Carrying, Counted, carrying
from guanxi.engine.customfields.converting import in_house
from guanxi.engine.customfields.vocabulary import LISTS, WITHOUT_INDEX
from guanxi.engine.errors import EngineError
from guanxi.engine.gate.updating import locked, save_changes, snapshot
from guanxi.engine.jobs import Job, Run, job
from guanxi.engine.jobs.queue import PLACE
from guanxi.engine.models.customfield import CustomChoice, CustomField
from guanxi.engine.models.job import DONE
from guanxi.engine.models.touched import Touched
from guanxi.engine.permissions import Actor, as_system
from guanxi.engine.registry import registry
from guanxi.engine.sealing import unsealed_json
from guanxi.engine.sql import add_column, drop_column, index_column

CHUNK = 1_000
FEW = 200
"""Records that are written between two looks; the rest is carried over while everybody waits."""
CARRY = "customfields.carry"


@job(CARRY, label=_("Change what a custom field holds"), retries=8, pause=5.0)
def carry(run: Run, *, field: str, to: str, beside: str, most_lost: int) -> dict[str, Any]:
    """Fill the column, catch up with what was written meanwhile, and put it in the other's place; all or nothing."""
    living.refresh()
    row = _wanted(field, to, beside)
    if row is None:
        return {"stopped": True}
    with origin.unguarded(), run.transaction():
        work = _work(row, run)
        if work.forth is None:
            add_column(work.entity.model, work.target)
        watch_column(work.entity.model, work.source, row.pk)
    with in_house():
        counted = _fill(run, row, work)
        is_indexed = row.indexed and to not in WITHOUT_INDEX
        if is_indexed and not (work.forth is not None and row.was_said.get("indexed")):
            index_column(work.entity.model, work.target)
        while _catch_up(run, row, work) > FEW:
            pass
        lost = _swap(run, row, work, most_lost)
    Touched.objects.filter(field=row.pk).delete()
    return {} if lost is None else {"held": counted.held, "carried": counted.held - lost, "lost": lost}


@job("customfields.clear", label=_("Clear away a change that was not made"), retries=8, pause=5.0)
def clear(run: Run, *, field: str, beside: str) -> None:
    """Take the column away that was being filled, unless it holds what the field held before."""
    row = CustomField._base_manager.filter(pk=uuid.UUID(field), becoming="").first()
    if row is None or row.entity not in registry:
        return
    with run.transaction():
        unwatch_column(registry[row.entity].model, row.pk)
        Touched.objects.filter(field=row.pk).delete()
        if beside and beside not in (row.column, row.was_column):
            drop_column(registry[row.entity].model, living.field_as(row, "text", beside))


@job("customfields.let_go", label=_("Let go of what custom fields held long ago"), schedule="47 19 * * *")
def let_go(run: Run) -> dict[str, Any]:
    """Take away the columns of fields that can't be changed back any more."""
    living.refresh()
    old = CustomField._base_manager.filter(back_until__lt=timezone.now(), becoming="", deleted_at__isnull=True)
    done = 0
    for key in list(old.values_list("pk", flat=True)):
        run.check()
        with as_system(gettext_noop("a changed field is not changed back any more")) as system, run.transaction():
            face = registry.for_model(CustomField)
            row: Any = locked(face, key, system, "update")
            before = snapshot(face, row)
            drop_former(row)
            row.was, row.back_until = "", None
            save_changes(face, row, before, {}, system, "update")
            done += 1
    return {"done": done}


def drop_former(row: CustomField) -> None:
    """Take away the column with what the field held before."""
    if row.was_column:
        drop_column(registry[row.entity].model, living.field_as(row, "text", row.was_column))
        CustomField._base_manager.filter(pk=row.pk).update(was_column="", was_said={})
        row.was_column, row.was_said = "", {}


def told_of_end(done: Job, state: str) -> None:
    """Work that was cancelled or failed leaves the field as it is."""
    if done.name != CARRY or state == DONE:
        return
    beside = unsealed_json(done.payload, PLACE)["beside"]
    row = CustomField._base_manager.filter(pk__in=[done.record], beside=beside).exclude(becoming="").first()
    if row is None:
        return
    with as_system(gettext_noop("the change of a field was broken off")) as system:
        try:
            gate.act(registry.for_model(CustomField), row.pk, "stop_change", actor=system)
        except EngineError:  # it was deleted: its column goes with it
            changing.stop(row)


# --- step by step ----------------------------------------------------------------------------------------------------


def _wanted(field: str, to: str, beside: str) -> CustomField | None:
    """The field, as long as it is to become this in this way."""
    rows = CustomField._base_manager.filter(pk=uuid.UUID(field), becoming=to, beside=beside, deleted_at__isnull=True)
    row: CustomField | None = rows.first()
    return row if row is not None and row.entity in registry else None


def _work(row: CustomField, run: Run) -> Carrying:
    work = carrying(row, row.becoming, row.beside)
    for key, label in run.memory.get("choices", ()):
        work.convert.know(key, label)
    return work


def _fill(run: Run, row: CustomField, work: Carrying) -> Counted:
    """Carry over what every record holds, a chunk at a time."""
    total = run.memory.setdefault("total", work.with_values().count())
    counted = Counted(*run.memory.get("counted", ()))
    done = run.memory.get("done", 0)
    while True:
        run.check()
        ahead = work.with_values()
        if "last" in run.memory:
            ahead = ahead.filter(pk__gt=uuid.UUID(run.memory["last"]))
        with origin.unguarded(), run.transaction():
            found = list(ahead.select_for_update()[:CHUNK])
            if not found:
                return counted
            _put(row, work, found, counted)
            done += len(found)
            run.memory |= {"last": str(found[-1][0]), "done": done, "choices": list(work.convert.choices.items())}
            run.memory["counted"] = [counted.held, counted.carried, counted.lost, counted.returned]
            run.progress(done, max(total, done))


def _put(row: CustomField, work: Carrying, found: list[tuple[Any, ...]], counted: Counted) -> None:
    """Write what becomes of some records, and note those that lose something."""
    new, lost = [], []
    for key, *values in found:
        value, is_lost = counted.add(work, key, *values)
        new.append((key, value))
        if is_lost:
            lost.append(Touched(field=row.pk, record=key, is_lost=True))
    put_values(work.entity.model, work.target, new)
    unique = ("field", "record")
    Touched.objects.bulk_create(lost, update_conflicts=True, update_fields=["is_lost"], unique_fields=unique)


def _catch_up(run: Run, row: CustomField, work: Carrying) -> int:
    """Carry over anew what was written since; how many records that were."""
    run.check()
    with origin.unguarded(), run.transaction():
        return _once_more(row, work)


def _once_more(row: CustomField, work: Carrying) -> int:
    written = Touched.objects.filter(field=row.pk, is_lost=False)
    keys = list(written.order_by("record").values_list("record", flat=True)[:CHUNK])
    if keys:
        found = list(work.rows().filter(pk__in=keys).select_for_update())
        written.filter(record__in=keys).delete()
        _put(row, work, found, Counted())
    return len(keys)


def _swap(run: Run, row: CustomField, work: Carrying, most_lost: int) -> int | None:
    """Put the new column in the place of the old, which is kept; how many values were lost, None if it was stopped.

    Everybody waits for the table meanwhile, for no longer than the last few records take.
    """
    with _asked_by(run) as actor, origin.unguarded(), run.transaction():
        face = registry.for_model(CustomField)
        now: Any = locked(face, row.pk, actor, "update")
        if (now.becoming, now.beside) != (row.becoming, row.beside):
            return None
        living.changed.send(sender=CustomField)
        changing.refuse(now, row.becoming)
        with table_held(work.entity.model):
            while _once_more(now, work):
                pass
            there = work.entity.manager().values("pk")
            lost = Touched.objects.filter(field=row.pk, is_lost=True, record__in=there).count()
            changing.refuse_loss(lost, most_lost)
            unwatch_column(work.entity.model, row.pk)
            _take_place(now, work)
        before = snapshot(face, now)
        changing.adapt(now, row.becoming, work)
        CustomField._base_manager.filter(pk=row.pk).update(was_said=now.was_said)
        save_changes(face, now, before, _choices(now, work), actor, "change_back" if work.forth else "change_kind")
    return lost


def _take_place(row: CustomField, work: Carrying) -> None:
    """Both columns are called otherwise now: a process that doesn't know yet fails, and loses nothing."""
    model, number = work.entity.model, row.version + 1
    column, was_column = f"held_{number}_{row.key}"[:63], f"kept_{number}_{row.key}"[:63]
    if work.forth is None:
        drop_former(row)
    rename_column(model, work.source.column, was_column)
    if work.target.column != column:
        rename_column(model, work.target.column, column)
    row.column, row.was_column, row.beside = column, was_column, ""
    told = {"column": column, "was_column": was_column, "beside": ""}
    CustomField._base_manager.filter(pk=row.pk).update(**told)


def _choices(row: CustomField, work: Carrying) -> dict[str, Any]:
    """The lines of the field with the choices that its texts became."""
    if row.kind not in LISTS:
        return {}
    lines = list(CustomChoice._base_manager.filter(field=row.pk).order_by("position"))
    kept = [{"id": line.pk, "label": line.label, "key": line.key, "retired": line.retired} for line in lines]
    known = {line.key for line in lines}
    new = [{"label": label, "key": key} for key, label in work.convert.choices.items() if key not in known]
    return {"choices": [*kept, *new]}


@contextmanager
def _asked_by(run: Run) -> Iterator[Actor]:
    """Whoever asked for the change, with the rights they have now."""
    if run.actor is not None:
        yield run.actor
        return
    with as_system(gettext_noop("a change of a field that the system asked for")) as system:
        yield system
