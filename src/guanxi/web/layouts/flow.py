"""The flow: how records pass through their stages in a span of time, how long that takes, and who is stuck."""

from __future__ import annotations

from functools import reduce
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from guanxi.engine.entity import Entity
from guanxi.engine.filters.passing import ENTERED, LEFT, path
from guanxi.engine.permissions import Access, Actor
from guanxi.engine.reading import Count, Query, read_page
from guanxi.engine.reading.flow import MOST, Flow, Limit, Passage, flow, too_long
from guanxi.engine.wording import followed
from guanxi.web import addresses, cells
from guanxi.web.durations import lasting
from guanxi.web.guard import Asking
from guanxi.web.layouts import Layout, layout
from guanxi.web.lists import words
from guanxi.web.lists.conditions import joined
from guanxi.web.lists.state import ListState

Context = dict[str, Any]
PERIODS = ("last_30_days", "this_month", "last_month", "this_quarter", "last_quarter", "last_12_months")
SHOWN = 10
"""Of those who are stuck, the longest first."""
WIDE, HIGH = 120, 10


@layout
class FlowLayout(Layout):
    """A row for each stage, and those who are stuck."""

    name = "flow"
    label = pgettext_lazy("layout", "Flow")
    icon = "chart-funnel"
    place = 15
    template = "web/parts/list_flow.html"
    settings = ("by",)

    def offered(self, entity: Entity, access: Access) -> bool:
        return entity.stage_since is not None and access.readable(entity, entity.stage_since.name)  # type: ignore[attr-defined]

    def render(self, request: Asking, state: ListState) -> Context:
        entity, actor = state.entity, request.user
        wanted = state.settings.get("by", "")
        period = wanted if wanted in PERIODS else PERIODS[0]
        query = Query(state.filter, state.q, deleted=state.deleted)
        found = flow(entity, actor, query, period)
        most = max((passage.now.value for passage in found.passages), default=0)
        total = sum(passage.now.value for passage in found.passages)
        return {
            "rows": total > 0 or any(passage.left for passage in found.passages),
            "total": Count(total, exact=all(passage.now.exact for passage in found.passages)),
            "stages": [_row(state, passage, period, most) for passage in found.passages],
            "summary": summary(entity, found, period),
            "note": "" if found.complete else _note(),
            "period": words.span(period),
            **_stuck(state, actor, found),
            "choices": [
                {"label": words.span(name), "url": state.url(settings={"by": name}), "on": name == period}
                for name in PERIODS
            ],
            "choices_label": pgettext_lazy("flow", "Within"),
        }


def _row(state: ListState, passage: Passage, period: str, most: int) -> Context:
    entity, key = state.entity, passage.stage
    stage: Any = entity.stage
    within = {"op": "within", "value": period}
    return {
        "label": stage.to_text(key),
        "cell": stage.cell(key),
        "now": str(passage.now),
        "bar": bar(passage.now.value, most),
        "now_url": _listed(state, {"field": stage.name, "op": "in", "value": [key]}) if passage.now.value else "",
        "entered": f"{passage.entered:,}",
        "entered_url": _listed(state, {"field": path(entity, key, ENTERED), **within}) if passage.entered else "",
        "left": f"{passage.left:,}",
        "left_url": _listed(state, {"field": path(entity, key, LEFT), **within}) if passage.left else "",
        "on": f"{100 * passage.went_on // passage.left}%" if passage.left else "",
        "on_title": _("%(on)s of %(left)s") % {"on": f"{passage.went_on:,}", "left": f"{passage.left:,}"},
        "median": lasting(passage.median),
        "ninety": lasting(passage.ninety),
        "stuck": str(passage.stuck) if passage.limit else "",
        "stuck_url": _listed(state, over) if (over := _over(entity, passage)) else "",
        "limit": _limit(passage.limit) if passage.limit else "",
    }


def _listed(state: ListState, condition: Context) -> str:
    """The records that a number counts, as a table."""
    return state.url(layout="table", settings={}, filter=joined(state.filter, condition))


def _over(entity: Entity, passage: Passage) -> Context:
    """The condition for those of a stage who are stuck; empty where nobody is."""
    return too_long(entity, passage.stage, passage.limit) if passage.limit and passage.stuck.value else {}


def _limit(limit: Limit) -> str:
    told = ngettext("longer than %(n)s day", "longer than %(n)s days", limit.days) % {"n": f"{limit.days:,}"}
    return told if limit.is_said else _("%(told)s, twice the usual time") % {"told": told}


def bar(value: int, most: int) -> SafeString:
    """How many are there beside the others; decoration beside the same number."""
    width = max(2, round(WIDE * value / most)) if value and most else 0
    return format_html(
        '<svg class="gx-flowbar" viewBox="0 0 {0} {1}" aria-hidden="true"><rect class="gx-f0" width="{0}" height="{1}" '
        'rx="3"/><rect class="gx-f1" width="{2}" height="{1}" rx="3"/></svg>',
        WIDE,
        HIGH,
        width,
    )


def summary(entity: Entity, found: Flow, period: str) -> str:
    """What the figures say, in sentences."""
    stage: Any = entity.stage
    told = []
    busiest = max(found.passages, key=lambda passage: passage.entered, default=None)
    if busiest is not None and busiest.entered:
        told.append(
            _("In %(period)s most came to “%(stage)s”: %(things)s.")
            % {
                "period": words.span(period),
                "stage": stage.to_text(busiest.stage),
                "things": entity.numbered(busiest.entered),
            }
        )
    slowest = max(found.passages, key=lambda passage: passage.median or 0, default=None)
    if slowest is not None and slowest.median:
        told.append(
            _("It takes longest at “%(stage)s”: half of them stayed %(time)s or more.")
            % {"stage": stage.to_text(slowest.stage), "time": lasting(slowest.median)}
        )
    stuck = sum(passage.stuck.value for passage in found.passages)
    if stuck:
        more = "" if all(passage.stuck.exact for passage in found.passages) else "+"
        told.append(_("Stuck now: %(things)s.") % {"things": entity.numbered(stuck, f"{stuck:,}{more}")})
    return reduce(followed, told) if told else _("Nothing has moved in %(period)s.") % {"period": words.span(period)}


def _stuck(state: ListState, actor: Actor, found: Flow) -> Context:
    """Those who have been at their stage for too long, the longest first, and the list of all of them."""
    entity = state.entity
    over = [condition for one in found.passages if (condition := _over(entity, one))]
    if not over:
        return {"stuck": [], "stuck_url": "", "limited": any(passage.limit for passage in found.passages)}
    condition = joined(state.filter, {"any": over} if len(over) > 1 else over[0])
    since, stage = entity.stage_since.name, entity.stage.name  # type: ignore[union-attr]
    owner = tuple(name for name in ("owner",) if name in entity.fields and actor.access.readable(entity, name))
    page = read_page(
        entity,
        actor,
        Query(condition, state.q, (since,), (entity.title, stage, since, *owner), SHOWN, deleted=state.deleted),
    )
    return {
        "stuck": [
            {
                "url": addresses.record_url(entity.name, row["id"]),
                "label": cells.title_of(entity, row),
                "stage": entity.stage.cell(row[stage]),  # type: ignore[union-attr]
                "since": entity.stage_since.cell(row[since]),  # type: ignore[union-attr]
                "owner": str(row.get("owner") or "") if owner else "",
            }
            for row in page.rows
        ],
        "stuck_url": state.url(layout="table", settings={}, filter=condition, sort=(since,)),
        "limited": True,
    }


def _note() -> str:
    told = _("Only the latest %(most)s moves were looked at. Choose a shorter time, or add a condition.")
    return told % {"most": f"{MOST:,}"}
