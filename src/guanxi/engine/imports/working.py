"""What can be done with an import, in order: start, map, check, begin; and stop."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import PurePath
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.engine import origin
from guanxi.engine.duplicates import rebuilding
from guanxi.engine.entity import Entity
from guanxi.engine.errors import EngineError, Invalid, NotAllowed, NotFound, WrongStage
from guanxi.engine.fields.text import tidy
from guanxi.engine.gate.creating import put_down
from guanxi.engine.gate.updating import save_changes, snapshot
from guanxi.engine.imports import problems, storage
from guanxi.engine.imports.guessing import Guess, first_mapping, guess_mapping
from guanxi.engine.imports.opening import checked_mapping, checked_options, table_of
from guanxi.engine.imports.running import Runner, Steps, made_new
from guanxi.engine.models import Event
from guanxi.engine.models import imports as model
from guanxi.engine.models.imports import ALIVE, CHECKED, MAPPED, PREPARING, RUNNING, UNDOING, WAITING, Import
from guanxi.engine.permissions.access import Actor
from guanxi.engine.registry import registry
from guanxi.kit.tables import Table, TableError, open_table

COUNTED = 100_000
"""So many rows are counted when the file arrives; of more the number is estimated, until they are read."""
SAMPLED = 1_000


def may_import(entity: Entity, actor: Actor) -> None:
    """Raise NotFound for what the actor can't even see exists, NotAllowed without the right to import."""
    access = actor.access
    if not (access.may(entity.name, "import") and access.may(entity.name, "create")):
        raise NotAllowed() if access.may(entity.name, "read") else NotFound()


def start(
    actor: Actor,
    entity: Entity,
    upload: BinaryIO | Iterable[bytes],
    filename: str,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
    heading_rows: int = 1,
) -> Import:
    """Take a file in and understand it; what is not said is found out. Raises NotFound, NotAllowed, Invalid."""
    may_import(entity, actor)
    key = storage.receive(upload)
    try:
        name = tidy(PurePath(filename.replace("\\", "/")).name)[:200] or "file"
        table = _understood(key, name, encoding, delimiter, sheet, header_row, heading_rows)
        mapping, made, options = first_mapping(table, entity, actor.access)
        work = Import(
            title=model.TITLE % {"file": name[:150]},
            entity=entity.name,
            state=model.UPLOADED,
            owner_id=actor.pk,
            file_name=name,
            total=_rows_in(table, key),
            file=key,
            mapping=mapping,
            made=made,
            heading_rows=heading_rows,
            options=options,
        )
        _describe(work, table)
        put_down(registry["imports"], work, actor)
    except TableError as bad:
        storage.remove(key)
        raise Invalid({"file": [problems.of_file(bad)]}) from bad
    except BaseException:
        storage.remove(key)
        raise
    return work


def begun(
    actor: Actor,
    entity: Entity,
    upload: BinaryIO | Iterable[bytes],
    filename: str,
    mapping: Mapping[str, Any] | None,
    options: Mapping[str, Any] | None,
    made: Mapping[str, Any] | None = None,
    **table: Any,
) -> Import:
    """Take a file in together with its mapping and options: both, or nothing stays. Raises as `start` does."""
    work = None
    try:
        with transaction.atomic():
            work = start(actor, entity, upload, filename, **table)
            return set_mapping(work, actor, mapping, options, made)
    except BaseException:
        storage.remove(work.file if work else None)
        raise


def _understood(
    key: uuid.UUID,
    name: str,
    encoding: str | None,
    delimiter: str | None,
    sheet: str | None,
    header_row: int | None,
    heading_rows: int,
) -> Table:
    return open_table(
        storage.path_of(key),
        filename=name,
        encoding=encoding or None,
        delimiter=delimiter or None,
        sheet=sheet or None,
        header_row=header_row,
        heading_rows=heading_rows,
    )


def _rows_in(table: Table, key: uuid.UUID) -> int:
    """How many rows a file has; of a long text file, about how many."""
    counted = size = 0
    for row in islice(table.rows(), COUNTED + 1):
        counted += 1
        if counted <= SAMPLED:
            size += len(" ".join(row.cells).encode(table.encoding or "utf-8", "replace")) + 2
    if counted <= COUNTED:
        return counted
    return max(counted, storage.path_of(key).stat().st_size * SAMPLED // size)


def _describe(work: Import, table: Table) -> None:
    work.format, work.encoding, work.delimiter = table.format, table.encoding or "", table.delimiter or ""
    work.sheet, work.header_row, work.columns = table.sheet or "", table.header_row, list(table.columns)


def find(actor: Actor, key: uuid.UUID) -> Import:
    """An import that the actor may see; raises NotFound."""
    face = registry["imports"]
    rows = Import._base_manager.filter(pk=key)
    work = actor.access.narrow(face, rows).first() if actor.access.may(face.name, "read") else None
    if work is None:
        raise NotFound()
    return follow(work)


def follow(work: Import) -> Import:
    """The import in the state its job left it in, when the job ended without telling; nothing is written."""
    if work.state in (*ALIVE, UNDOING) and work.job is not None:
        from guanxi.engine.jobs import Job

        job = Job._base_manager.filter(pk=work.job).values_list("state", "error").first()
        state, error = job or (model.FAILED, "")
        if state in ("cancelled", "parked", "failed"):
            if work.state == UNDOING:
                work.state = before_undo(work)
            else:
                work.state, work.error = (model.CANCELLED if state == "cancelled" else model.FAILED), error[:500]
    return work


def before_undo(work: Import) -> str:
    """How the import had ended before somebody began to take it back."""
    event = Event.objects.filter(record=work.pk, verb="undo").order_by("-version").first()
    return event.changes["state"][0] if event else model.DONE


def guesses(work: Import, actor: Actor) -> list[Guess]:
    """Every column with samples, and the field it seems meant for."""
    entity = registry.written(work.entity)
    return guess_mapping(table_of(work), entity, actor.access)


def reopen(
    work: Import,
    actor: Actor,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
    heading_rows: int = 1,
) -> Import:
    """Understand the file anew, as the person says; the mapping is guessed anew."""
    must_be(work, PREPARING)
    entity = registry.written(work.entity)
    may_import(entity, actor)
    if work.file is None:
        raise NotFound()
    try:
        table = _understood(work.file, work.file_name, encoding, delimiter, sheet, header_row, heading_rows)
        mapping, made, options = first_mapping(table, entity, actor.access)
    except TableError as bad:
        raise Invalid({"file": [problems.of_file(bad)]}) from bad
    _describe(work, table)
    work.heading_rows = heading_rows
    return move(
        work, actor, "map", state=model.UPLOADED, total=_rows_in(table, work.file), mapping=mapping, made=made,
        options=options, checked=None,
    )  # fmt: skip


def set_mapping(
    work: Import,
    actor: Actor,
    mapping: Mapping[str, Any] | None = None,
    options: Mapping[str, Any] | None = None,
    made: Mapping[str, Any] | None = None,
) -> Import:
    """Say which column goes to which field, and how; None keeps what is. Raises Invalid, WrongStage.

    `made`: the fields that are more than one column as it stands; see `making`. None keeps those to which no column is
    said to go.
    """
    must_be(work, PREPARING)
    entity = registry.written(work.entity)
    may_import(entity, actor)
    columns = list(work.columns)
    chosen = checked_options(entity, actor.access, columns, work.options if options is None else options)
    wanted = work.mapping if mapping is None else mapping
    kept_made = {name: one for name, one in work.made.items() if name not in wanted.values()}
    wanted_made = kept_made if made is None else made
    plain, making = checked_mapping(entity, actor.access, columns, wanted, wanted_made)
    kept = {name: one.as_json() for name, one in making.items()}
    return move(work, actor, "map", state=MAPPED, mapping=plain, made=kept, options=chosen.as_json(), checked=None)


def check(work: Import, steps: Steps) -> Import:
    """A dry run over the whole file: the counts and problems that the real run will have."""
    must_be(work, PREPARING)
    actor = steps.actor()
    may_import(registry.written(work.entity), actor)
    work.spool = work.spool or uuid.uuid4()
    runner = Runner(work, steps, is_dry=True)
    with origin.origin("import", origin.current().address, work.pk.hex):
        runner.run(work.total)
    with storage.path_of(work.spool).open("rb") as file:
        length = file.seek(0, 2)
    return move(
        work, actor, "check", state=CHECKED, checked=runner.counts, marks=runner.marks, spool_bytes=length,
        total=runner.counts["total"], spool=work.spool,
    )  # fmt: skip


def run(work: Import, steps: Steps) -> Import:
    """Carry the import out, or go on with it where it was interrupted; raises what stops it as a whole."""
    actor = steps.actor()
    total, goes_on = work.total, work.started_at is not None
    if not goes_on:
        must_be(work, (*PREPARING, WAITING))
        with steps.transaction():
            move(
                work, actor, "run", state=RUNNING, started_at=timezone.now(), spool=uuid.uuid4(), spool_bytes=0,
                marks=[], error="", total=0,
            )  # fmt: skip
    else:
        Import._base_manager.filter(pk=work.pk).update(state=RUNNING, error="")
        work.state, work.error = RUNNING, ""
    try:
        runner = Runner(work, steps, is_dry=False)
        if goes_on and work.file is not None:  # a run counts from nothing: its total is what it had done
            total = _rows_in(runner.table, work.file)
        with origin.origin("import", origin.current().address, work.pk.hex):
            runner.run(total)
    except EngineError as why:
        text = " ".join(text for texts in why.errors.values() for text in texts) if isinstance(why, Invalid) else ""
        finish(work, actor, model.FAILED, text or why.message)
        raise
    return finish(work, actor, model.DONE)


def finish(work: Import, actor: Actor, state: str, error: str = "") -> Import:
    """The run ended; its counts go into the event log, and keys that a long one left out are made behind it."""
    if work.started_at is not None and made_new(work):
        rebuilding.fill_behind(registry.written(work.entity), work.started_at)
    return move(work, actor, "finish", state=state, error=error[:500], finished_at=timezone.now())


def move(work: Import, actor: Actor, verb: str, **changes: Any) -> Import:
    """Change an import's state and what goes with it, and tell it."""
    face = registry["imports"]
    with transaction.atomic():
        stored = Import._base_manager.defer("search").select_for_update().get(pk=work.pk)
        before = snapshot(face, stored)
        for name, value in changes.items():
            setattr(stored, name, value)
        save_changes(face, stored, before, {}, actor, verb)
        plain = [name for name in changes if name not in face.fields]
        extra = {
            name: getattr(work, name)
            for name in ("format", "encoding", "delimiter", "sheet", "header_row", "heading_rows", "columns")
        }
        Import._base_manager.filter(pk=work.pk).update(**{name: changes[name] for name in plain}, **extra)
    for name in (*changes, "version", "head", "updated_at", "updated_by_id"):
        setattr(work, name, getattr(stored, name))
    return work


def must_be(work: Import, states: Iterable[str]) -> None:
    """Raise WrongStage unless the import is in one of these states."""
    if work.state not in states:
        stage = registry["imports"].fields["state"].to_text(work.state)
        raise WrongStage(_("This isn't possible at the stage “%(stage)s”.") % {"stage": stage})


def stop_job(work: Import) -> None:
    """Cancel the job of an import, if it has one that waits or runs."""
    from guanxi.engine.jobs import Job

    job = Job._base_manager.select_for_update().filter(pk=work.job).first() if work.job else None
    if job is not None and job.state in ("waiting", "running"):
        job.cancel()
        job.save(update_fields=["state", "is_stopping"])
        job.after_change("cancel", {})
