"""The columns of a list, from the face; only what this person may see."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

from django.utils.safestring import SafeString

from guanxi.engine.entity import Entity, LineSet
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.link import Link
from guanxi.engine.permissions import Access, Mode
from guanxi.web import addresses, cells, marks
from guanxi.web.lists.state import ListState

FEW = ("choice", "stage", "yes_no", "link")
"""Kinds of which a page of rows holds few different values, so that each is drawn once."""
PHONE_PLACES = ("a", "b", "c", "d")
"""Where the columns after the title stand on a phone's card; the others stay on the wide screen."""


@dataclass(frozen=True)
class Column:
    """One column: a field, or a set of lines told in one cell."""

    entity: Entity
    name: str
    slot: str = ""

    @cached_property
    def kind(self) -> Kind | None:
        return self.entity.fields.get(self.name)

    @cached_property
    def lines(self) -> LineSet | None:
        return self.entity.lines.get(self.name)

    @cached_property
    def label(self) -> str:
        return cells.label(self.entity, self.name)

    @cached_property
    def css(self) -> str:
        return "gx-num" if self.kind is not None and self.kind.numeric else ""

    @cached_property
    def drawn(self) -> dict[Any, SafeString]:
        """The cells that were made already, by value."""
        return {}

    @cached_property
    def numeric(self) -> bool:
        return self.css == "gx-num"

    def cell(self, row: dict[str, Any]) -> dict[str, Any]:
        """The cell of a row, for the table; on a phone's card, nothing where nothing is, and names for bare numbers."""
        value = row.get(self.name)
        if self.name == self.entity.title:
            html = title_cell(self.entity, row)
        elif self.kind is None:
            html = cells.lines_cell(self.lines, value)  # type: ignore[arg-type]
        elif self.kind.kind in FEW:
            html = self.drawn.get(value) or self.drawn.setdefault(value, cells.cell(self.kind, value))
        else:
            html = cells.cell(self.kind, value)
        made: dict[str, Any] = {"html": html, "css": self.css, "slot": self.slot}
        if not value and self.slot and self.slot != "title" and value is not False:
            made["css"] = f"{self.css} gx-z".strip()
        elif self.slot and (self.numeric or value is True or value is False):
            made["label"] = self.label
        return made


def title_cell(entity: Entity, row: dict[str, Any]) -> SafeString:
    """The title as a link, with the record's letter before it."""
    title = cells.title_of(entity, row)
    return SafeString(
        f'<span class="gx-row"><span class="gx-lm" aria-hidden="true">{escape(marks.letter(title))}</span>'
        f'<a href="{addresses.record_url(entity.name, row["id"])}">{escape(title)}</a></span>'
    )


def columns_for(entity: Entity, access: Access, names: tuple[str, ...] = ()) -> list[Column]:
    """The face's columns (or those named) that the person may see, the title first if nowhere else."""
    wanted = list(names or entity.columns or list(entity.fields)[:6])
    if entity.title not in wanted:
        wanted.insert(0, entity.title)
    shown = [name for name in wanted if access.mode(entity, name) > Mode.HIDDEN or name == entity.title]
    places = iter(PHONE_PLACES)
    return [Column(entity, name, "title" if name == entity.title else next(places, "")) for name in shown]


def wanted_fields(columns: list[Column], access: Access) -> tuple[str, ...]:
    """The fields that these columns need read."""
    return tuple(c.name for c in columns if access.mode(c.entity, c.name) > Mode.HIDDEN)


def heads(columns: list[Column], state: ListState, access: Access) -> list[dict[str, Any]]:
    """The heads: pressing one sorts by it, pressing it again turns the order round."""
    first = (state.sort or state.entity.orders_)[:1]
    present = first[0] if first else ""
    return [_head(column, state, access, present) for column in columns]


def _head(column: Column, state: ListState, access: Access, present: str) -> dict[str, Any]:
    head: dict[str, Any] = {"name": column.name, "label": column.label, "numeric": column.numeric}
    if not is_sortable(column.entity, column.name, access):
        return head
    by_this = present.removeprefix("-") == column.name
    rising = by_this and not present.startswith("-")
    return head | {
        "sortable": True,
        "sorted": ("ascending" if rising else "descending") if by_this else "",
        "sort_url": state.url(sort=(f"-{column.name}" if rising else column.name,)),
    }


def is_sortable(entity: Entity, name: str, access: Access) -> bool:
    """Whether an order by this field means something to this person; the order of keys means nothing."""
    kind = entity.fields.get(name)
    return kind is not None and kind.sortable and not isinstance(kind, Link) and access.readable(entity, name)
