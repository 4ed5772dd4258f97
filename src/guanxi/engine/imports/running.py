"""An import's way through its file: chunk by chunk, each in one short transaction with the place it reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from itertools import islice
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone

from guanxi.engine.duplicates import rebuilding
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid, NotAllowed
from guanxi.engine.gate.saving import known_texts
from guanxi.engine.imports import problems, spool
from guanxi.engine.imports.ahead import giving_way, made_ahead
from guanxi.engine.imports.applying import carry_out, try_out
from guanxi.engine.imports.indexing import Indexing
from guanxi.engine.imports.linking import link_later, try_later
from guanxi.engine.imports.opening import columns_of, table_of
from guanxi.engine.imports.options import Options, Sieve
from guanxi.engine.imports.planning import Planner
from guanxi.engine.imports.plans import CREATE, UPDATE, Later, Plan
from guanxi.engine.models.imports import COUNTS, Import
from guanxi.engine.permissions.access import Actor
from guanxi.engine.registry import registry
from guanxi.engine.sql import commit_unflushed
from guanxi.kit.aside import Aside
from guanxi.kit.garbage import collected_seldom
from guanxi.kit.tables import Row, TableError

CHUNK = 1_000
AHEAD = 2
"""So many chunks are read while the database takes one in."""
MANY = 5_000
"""Of more rows the search index is begun by a helper, which takes a third of a second to start."""
MOST_MARKS = 100
ALIKE = "alike"
"""Among the counts of a check: rows that look like a record there is, or like another row."""


def made_new(work: Import) -> bool:
    """Whether it brought in so many rows that keys of new records may be missing."""
    return work.created > 0 and work.total > MANY


class Steps(Protocol):
    """How a run lives: in a job, or in the foreground."""

    def actor(self) -> Actor: ...

    def check(self) -> None: ...

    def progress(self, done: int, total: int) -> None: ...

    def transaction(self) -> AbstractContextManager[None]: ...


class Foreground:
    """In the process of whoever asked."""

    def __init__(self, actor: Actor, progress: Callable[[int, int], None] | None = None) -> None:
        self._actor = actor
        self._progress = progress

    def actor(self) -> Actor:
        return self._actor

    def check(self) -> None:
        """Nobody stops it but the keyboard."""

    def progress(self, done: int, total: int) -> None:
        if self._progress:
            self._progress(done, total)

    def transaction(self) -> AbstractContextManager[None]:
        return transaction.atomic()


class Runner:
    """One run, real or dry; the counts are those of the import, so that a run that was killed goes on with them."""

    def __init__(self, work: Import, steps: Steps, *, is_dry: bool) -> None:
        self.work = work
        self.steps = steps
        self.is_dry = is_dry
        self.entity: Entity = registry.written(work.entity)
        self.options = Options.read(work.options)
        self.table = table_of(work)
        self.counts = dict.fromkeys(COUNTS, 0) if is_dry else work.counts
        self.marks: list[list[Any]] = [] if is_dry else list(work.marks)
        self.position = 0 if is_dry else work.position
        self.later: list[tuple[Later, bool]] = []
        """Links that wait for the end of a dry run, each with whether its row has a remark already."""
        self.aside: Aside | None = None
        self.indexing = Indexing(self.entity.model)
        self.makes_new = not is_dry
        """Whether records are likely to be made, so that it pays to make their search index ahead."""
        self.planner = self._planner(steps.actor())

    def _planner(self, actor: Actor) -> Planner:
        if not actor.access.may(self.entity.name, "import") or not actor.access.may(self.entity.name, "create"):
            raise NotAllowed()
        columns = columns_of(self.work, self.table, self.entity, actor.access, self.options)
        sieve = Sieve(self.options.leave_out, self.table.columns) if self.options.leave_out else None
        since = None if self.is_dry else self.work.started_at
        return Planner(self.entity, actor, columns, self.options, since, sieve)

    def current_planner(self) -> Planner:
        """The planner, made anew when the actor's rights changed meanwhile."""
        actor = self.steps.actor()
        if actor.access is not self.planner.actor.access:
            before = self.planner
            self.planner = self._planner(actor)
            self.planner.earlier, self.planner.touched = before.earlier, before.touched
            self.planner.inside = before.inside
            self.planner.links.goes_on_with(before.links)
        return self.planner

    def chunks(self) -> Iterator[tuple[Planner, list[list[Row]], list[Plan]]]:
        """Groups of rows from where the run stands, about a thousand rows at a time, and what their cells say."""
        planner = self.planner
        before = None
        for chunk in self._groups(planner):
            plans = [planner.read(group) for group in giving_way(chunk)]
            if before:
                self._fetch(before[2])
                yield before
            self._begin(plans)
            if self.makes_new:
                planner.prepare_ahead(plans)
            before = planner, chunk, plans
        if before:
            self._fetch(before[2])
            yield before

    def _begin(self, plans: Sequence[Plan]) -> None:
        """Have the search index of what is likely to be new made aside, while the next rows are read."""
        if self.makes_new and self.aside:
            self.aside.give([known_texts(self.entity, plan.values) for plan in plans])

    def _fetch(self, plans: Sequence[Plan]) -> None:
        for plan, begun in zip(plans, (self.aside and self.aside.fetch()) or (), strict=False):
            plan.begun = begun

    def _groups(self, planner: Planner) -> Iterator[list[list[Row]]]:
        groups = planner.groups(islice(self.table.rows(), self.position, None))
        chunk: list[list[Row]] = []
        rows = 0
        for group in groups:
            chunk.append(group)
            rows += len(group)
            if rows >= CHUNK:
                yield chunk
                chunk, rows = [], 0
        if chunk:
            yield chunk

    def run(self, total: int) -> None:
        """Go through the file, then find the links that had to wait; raises Invalid when the file breaks off."""
        kept = spool.Spool(self.work.spool, 0 if self.is_dry else self.work.spool_bytes)  # type: ignore[arg-type]
        many = not self.is_dry and total - self.position > MANY
        if many:
            self.aside = Aside()
        if self.is_dry:
            rebuilding.complete(self.entity, self.steps.check)
        try:
            coming = closing(made_ahead(self.chunks(), AHEAD))
            with collected_seldom(), self.indexing if many else nullcontext(), coming as chunks:
                for planner, chunk, plans in chunks:
                    self.steps.check()
                    self._chunk(planner, chunk, plans, kept)
                    self.steps.progress(self.position, max(total, self.position))
            if self.is_dry:
                try_later(self, kept)
            else:
                link_later(self, kept)
        except TableError as bad:
            raise Invalid({"file": [problems.of_file(bad)]}) from bad
        finally:
            kept.close()
            if self.aside:
                self.aside.close()

    def _chunk(self, reader: Planner, chunk: list[list[Row]], plans: list[Plan], kept: spool.Spool) -> None:
        planner = self.current_planner()
        if reader is not planner:  # rights changed meanwhile, and with them what the columns mean
            plans = [planner.read(group) for group in chunk]
        planner.judge(plans)
        if self.is_dry:
            with transaction.atomic():
                try_out(planner, plans)
            self.count(plans)
            kept.write(spool.told_of(plans))
            self.note_later(plans)
            return
        self.makes_new = any(plan.outcome == CREATE for plan in plans)
        with self.steps.transaction():
            self.indexing.leave()
            commit_unflushed()  # the place reached is lost with the rows, and the end of the run flushes everything
            carry_out(planner, plans, self.work, keys_later=self.aside is not None)
            self.count(plans)
            kept.write(spool.told_of(plans))
            self.save(kept)
        planner.uniqueness.forget()

    def note_later(self, plans: Sequence[Plan]) -> None:
        """A dry run remembers the links that wait by itself."""
        for plan in plans:
            if plan.outcome in (CREATE, UPDATE):
                self.later += [(link, plan.has_remark) for link in plan.later]

    def count(self, plans: Sequence[Plan]) -> None:
        counts = self.counts
        for plan in plans:
            rows = len(plan.rows)
            self.position += rows
            if plan.alike:
                counts[ALIKE] = counts.get(ALIKE, 0) + 1
            counts["total"] += rows
            counts[plan.outcome] += rows
            if plan.has_remark:
                if plan.outcome in (CREATE, UPDATE):
                    counts["warned"] += sum(1 for marks in plan.marks if marks)
                if len(self.marks) < MOST_MARKS:
                    self._sample(plan)

    def _sample(self, plan: Plan) -> None:
        for row, marks in zip(plan.rows, plan.marks, strict=True):
            self.marks += [[row.number, *mark] for mark in marks]
        del self.marks[MOST_MARKS:]

    def save(self, kept: spool.Spool) -> None:
        """Put down where the run stands, in the transaction of the rows."""
        work = self.work
        for name, value in self.counts.items():
            setattr(work, name, value)
        work.position, work.spool_bytes, work.marks = self.position, kept.length, self.marks
        Import._base_manager.filter(pk=work.pk).update(
            **self.counts,
            position=work.position,
            spool_bytes=work.spool_bytes,
            marks=work.marks,
            updated_at=timezone.now(),
        )
