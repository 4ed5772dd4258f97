"""Groups: the records by any value, month or linked record, with subtotals; each group opens its own rows."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.link import Link, Ref
from guanxi.engine.permissions import Access
from guanxi.engine.reading import Bucket, Count, Groups, Query, groups
from guanxi.engine.reading.grouping import (
    BY_MONTH,
    BY_REGION,
    MOST_COUNTED,
    MOST_SUMS,
    can_add,
    can_group,
    condition_of,
)
from guanxi.web import addresses, cells
from guanxi.web.guard import Asking
from guanxi.web.layouts import Layout, figures, layout
from guanxi.web.lists.columns import Column, heads
from guanxi.web.lists.conditions import joined
from guanxi.web.lists.state import ListState
from guanxi.web.lists.table import columns_of

Context = dict[str, Any]
NONE = "-"
"""The group of the records without a value, in addresses."""


@layout
class GroupsLayout(Layout):
    """Folded groups under one head of columns."""

    name = "groups"
    label = pgettext_lazy("layout", "Groups")
    icon = "list-tree"
    place = 5
    template = "web/parts/list_groups.html"
    settings = ("by",)
    uses_sort = True
    uses_columns = True

    def offered(self, entity: Entity, access: Access) -> bool:
        return bool(fields(entity, access))

    def render(self, request: Asking, state: ListState) -> Context:
        entity, access = state.entity, request.user.access
        by = chosen(state, access)
        columns = columns_of(state, request.user)
        added = sums_of(columns, access)
        query = Query(state.filter, state.q, deleted=state.deleted)
        found = groups(entity, request.user, query, by, added)
        ordered = _ordered(entity.fields[by], found.buckets)
        total = sum(bucket.count.value for bucket in ordered)
        span = _span(columns, added)
        return {
            "rows": bool(ordered),
            "total": Count(total, exact=found.complete and not found.more),
            "columns": heads(columns, state, access),
            "span": span,
            "groups": [_group(state, by, bucket, place, columns[span:]) for place, bucket in enumerate(ordered)],
            "totals": _totals(found, ordered, columns[span:]),
            "note": _note(found),
            "choices": [
                {"label": cells.label(entity, name), "url": state.url(settings={"by": name}), "on": name == by}
                for name in fields(entity, access)
            ],
            "choices_label": pgettext_lazy("layout", "Group by"),
        }


def fields(entity: Entity, access: Access) -> list[str]:
    """What this person can group by; what the face shows first."""
    shown = [name for name in (*entity.columns, *entity.fields) if can_group(entity, name, access)]
    return [name for name in dict.fromkeys(shown) if name != "deleted_at"]


def chosen(state: ListState, access: Access) -> str:
    """The field the address asks for; else the stage, or the first that is offered."""
    offered = fields(state.entity, access)
    wanted = state.settings.get("by", "")
    if wanted in offered:
        return wanted
    stage = state.entity.stage.name if state.entity.stage is not None else ""
    return stage if stage in offered else offered[0]


def sums_of(columns: Sequence[Column], access: Access) -> list[str]:
    """The columns that can be added up, for this person."""
    own = [c for c in columns if c.further is None and can_add(c.kind)]
    addable = [c.name for c in own if access.readable(c.entity, c.name)]
    return addable[:MOST_SUMS]


def _span(columns: Sequence[Column], added: Sequence[str]) -> int:
    """How many columns the name of a group takes: those before the first sum."""
    return next((place for place, column in enumerate(columns) if column.name in added and place), len(columns))


def _ordered(kind: Kind, found: list[Bucket]) -> list[Bucket]:
    """Stages in their own order; everything else as it was counted."""
    if kind.kind != "stage":
        return found
    places = {key: place for place, key in enumerate(kind.labels)}  # type: ignore[attr-defined]
    return sorted(found, key=lambda bucket: places.get(bucket.key, len(places)))


def _group(state: ListState, by: str, bucket: Bucket, place: int, columns: Sequence[Column]) -> Context:
    kind = state.entity.fields[by]
    told = told_key(kind, bucket.key)
    return {
        "place": place,
        "label": label(kind, bucket.key),
        "count": str(bucket.count),
        "rows_url": rows_url(state, by, told),
        "all_url": state.url(
            layout="table", settings={}, filter=joined(state.filter, condition(state.entity, by, told))
        ),
        "sums": [_sum(column, bucket) for column in columns],
    }


def _sum(column: Column, bucket: Bucket) -> Context:
    if column.name not in bucket.sums or column.kind is None:
        return {"told": "", "css": column.css}
    value = bucket.sums[column.name]
    told = "…" if value is None else figures.full(column.kind, value)
    return {"told": told, "css": column.css, "label": column.label}


def _totals(found: Groups, shown: list[Bucket], columns: Sequence[Column]) -> list[Context]:
    """The sums of everything; none where not everything was counted or shown."""
    if not found.complete or found.more:
        return []
    names = shown[0].sums if shown else {}
    whole = {name: sum((bucket.sums[name] or 0) for bucket in shown) for name in names}
    return [_sum(column, Bucket(None, Count(0, exact=True), whole)) for column in columns]


def _note(found: Groups) -> str:
    told = []
    if not found.complete:
        words = _("Only the first %(most)s records were counted. Add a condition to count all.")
        told.append(words % {"most": f"{MOST_COUNTED:,}"})
    if found.more:
        more = ngettext("%(n)d smaller group is not shown.", "%(n)d smaller groups are not shown.", found.more)
        told.append(more % {"n": found.more})
    return " ".join(told)


def label(kind: Kind, key: Any) -> Any:
    """A group's name; safe HTML where it is a link."""
    if key is None or key == "":
        return pgettext("group", "Not set")
    if isinstance(key, Ref):
        return cells.link_cell(kind, key)
    return key.strftime("%Y-%m") if isinstance(key, dt.date) else kind.to_text(key)


def told_key(kind: Kind, key: Any) -> str:
    """A group's key as addresses tell it."""
    if key is None or key == "":
        return NONE
    if isinstance(key, Ref):
        return str(key.id)
    if isinstance(key, dt.date):
        return key.strftime("%Y-%m")
    return ("yes" if key else "no") if isinstance(key, bool) else str(key)


def condition(entity: Entity, by: str, told: str) -> Context:
    """The filter of a group whose key came in an address; raises BadQuery."""
    kind = entity.fields[by]
    try:
        return condition_of(entity, by, None if told == NONE else _key(kind, told))
    except (ValueError, OverflowError) as bad:
        raise BadQuery(_("There is no such group.")) from bad


def _key(kind: Kind, told: str) -> Any:
    if isinstance(kind, Link):
        return Ref(uuid.UUID(told))
    if kind.kind in BY_MONTH:
        return dt.date.fromisoformat(f"{told}-01")
    if kind.kind == "yes_no":
        if told not in ("yes", "no"):
            raise ValueError(told)
        return told == "yes"
    if kind.kind in BY_REGION:
        return told
    if told not in kind.labels:  # type: ignore[attr-defined]
        raise ValueError(told)
    return told


def rows_url(state: ListState, by: str, told: str, cursor: str = "") -> str:
    """Where the rows of a group are read."""
    asked = state.parameters() | {"layout": "groups", "layout_by": by, "group": told, "cursor": cursor}
    return addresses.with_query(addresses.page_url("group", state.entity.name), asked)
