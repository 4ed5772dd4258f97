"""The first pass over links: those of a chunk are looked up together, and made where a recipe says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from guanxi.engine.fields.link import Named
from guanxi.engine.imports.columns import EMPTY, Column
from guanxi.engine.imports.lookups import Lookup, remark
from guanxi.engine.imports.plans import CREATE, UPDATE, Later, Plan
from guanxi.engine.registry import registry

if TYPE_CHECKING:
    from guanxi.engine.imports.planning import Planner

_MOST_LINKS = 50_000


class Links:
    """The mapped links of a file."""

    def __init__(self, planner: Planner, columns: Sequence[Column]) -> None:
        self.planner = planner
        self.own = [column for column in planner.own if column.is_link]
        self.inner = [column for column in planner.inner if column.is_link]
        self.lookups = {
            column.target.name: self._lookup(column)
            for column in (*self.own, *self.inner)
            if column.making and (column.making.find_by or column.making.create)
        }
        self.extras: dict[str, list[Column]] = {}
        for column in columns:
            if column.target.extra_of:
                self.extras.setdefault(column.target.extra_of.name, []).append(column)

    def _lookup(self, column: Column) -> Lookup:
        target = registry[column.kind.target]  # type: ignore[attr-defined]
        remembers = target is not self.planner.entity
        return Lookup(target, column.making, self.planner.actor, remembers=remembers)  # type: ignore[arg-type]

    def goes_on_with(self, before: Links) -> None:
        """Know what was made already, in a dry run known to nobody else."""
        for name, lookup in self.lookups.items():
            if name in before.lookups:
                lookup.made.update(before.lookups[name].made)

    def find(self, plans: Sequence[Plan]) -> None:
        """Put keys in the place of what the file calls records; what can't be found is told."""
        if not self.own and not self.inner:
            return
        cleaner = self.planner.cleaner
        if len(cleaner.found) > _MOST_LINKS:
            cleaner.found.clear()
        for column in self.own:
            self._look_up(column, [plan.values.get(column.name) for plan in plans])
        for column in self.inner:
            name = column.lines_name
            self._look_up(column, [line.get(column.name) for plan in plans for line in plan.lines.get(name, ())])
        for plan in plans:
            for column in self.own:
                if column.name in plan.values:
                    self._link_own(plan, column)
            if plan.lines:
                self._link_lines(plan)

    def settle(self, plans: Sequence[Plan], *, saves: bool) -> None:
        """Save the linked records that the rows of a chunk need, inside their transaction."""
        if not self.lookups:
            return
        wanted = {key for plan in plans if plan.outcome in (CREATE, UPDATE) for key in plan.needs}
        for lookup in self.lookups.values():
            lookup.settle(wanted, saves=saves)

    def _look_up(self, column: Column, values: Iterable[Any]) -> None:
        """Find the linked records of a chunk in a few queries; those of the same entity anew each time."""
        cleaner, target = self.planner.cleaner, column.kind.target  # type: ignore[attr-defined]
        wanted = {value for value in values if value is not None}
        lookup = self.lookups.get(column.target.name)
        if lookup is not None:
            lookup.look_up(wanted)
            return
        if target != self.planner.entity.name:
            wanted = {value for value in wanted if (target, value) not in cleaner.found}
        if wanted:
            cleaner.look_up(target, wanted)

    def _key(self, plan: Plan, column: Column, value: Any, row: int) -> Any:
        """The linked record's key; raises ValidationError."""
        lookup = self.lookups.get(column.target.name)
        if lookup is None:
            return self.planner.cleaner.link(column.kind, value)  # type: ignore[arg-type]
        key, is_new = lookup.link(value, lambda: self._extras(plan, column, row))
        if lookup.is_unsaved(key):
            plan.needs.append(key)
        if is_new:
            plan.tell(remark(lookup, value.text), column.place, row=row, is_problem=False)
        return key

    def _extras(self, plan: Plan, column: Column, row: int) -> Mapping[str, Any]:
        """What the row says of a linked record that is to be made; raises ValidationError."""
        values: dict[str, Any] = {}
        for extra in self.extras.get(column.target.name, ()):
            read = extra.of(plan.rows[row].cells)
            if read.problem:
                raise ValidationError(read.problem, code="new")
            if read is not EMPTY:
                values[extra.name] = read.value
        return values

    def _link_own(self, plan: Plan, column: Column) -> None:
        planner, kind, value = self.planner, column.kind, plan.values[column.name]
        try:
            plan.values[column.name] = self._key(plan, column, value, 0)
            return
        except ValidationError as bad:
            text, is_refused = " ".join(bad.messages), bad.code == "new"
        del plan.values[column.name]
        if kind.needed or kind.right or is_refused:
            plan.tell(text, column.place)
        elif not isinstance(value, Named) or kind.target != planner.entity.name or column.making:  # type: ignore[attr-defined]
            plan.tell(text, column.place, is_problem=False)
        elif planner.earlier.named(value.text, len(planner.matcher.names)) != 1:
            plan.later.append(Later(column.name, value.text, plan.rows[0].number, column.place or 0))

    def _link_lines(self, plan: Plan) -> None:
        """Links of lines; a line that can't be without its link is left out, with a remark."""
        for column in self.inner:
            name = column.lines_name
            for line in list(plan.lines.get(name, ())):
                if column.name not in line:
                    continue
                try:
                    line[column.name] = self._key(plan, column, line[column.name], line[""])
                except ValidationError as bad:
                    del line[column.name]
                    plan.tell(" ".join(bad.messages), column.place, row=line[""], is_problem=bad.code == "new")
                    if column.kind.needed:
                        plan.lines[name].remove(line)
