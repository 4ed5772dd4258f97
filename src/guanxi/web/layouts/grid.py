"""The grid: how many records have which two of their choices together; each number is a list."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from guanxi.engine.entity import Entity
from guanxi.engine.fields.link import Link
from guanxi.engine.layouts import grid_fields
from guanxi.engine.permissions import Access
from guanxi.engine.reading import Count, Query
from guanxi.engine.reading.grouping import MOST_COUNTED, condition_of, crossed
from guanxi.engine.reading.rows import titles_of
from guanxi.web import cells
from guanxi.web.cross import cross
from guanxi.web.guard import Asking
from guanxi.web.layouts import Layout, layout
from guanxi.web.lists.conditions import joined
from guanxi.web.lists.state import ListState

Context = dict[str, Any]


@layout
class GridLayout(Layout):
    """Rows by one choice, columns by another."""

    name = "grid"
    label = pgettext_lazy("layout", "Grid")
    icon = "table"
    place = 16
    template = "web/parts/list_grid.html"
    settings = ("by", "across")

    def offered(self, entity: Entity, access: Access) -> bool:
        return len(fields(entity, access)) > 1

    def render(self, request: Asking, state: ListState) -> Context:
        entity, access = state.entity, request.user.access
        offered = fields(entity, access)
        by = _chosen(state, "by", offered)
        across = _chosen(state, "across", [name for name in offered if name != by])
        query = Query(state.filter, state.q, deleted=state.deleted)
        numbers, complete = crossed(entity, request.user, query, by, across)

        def cell(here: str, there: str) -> Context:
            both = joined(condition_of(entity, by, here), condition_of(entity, across, there))
            return {"url": state.url(layout="table", settings={}, filter=joined(state.filter, both))}

        down = _options(entity, by, {here for here, _there in numbers}, access)
        right = _options(entity, across, {there for _here, there in numbers}, access)
        told = cross(numbers, down, right, cell)
        caption = _("%(rows)s by %(columns)s") % {
            "rows": cells.label(entity, by),
            "columns": cells.label(entity, across),
        }
        words = _("Only the first %(most)s records were counted. Add a condition to count all.")
        return {
            "rows": bool(numbers),
            "total": Count(sum(numbers.values()), exact=complete),
            "cross": {**told, "caption": caption, "corner": caption},
            "note": "" if complete else words % {"most": f"{MOST_COUNTED:,}"},
            "choices": _choices(state, offered, "by", by, {"across": across}),
            "choices_label": pgettext_lazy("grid", "Rows"),
            "across": _choices(state, [name for name in offered if name != by], "across", across, {"by": by}),
        }


def fields(entity: Entity, access: Access) -> list[str]:
    """The choices by which this person can count."""
    return [name for name in grid_fields(entity) if access.readable(entity, name)]


def _chosen(state: ListState, setting: str, offered: list[str]) -> str:
    wanted = state.settings.get(setting, "")
    return wanted if wanted in offered else offered[0]


def _options(entity: Entity, name: str, keys: set[str], access: Access) -> list[tuple[str, str]]:
    kind: Any = entity.fields[name]
    if isinstance(kind, Link):
        titles = titles_of(kind.target, {uuid.UUID(key) for key in keys if key}, access)
        named = sorted((titles.get(uuid.UUID(key), _("hidden")), key) for key in keys if key)
        return [*((key, title) for title, key in named), ("", pgettext("group", "Not set"))]
    return [*((key, str(label)) for key, label in kind.labels.items()), ("", pgettext("group", "Not set"))]


def _choices(state: ListState, offered: list[str], setting: str, on: str, others: dict[str, str]) -> list[Context]:
    return [
        {
            "label": cells.label(state.entity, name),
            "url": state.url(
                settings={**{key: value for key, value in others.items() if value != name}, setting: name}
            ),
            "on": name == on,
        }
        for name in offered
    ]
