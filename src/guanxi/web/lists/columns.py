"""The columns of a list, from the face; only what this person may see."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString

from guanxi.engine import readyviews
from guanxi.engine.entity import Entity, LineSet
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.link import Link
from guanxi.engine.permissions import Access, Mode
from guanxi.kit.escaping import escape
from guanxi.web import addresses, cells, marks
from guanxi.web.lists.arranging import OTHER, TITLE, USUAL, Arrangement, Shown, names
from guanxi.web.lists.linked import kind_at
from guanxi.web.lists.state import ListState
from guanxi.web.ownlayouts import choosing as layouts

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
    width: int = 0
    frozen: bool = False
    further: Kind | None = None
    """The linked record's field that it shows, if it shows one."""

    @cached_property
    def kind(self) -> Kind | None:
        return self.further or self.entity.fields.get(self.name)

    @cached_property
    def lines(self) -> LineSet | None:
        return self.entity.lines.get(self.name)

    @cached_property
    def label(self) -> str:
        if self.further is not None:
            link = self.entity.fields[self.name.partition(".")[0]]
            return f"{cells.kind_label(link)} › {cells.kind_label(self.further)}"
        return cells.label(self.entity, self.name)

    @cached_property
    def css(self) -> str:
        told = ("gx-num" if self.kind is not None and self.kind.numeric else "", "gx-pin" if self.frozen else "")
        return " ".join(part for part in told if part)

    @cached_property
    def drawn(self) -> dict[Any, SafeString]:
        """The cells that were made already, by value."""
        return {}

    @cached_property
    def numeric(self) -> bool:
        return self.kind is not None and self.kind.numeric

    @property
    def usual_width(self) -> int:
        """How wide it is where the widths of others were set."""
        if self.name == self.entity.title:
            return TITLE
        return USUAL.get(self.kind.kind, OTHER) if self.kind is not None else OTHER

    @property
    def shown_width(self) -> int:
        return self.width or self.usual_width

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


def columns_for(entity: Entity, access: Access, arranged: Arrangement | None = None, view: str = "") -> list[Column]:
    """The face's columns (or those arranged) that the person may see, the title first if nowhere else."""
    wanted = list(arranged.columns) if arranged else [Shown(name) for name in usual(entity, access, view)]
    if entity.title not in names(wanted):
        wanted.insert(0, Shown(entity.title))
    frozen = set(names(arranged.columns[: arranged.frozen])) if arranged else set()
    places = iter(PHONE_PLACES)
    made = []
    for one in wanted:
        further = kind_at(entity, one.name, access) if "." in one.name else None
        there = one.name in entity.fields or one.name in entity.lines
        shown = one.name == entity.title or (there and access.mode(entity, one.name) > Mode.HIDDEN)
        if shown or further is not None:
            slot = "title" if one.name == entity.title else next(places, "")
            made.append(Column(entity, one.name, slot, one.width, one.name in frozen, further))
    return made


def usual(entity: Entity, access: Access, view: str = "") -> tuple[str, ...]:
    """The columns of a list that nobody arranged; what it shows by itself stands right after the title."""
    told = layouts.columns(entity, access)
    beside = tuple(name for name in readyviews.columns(entity, view) if name not in told)
    return (*told[:1], *beside, *told[1:])


def arranged_as(columns: list[Column]) -> Arrangement:
    """The arrangement that these columns are."""
    frozen = sum(column.frozen for column in columns)
    return Arrangement(tuple(Shown(column.name, column.width) for column in columns), frozen)


def wanted_fields(columns: list[Column], access: Access) -> tuple[str, ...]:
    """The fields that these columns need read: for a linked record's field, the link."""
    wanted = (c.name.partition(".")[0] for c in columns)
    return tuple(
        dict.fromkeys(name for name in wanted if columns and access.mode(columns[0].entity, name) > Mode.HIDDEN)
    )


def heads(columns: list[Column], state: ListState, access: Access) -> list[dict[str, Any]]:
    """The heads: pressing one sorts by it, pressing it again turns the order round; each has a menu."""
    orders = state.sort or state.entity.orders_[:1]
    return [_head(column, state, access, orders) for column in columns]


def heads_key(columns: list[Column], state: ListState, access: Access) -> str:
    """All that the heads depend on, for who keeps them drawn."""
    entity = state.entity
    told = [(c.name, c.label, c.shown_width, c.frozen, is_sortable(entity, c.name, access)) for c in columns]
    return repr((entity.name, told, state.parameters()))


def _head(column: Column, state: ListState, access: Access, orders: tuple[str, ...]) -> dict[str, Any]:
    menu = addresses.page_url("head", column.entity.name)
    head: dict[str, Any] = {
        "name": column.name,
        "label": column.label,
        "css": column.css,
        "numeric": column.numeric,
        "width": column.shown_width,
        "menu_url": addresses.with_query(menu, state.parameters() | {"column": column.name}),
    }
    if not is_sortable(column.entity, column.name, access):
        return head
    place = next((at for at, name in enumerate(orders) if name.removeprefix("-") == column.name), -1)
    rising = place >= 0 and not orders[place].startswith("-")
    return head | {
        "sortable": True,
        "sorted": ("ascending" if rising else "descending") if place >= 0 else "",
        "place": place + 1 if len(orders) > 1 and place >= 0 else 0,
        "sort_url": state.url(sort=(f"-{column.name}" if rising and place == 0 else column.name,)),
    }


def is_sortable(entity: Entity, name: str, access: Access) -> bool:
    """Whether an order by this field means something to this person; the order of keys means nothing."""
    kind = entity.fields.get(name)
    return kind is not None and kind.sortable and not isinstance(kind, Link) and access.readable(entity, name)
