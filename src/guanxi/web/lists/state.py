"""What the address of a list asks for, and the addresses that ask for a little else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from guanxi.engine import readyviews
from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery
from guanxi.engine.reading import Query
from guanxi.web import addresses
from guanxi.web.layouts import TABLE
from guanxi.web.lists.arranging import Arrangement

LONGEST_FILTER = 20_000
LONGEST_SETTING = 200
NO_FILTER = "{}"
PAGE = 50
ALL, MINE = "all", "mine"
"""The views that every list has by itself."""
OF_LAYOUT = "layout_"
"""What the names of a layout's own settings begin with in the address."""


@dataclass(frozen=True)
class ListState:
    """A list as its address says it; everything else about the page follows."""

    entity: Entity
    filter: Any = None
    q: str = ""
    sort: tuple[str, ...] = ()
    cursor: str = ""
    deleted: bool = False
    layout: str = TABLE
    settings: Mapping[str, str] = field(default_factory=dict)
    """The layout's own, by name."""
    columns: Arrangement = field(default_factory=Arrangement)
    """Empty: as the person keeps them."""
    view: str = ""
    """The view it began with: a saved one's key, "all" or "mine"."""

    @classmethod
    def read(cls, entity: Entity, asked: Mapping[str, str]) -> ListState:
        """Out of an address; raises BadQuery."""
        return cls(
            entity,
            read_filter(asked.get("filter", "")),
            asked.get("q", "").strip(),
            read_sort(asked),
            asked.get("cursor", ""),
            asked.get("deleted", "") == "1",
            asked.get("layout", "") or TABLE,
            {
                name.removeprefix(OF_LAYOUT): asked[name][:LONGEST_SETTING]
                for name in asked
                if name.startswith(OF_LAYOUT) and asked[name]
            },
            Arrangement.read(asked.get("columns", "")),
            asked.get("view", "")[:40],
        )

    @property
    def narrowed(self) -> bool:
        """Whether it shows less than everything."""
        return bool(self.filter or self.q)

    @property
    def keeps_columns(self) -> bool:
        """Whether its columns belong to the address (as in a saved view) rather than to the person."""
        return bool(self.columns) or self.view not in ("", ALL, MINE, *readyviews.names())

    def query(self, fields: tuple[str, ...]) -> Query:
        """The page the engine shall read."""
        return Query(self.filter, self.q, self.sort, fields, PAGE, self.cursor or None, self.deleted)

    def parameters(self) -> dict[str, str]:
        """Everything but the place in the order, as an address writes it."""
        told = {
            "q": self.q,
            "filter": addresses.compact(self.filter),
            "sort": ",".join(self.sort),
            "deleted": "1" if self.deleted else "",
            "columns": str(self.columns),
            "layout": "" if self.layout == TABLE else self.layout,
            **{OF_LAYOUT + name: value for name, value in self.settings.items()},
        }
        said = {name: value for name, value in told.items() if value}
        if not self.view:
            return said
        # A view's name alone asks for it as it was saved; nothing at all has to be said otherwise.
        return {"view": self.view} | (said or ({} if self.view == ALL else {"filter": NO_FILTER}))

    @property
    def home(self) -> str:
        """The address of the list without anything it asks for."""
        return addresses.list_url(self.entity.name)

    @property
    def builder(self) -> str:
        """The address of its filter builder."""
        return addresses.page_url("filter", self.entity.name)

    @property
    def saving(self) -> str:
        """The address where it is saved as a view."""
        return addresses.page_url("view-save", self.entity.name)

    def url(self, **changes: Any) -> str:
        """The address of this list with something changed; from the first page unless a cursor is given."""
        state = replace(self, **({"cursor": ""} | changes))
        return addresses.with_query(state.home, state.parameters() | {"cursor": state.cursor or ""})


def read_sort(asked: Mapping[str, str]) -> tuple[str, ...]:
    """The orders of an address: in one parameter, or in several as a form sends them."""
    given = asked.getlist("sort") if isinstance(asked, QueryDict) else [asked.get("sort", "")]
    told = [name.strip() for text in given for name in text.split(",") if name.strip()]
    return tuple({name.removeprefix("-"): name for name in reversed(told)}[bare] for bare in dict.fromkeys(_bare(told)))


def _bare(names: list[str]) -> list[str]:
    return [name.removeprefix("-") for name in names]


def read_filter(text: str) -> Any:
    """A filter out of an address; raises BadQuery."""
    if not text:
        return None
    if len(text) > LONGEST_FILTER:
        raise BadQuery(_("This filter is too large."))
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as bad:
        raise BadQuery(_("The filter in this address can't be read.")) from bad
