"""The calendar: records on the days that one of their fields says."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext_lazy

from guanxi.engine.entity import Entity
from guanxi.engine.fields.base import Kind
from guanxi.engine.layouts import calendar_fields
from guanxi.engine.permissions import Access
from guanxi.web import addresses, calendars, cells
from guanxi.web.guard import Asking
from guanxi.web.layouts import Layout, layout
from guanxi.web.lists.state import OF_LAYOUT, ListState


@layout
class CalendarLayout(Layout):
    """A month or a week of records; dragging one changes its day."""

    name = "calendar"
    label = pgettext_lazy("layout", "Calendar")
    icon = "calendar"
    place = 20
    template = "web/parts/list_calendar.html"
    settings = ("by", "date", "view")

    def offered(self, entity: Entity, access: Access) -> bool:
        return bool(days(entity, access))

    def render(self, request: Asking, state: ListState) -> dict[str, Any]:
        entity, access = state.entity, request.user.access
        by = chosen_day(state, access)
        keep = state.parameters() | {f"{OF_LAYOUT}by": by}
        for name in ("date", "view"):
            keep.pop(OF_LAYOUT + name, None)
        views = views_of(entity.fields[by])
        return {
            "rows": True,
            "calendar": calendars.calendar(
                addresses.with_query(addresses.page_url("entries", entity.name), keep),
                create=_create(entity, by, access),
                move=_move(entity, by, access),
                views=views,
                view=state.settings.get("view", ""),
                date=calendars.day(state.settings.get("date", "")),
                keep={"date": f"{OF_LAYOUT}date", "view": f"{OF_LAYOUT}view"},
            ),
            "choices": [
                {
                    "label": cells.label(entity, name),
                    "url": state.url(settings={**state.settings, "by": name}),
                    "on": name == by,
                }
                for name in days(entity, access)
            ],
            "choices_label": pgettext_lazy("calendar", "By day of"),
        }


def days(entity: Entity, access: Access) -> list[str]:
    """The days by which this person can see records on a calendar."""
    return [name for name in calendar_fields(entity) if access.readable(entity, name)]


def chosen_day(state: ListState, access: Access) -> str:
    """The day the address asks for; the first where it asks for none that is offered."""
    offered = days(state.entity, access)
    wanted = state.settings.get("by", "")
    return wanted if wanted in offered else offered[0]


def views_of(kind: Kind) -> tuple[str, ...]:
    """A day has no hours."""
    return (calendars.MONTH, calendars.WEEK if kind.kind == "datetime" else calendars.DAYS)


def _create(entity: Entity, by: str, access: Access) -> str:
    """The form of a new record, with the day that was clicked filled in."""
    if "create" not in entity.verbs or not access.may(entity.name, "create") or by not in access.writable(entity):
        return ""
    return f"{addresses.page_url('new', entity.name)}?{by}={{{'start' if _has_hours(entity, by) else 'date'}}}"


def _move(entity: Entity, by: str, access: Access) -> str:
    if "update" not in entity.verbs or not access.may(entity.name, "update") or by not in access.writable(entity):
        return ""
    return f"{addresses.list_url(entity.name)}{{id}}/day/{by}/"


def _has_hours(entity: Entity, by: str) -> bool:
    return entity.fields[by].kind == "datetime"
