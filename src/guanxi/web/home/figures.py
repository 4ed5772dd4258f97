"""My figures: how many are mine, how many new this week and the week before, and a small picture of two months."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.db.models.functions import TruncWeek
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Actor
from guanxi.engine.reading import Count, Query, count, select
from guanxi.engine.sql import totals_by_value
from guanxi.engine.wording import strung
from guanxi.web import addresses, places
from guanxi.web.home.tiles import Content

MOST = 4
WEEKS = 8
BOUND = 1_000
BAR, GAP, HEIGHT = 10, 4, 24


@dataclass(frozen=True)
class New:
    """How many were made in each week, the present one last; not exact where there were too many to look at."""

    weeks: tuple[int, ...]
    exact: bool


def figures(actor: Actor) -> Content:
    """One figure for each of the first entities of the business: those one makes oneself count as one's own."""
    faces = [face for face in places.readable(actor.access) if places.is_business(face)][:MOST]
    return Content(template="web/tiles/figures.html", extra={"figures": [_figure(face, actor) for face in faces]})


def _figure(face: Entity, actor: Actor) -> dict[str, Any]:
    mine = mine_of(face, actor)
    total = count(face, actor, Query(filter=mine))
    if mine and not total.value and (others := count(face, actor, Query())).value:
        mine, total = None, others  # who leads others looks at theirs
    new = new_by_week(face, actor, mine)
    plural = face.label_plural
    return {
        "label": _("My %(things)s") % {"things": plural} if mine else capfirst(plural),
        "icon": face.icon,
        "url": addresses.filtered_url(face.name, mine) if mine else addresses.list_url(face.name),
        "count": str(total),
        "unit": pgettext("unit of a figure", "in all") if not total.value else "",
        "note": _told(total, new),
        "bars": bars(new.weeks) if new and new.exact and any(new.weeks) else "",
    }


def mine_of(face: Entity, actor: Actor) -> dict[str, Any] | None:
    """The condition for one's own, where one makes such records; None for whom the whole is what counts."""
    owner, access = face.owner_path, actor.access
    own = owner in face.fields and access.readable(face, owner) and access.may(face.name, "create")
    sees_all = access.rows(face, "read") == Q()
    return {"field": owner, "op": "eq", "value": "me"} if own and not sees_all else None


def new_by_week(face: Entity, actor: Actor, mine: dict[str, Any] | None) -> New | None:
    """By when records were made; None for whom that is hidden.

    What was made in these weeks was also changed in them: the index by change finds it, and no more is looked at than
    the bound. The database counts; only the weeks come back.
    """
    if not actor.access.readable(face, "created_at"):
        return None
    monday = timezone.localdate() - dt.timedelta(days=timezone.localdate().weekday())
    first = monday - dt.timedelta(weeks=WEEKS - 1)
    start = timezone.make_aware(dt.datetime.combine(first, dt.time()))
    rows = select(face, actor, Query(filter=mine)).filter(updated_at__gte=start).order_by("-updated_at", "-id")
    found = totals_by_value(rows.values_list(TruncWeek("created_at"))[: BOUND + 1], 0, most=BOUND, latest_first=True)
    by_week = {week.date(): n for week, n, *_more in found}
    weeks = tuple(by_week.get(first + dt.timedelta(weeks=place), 0) for place in range(WEEKS))
    return New(weeks, sum(by_week.values()) <= BOUND)


def _told(total: Count, new: New | None) -> str:
    if new is None or not total.value:
        return ""
    this, last = new.weeks[-1], new.weeks[-2]
    if not new.exact:
        return _("more than %(n)s changed in two months") % {"n": f"{BOUND:,}"}
    return strung(
        (
            pgettext("new records", "%(n)s new this week") % {"n": f"{this:,}"},
            pgettext("new records", "%(n)s last week") % {"n": f"{last:,}"},
        )
    )


def bars(values: tuple[int, ...]) -> SafeString:
    """A row of small bars, the last one strong; decoration beside the same numbers in words."""
    most = max(values) or 1
    heights = [max(2, round(HEIGHT * value / most)) if value else 1 for value in values]
    drawn = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="1.5"/>',
        (
            ("gx-f1" if place == len(values) - 1 else "gx-f-soft", place * (BAR + GAP), HEIGHT - height, BAR, height)
            for place, height in enumerate(heights)
        ),
    )
    width = len(values) * (BAR + GAP) - GAP
    return format_html(
        '<svg class="gx-bars" viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true">{}</svg>',
        width,
        HEIGHT,
        width,
        HEIGHT,
        drawn,
    )
