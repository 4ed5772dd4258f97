"""What a form sent, for the gate; and the same again for the form, when it was refused."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any

from django.http import QueryDict

from guanxi.engine.entity import Entity
from guanxi.engine.fields.base import Kind
from guanxi.engine.permissions import Access, Mode
from guanxi.web.forms import lines as editing
from guanxi.web.forms.values import Submitted, tidy, titles_for, to_shown


class Submission:
    """The fields and lines of one entity as they stand in a form's data (or in the query that prefills a form)."""

    def __init__(self, entity: Entity, data: QueryDict, access: Access, without: Container[str] = ()) -> None:
        self.entity, self.access = entity, access
        self.fields: dict[str, Submitted] = {
            name: tidy(entity.fields[name].from_inputs(data.getlist(name)))
            for name in access.writable(entity)
            if name in data and name not in without
        }
        self.lines: dict[str, list[editing.Typed]] = {}
        self.untouched: set[str] = set()
        for name, lines in entity.lines.items():
            if access.mode(entity, name) is Mode.OPEN and editing.was_sent(lines, data) and name not in without:
                self.lines[name] = editing.read_lines(lines, data)
                if editing.untouched(lines, data, self.lines[name]):
                    self.untouched.add(name)

    def values(self) -> dict[str, Any]:
        """For the gate, as text; lines that nobody touched are left out, so that they can't contradict another's."""
        touched = {name: rows for name, rows in self.lines.items() if name not in self.untouched}
        return {**self.fields, **touched}

    def shown(self) -> dict[str, Any]:
        """For the form: values by field, rows by set of lines."""
        titles = titles_for(self._typed(), self.access)
        told: dict[str, Any] = {
            name: to_shown(self.entity.fields[name], typed, titles) for name, typed in self.fields.items()
        }
        for name, rows in self.lines.items():
            told[name] = editing.shown_again(self.entity.lines[name], rows, titles)
        return told

    def _typed(self) -> Iterator[tuple[Kind, Submitted | None]]:
        for name, typed in self.fields.items():
            yield self.entity.fields[name], typed
        for name, rows in self.lines.items():
            for row in rows:
                for field, kind in self.entity.lines[name].fields.items():
                    yield kind, row.get(field)
