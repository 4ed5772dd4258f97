"""How fairly a pool is used: for who manages it."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from guanxi.engine.errors import BadQuery, NotAllowed
from guanxi.engine.reading.rows import titles_of
from guanxi.ownership import fairness as figures
from guanxi.web import addresses, marks
from guanxi.web.guard import Asking, page
from guanxi.web.views.waiting import member

Context = dict[str, Any]
PERIODS = (30, 90, 365)
HEIGHT = 60
AGES = {
    "week": gettext_lazy("up to a week"),
    "month": gettext_lazy("up to 30 days"),
    "quarter": gettext_lazy("up to 90 days"),
    "longer": pgettext_lazy("waits", "longer"),
}


@page()
def fairness(request: Asking, key: uuid.UUID) -> HttpResponse:
    """Who claims, who wins, who hoards; what comes, what leaves, how long it waits."""
    one = member(request, key)
    if not one.manages:
        raise NotAllowed()
    asked = request.GET.get("days", str(PERIODS[1]))
    if asked not in map(str, PERIODS):
        raise BadQuery(_("Choose one of the periods."))
    told = figures.told(one.pool, int(asked))
    names = titles_of(marks.people(), {part.person for part in told.parts}, one.access)
    title = _("Fairness of %(pool)s") % {"pool": one.pool.name}
    context = {
        "title": title,
        "crumbs": [{"label": one.pool.name, "url": addresses.page_url("waiting", key)}, {"label": title}],
        "periods": [
            {
                "label": ngettext("%(n)d day", "%(n)d days", days) % {"n": days},
                "url": addresses.page_url("waiting-fairness", key, days=days),
                "on": asked == str(days),
            }
            for days in PERIODS
        ],
        "people": [_person(one.entity.name, part, names.get(part.person, _("hidden"))) for part in told.parts],
        "weeks": _weeks(told.weeks),
        "summary": _("In twelve weeks %(came)s came and %(left)s left; %(now)s wait now.")
        % {
            "came": one.entity.numbered(sum(came for _day, came, _left in told.weeks)),
            "left": f"{sum(left for _day, _came, left in told.weeks):,}",
            "now": f"{told.waiting:,}",
        },
        "ages": [
            {"label": AGES[name], "width": round(number * 100 / (told.waiting or 1)), "told": f"{number:,}"}
            for name, number in told.ages
        ],
        "waiting": told.waiting,
    }
    return render(request, "web/fairness.html", context)


def _person(entity: str, part: figures.Part, name: str) -> Context:
    mine = {"field": "owner", "op": "eq", "value": str(part.person)}
    never = {"all": [mine, {"field": "followed_at", "op": "empty", "value": True}]}
    return {
        "person": marks.person(part.person, name),
        "name": name,
        "url": addresses.filtered_url(entity, mine),
        "neglected_url": addresses.filtered_url(entity, never),
        "claimed": part.claimed,
        "won": part.won,
        "rate": f"{part.won / part.claimed:.0%}" if part.claimed else "",
        "returned": part.returned,
        "lost": part.lost,
        "holds": part.holds,
        "limit": part.limit,
        "full": part.limit is not None and part.holds >= part.limit,
        "neglected": part.neglected,
    }


def _weeks(told: list[tuple[Any, int, int]]) -> list[Context]:
    most = max((max(came, left) for _day, came, left in told), default=0) or 1
    made = []
    for day, came, left in told:
        heights = [round(number * HEIGHT / most, 1) for number in (came, left)]
        made.append(
            {
                "label": date_format(day, "MONTH_DAY_FORMAT"),
                "short": f"{day:%m-%d}",
                "came": came,
                "left": left,
                "came_height": heights[0],
                "left_height": heights[1],
                "came_y": HEIGHT - heights[0],
                "left_y": HEIGHT - heights[1],
            }
        )
    return made
