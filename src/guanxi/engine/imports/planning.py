"""Rows of a file become plans: read, linked, matched with what is there, cleaned. Nothing is written here."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from django.utils.translation import gettext as _

from guanxi.engine.duplicates.inside_files import InsideFiles
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid
from guanxi.engine.gate.cleaning import MOST_LINES, Cleaner, check_record
from guanxi.engine.gate.creating import Prepared, prepare
from guanxi.engine.gate.finding import folded
from guanxi.engine.gate.saving import still_known
from guanxi.engine.gate.uniqueness import Uniqueness
from guanxi.engine.imports import problems
from guanxi.engine.imports.ahead import AsksTheDatabase, giving_way, without_database
from guanxi.engine.imports.columns import EMPTY, Column
from guanxi.engine.imports.links import Links
from guanxi.engine.imports.matching import Matcher, Seen
from guanxi.engine.imports.options import CREATE as ALWAYS_CREATE
from guanxi.engine.imports.options import FILL_EMPTY, Options, Sieve
from guanxi.engine.imports.options import SKIP as SKIP_MATCHES
from guanxi.engine.imports.options import SKIP as SKIP_NEW
from guanxi.engine.imports.plans import CREATE, FAIL, UPDATE, Plan
from guanxi.engine.imports.plans import SKIP as SKIPPED
from guanxi.engine.permissions.access import Actor
from guanxi.kit.tables import Row

OFTEN = 3


class Planner:
    """Plans chunk by chunk for one file, one entity and one actor."""

    def __init__(
        self,
        entity: Entity,
        actor: Actor,
        columns: Sequence[Column],
        options: Options,
        since: dt.datetime | None,
        sieve: Sieve | None = None,
    ) -> None:
        self.entity = entity
        self.actor = actor
        self.options = options
        self.sieve = sieve
        written = [column for column in columns if not column.is_extra]
        self.own = [column for column in written if column.target.lines is None]
        self.inner = [column for column in written if column.target.lines is not None]
        self.by_target = {column.target.name: column for column in columns}
        self.places = {column.target.name: column.place for column in columns}
        self.labels = {name: str(kind.verbose_name) for name, kind in entity.fields.items()}  # type: ignore[attr-defined]
        self.only_finding = {column.name for column in self.own if column.target.only_finds}
        self.cleaner = Cleaner(entity, actor)
        self.cleaner.open({c.name for c in self.own if not c.target.only_finds} | {c.lines_name for c in self.inner})
        access = actor.access
        asked = options.match_by or entity.keys_
        keys = [name for name in asked if name in self.places and access.readable(entity, name)]
        self.matcher = Matcher(entity, actor, keys, since)
        self.earlier = Seen()
        """What the file made in earlier chunks; only a dry run needs it, since then the database doesn't know."""
        self.touched: set[uuid.UUID] = set()
        """Existing records that earlier chunks changed; kept in a dry run for the same reason."""
        self.since = since
        self.uniqueness = Uniqueness(entity)
        self.links = Links(self, columns)
        self.inside = InsideFiles(entity, actor)
        self._asked = 0
        """How often making records ahead wanted to look at the database; once, it may be for something that is kept."""

    # --- rows that belong together ---------------------------------------------------------------------------------

    def groups(self, rows: Iterable[Row]) -> Iterator[list[Row]]:
        """Rows one by one; where lines are mapped, those that follow each other and name the same record together."""
        if not self.inner:
            for row in rows:
                yield [row]
            return
        telling = [self.by_target[name] for name in self.matcher.names] or self.own
        places = [place for column in telling for place in column.places]
        group: list[Row] = []
        for row in rows:
            if self.sieve and self.sieve.leaves_out(row.cells):
                if group:
                    yield group
                yield [row]
                group = []
                continue
            same = group and any(row.cells[p] for p in places) and len(group) < MOST_LINES
            if same and all(row.cells[p] == group[0].cells[p] for p in places):
                group.append(row)
                continue
            if group:
                yield group
            group = [row]
        if group:
            yield group

    # --- one chunk -------------------------------------------------------------------------------------------------

    def plan(self, groups: Sequence[list[Row]]) -> list[Plan]:
        """A plan for each group, in order."""
        plans = [self.read(rows) for rows in groups]
        self.judge(plans)
        return plans

    def judge(self, plans: Sequence[Plan]) -> None:
        """What shall become of each: linked, matched with what is there, cleaned."""
        self.links.find(plans)
        self._match(plans)
        self._prepare(plans)

    def read(self, rows: list[Row]) -> Plan:
        """What the cells of a group say, without a look at the database."""
        plan = Plan(rows, [[] for _row in rows])
        cells = rows[0].cells
        if self.sieve and self.sieve.leaves_out(cells):
            plan.outcome, plan.is_left_out = SKIPPED, True
            return plan
        values = plan.values
        for column in self.own:
            read = column.of(cells)
            if read is EMPTY:
                continue
            if read.problem:
                plan.tell(read.problem, column.place)
                continue
            values[column.name] = read.value
            if read.remark:
                plan.tell(read.remark, column.place, is_problem=False)
        for number, row in enumerate(rows):
            if row.problem:
                text, is_problem = problems.of_row(row.problem)
                plan.tell(text, row=number, is_problem=is_problem)
            if self.inner:
                self._read_lines(plan, row, number)
        return plan

    def _read_lines(self, plan: Plan, row: Row, number: int) -> None:
        """The line that a row holds in each set of lines."""
        found: dict[str, dict[str, Any]] = {}
        for column in self.inner:
            read = column.of(row.cells)
            if read.problem:
                plan.tell(read.problem, column.place, row=number)
            elif read is not EMPTY:
                found.setdefault(column.lines_name, {})[column.name] = read.value
                if read.remark:
                    plan.tell(read.remark, column.place, row=number, is_problem=False)
        for name, line in found.items():
            plan.lines.setdefault(name, []).append({"": number, **line})

    # --- what is there already -------------------------------------------------------------------------------------

    def _match(self, plans: Sequence[Plan]) -> None:
        finding = bool(self.matcher.names) and self.options.on_match != ALWAYS_CREATE
        for plan in plans:
            plan.identity = self.matcher.identity(plan.values) if self.matcher.names else ()
            for name in self.only_finding:
                plan.values.pop(name, None)
        stored = self.matcher.stored([plan.identity for plan in plans]) if finding else {}
        here = Seen()
        for plan in plans:
            if plan.is_left_out:
                continue
            if plan.has_problem:
                plan.outcome = FAIL
                continue
            if finding and any(plan.identity):
                match = stored.get(plan.identity)
                if match is not None:
                    self._meets(plan, several=match.several)
                    plan.key = match.key
                    continue
                same = here.find(plan.identity) or self.earlier.find(plan.identity)
                if same is not None:
                    plan.earlier = same[1]
                    self._meets(plan, several=False)
                    continue
            if self.options.when_new == SKIP_NEW:
                plan.outcome = SKIPPED
                continue
            here.remember(plan.identity, plan)

    def _meets(self, plan: Plan, *, several: bool) -> None:
        """The plan's record is there already, or will be by an earlier row."""
        plan.outcome = SKIPPED if self.options.on_match == SKIP_MATCHES else UPDATE
        if several and plan.outcome == UPDATE:
            plan.outcome = FAIL
            plan.tell(_("Several records have this name; give the number of the one you mean."))

    # --- new records -----------------------------------------------------------------------------------------------

    def prepare_ahead(self, plans: Sequence[Plan]) -> None:
        """Make the records of rows that are likely to be new, in a thread that may not ask the database.

        What can't be made so, or has something wrong with it, is left to `judge`.
        """
        has_links = self.links.own or self.links.inner
        if has_links or self.only_finding or self.options.when_new == SKIP_NEW or self._asked > OFTEN:
            return
        try:
            with without_database():
                for plan in giving_way(plans):
                    if not plan.is_left_out and not plan.has_problem:
                        with suppress(Invalid):
                            plan.prepared = self._made(plan)
                            plan.prepared.tell_ahead(self.entity)
        except AsksTheDatabase:
            self._asked += 1

    def _prepare(self, plans: Sequence[Plan]) -> None:
        for plan in plans:
            if plan.outcome == UPDATE and plan.earlier is not None:
                self._merge(plan, plan.earlier)
        for plan in plans:
            is_new = plan.outcome == CREATE or (plan.outcome == UPDATE and plan.key is None and plan.earlier is None)
            if is_new and plan.prepared is None:
                self._clean(plan)
            if plan.begun and plan.prepared and still_known(self.entity, plan.prepared.record, plan.values):
                plan.prepared.begun = plan.begun
        creating = [plan for plan in plans if plan.outcome == CREATE and plan.prepared is not None]
        wrong = self.uniqueness.clashes([plan.prepared.record for plan in creating])  # type: ignore[union-attr]
        for place, why in wrong.items():
            self.refuse(creating[place], why)

    def _merge(self, plan: Plan, earlier: Plan) -> None:
        """A later row about a record that isn't saved yet changes what will be saved."""
        earlier.begun = earlier.prepared = None
        for name, value in plan.values.items():
            if self.options.on_match == FILL_EMPTY:
                earlier.values.setdefault(name, value)
            else:
                earlier.values[name] = value
        for name, lines in plan.lines.items():
            earlier.lines.setdefault(name, []).extend({**line, "": 0} for line in lines)

    def _clean(self, plan: Plan) -> None:
        """Make the record of a plan, or tell what is wrong with it."""
        try:
            plan.prepared = self._made(plan)
            self._refuse_self_links(plan)
        except Invalid as bad:
            self.refuse(plan, bad)

    def _made(self, plan: Plan) -> Prepared:
        """The record with its defaults; raises Invalid for what is missing and where its own rule refuses it."""
        values: dict[str, Any] = dict(plan.values)
        errors: dict[str, list[str]] = {}
        if plan.outcome == CREATE:
            self.cleaner.complete(values, errors)
        self._clean_lines(plan, errors)
        if errors:
            raise Invalid(errors)
        for name, lines in plan.lines.items():
            values[name] = [{key: value for key, value in line.items() if key} for line in lines]
        return prepare(self.entity, values, self.actor)

    def _clean_lines(self, plan: Plan, errors: dict[str, list[str]]) -> None:
        for name, lines in plan.lines.items():
            kinds = self.entity.lines[name].fields
            for line in lines:
                for field, kind in kinds.items():
                    if kind.needed and field not in line:
                        errors[f"{name}.{line['']}.{field}"] = [_("Fill this in.")]
            _refuse_repeated(self.entity, name, lines, errors)

    def _refuse_self_links(self, plan: Plan) -> None:
        """A link that names its own row is settled now, since a later look would find the record itself."""
        if not plan.later or plan.prepared is None:
            return
        record = plan.prepared.record
        title = folded(getattr(record, self.entity.title) or "")
        for link in list(plan.later):
            if folded(link.text) != title:
                continue
            attname = self.entity.fields[link.name].attname  # type: ignore[attr-defined]
            setattr(record, attname, record.pk)
            try:
                check_record(record)
            except Invalid as bad:
                plan.later.remove(link)
                text = " ".join(text for texts in bad.errors.values() for text in texts)
                plan.tell(text, link.place, is_problem=False)
            finally:
                setattr(record, attname, None)

    def refuse(self, plan: Plan, why: Any) -> None:
        """A plan can't be carried out; what the reasons name is told at its column."""
        plan.fail(why, self.places, self.labels)

    def refuse_all(self, plans: Iterable[Plan], why: Any) -> None:
        """Several plans for one record can't be carried out."""
        for plan in plans:
            self.refuse(plan, why)


def _refuse_repeated(entity: Entity, name: str, lines: Sequence[dict[str, Any]], errors: dict[str, list[str]]) -> None:
    """Two lines of one record that a unique constraint tells apart no more."""
    from django.db.models import UniqueConstraint

    lineset = entity.lines[name]
    for constraint in lineset.model._meta.constraints:
        if not isinstance(constraint, UniqueConstraint) or lineset.parent not in constraint.fields:
            continue
        fields = [field for field in constraint.fields if field != lineset.parent]
        seen: set[tuple[Any, ...]] = set()
        for line in lines:
            mark = tuple(line.get(field) for field in fields)
            if mark in seen and fields:
                errors[f"{name}.{line['']}.{fields[0]}"] = [str(constraint.violation_error_message)]
            seen.add(mark)
