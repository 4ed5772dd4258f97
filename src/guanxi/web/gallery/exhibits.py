"""The components, each in all its states: what the gallery's page of components shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from guanxi.web.gallery import controls, floating, layouts, lists, opened, pieces, records, talk, work
from guanxi.web.gallery.shell import shell

Context = dict[str, Any]
PARTS = "web/parts/"


@dataclass(frozen=True)
class State:
    """One state of a component: its own template with a sample."""

    name: str
    template: str
    context: Context
    dress: Callable[[str], str] = str
    """What scripts would do to it; see opened.py."""


@dataclass(frozen=True)
class Exhibit:
    """One component."""

    name: str
    states: tuple[State, ...]
    wide: bool = False
    """Whether each state takes the whole width."""


def exhibit(
    name: str, template: str, states: dict[str, Context], *, wide: bool = False, dress: Callable[[str], str] = str
) -> Exhibit:
    """Several states of one part."""
    return Exhibit(name, tuple(State(state, template, context, dress) for state, context in states.items()), wide)


def exhibits() -> Iterator[Exhibit]:
    """All of them, the small ones first."""
    yield exhibit("button", f"{PARTS}button.html", pieces.buttons())
    yield exhibit("chip", f"{PARTS}chip.html", pieces.chips())
    yield exhibit("status", f"{PARTS}status.html", pieces.statuses())
    yield exhibit("marks", f"{PARTS}plain_table.html", {"all": pieces.marks()}, wide=True)
    yield exhibit("progress", f"{PARTS}progress.html", pieces.progress())
    yield exhibit("steps", f"{PARTS}steps.html", pieces.steps(), wide=True)
    yield exhibit("tab bar", f"{PARTS}tabbar.html", {"phone": {}}, wide=True)
    yield exhibit("pager", f"{PARTS}pager.html", pieces.pagers(), wide=True)
    yield exhibit("field", f"{PARTS}field.html", controls.states())
    yield exhibit("looks alike", f"{PARTS}alike.html", pieces.alike(), wide=True)
    yield exhibit("lines", f"{PARTS}lines.html", {"with a mistake": {"block": records.form()["lines"][0]}}, wide=True)
    yield exhibit("drop", "web/gallery/drop.html", pieces.drops())
    yield exhibit("problems", f"{PARTS}problems.html", pieces.problems(), wide=True)
    yield exhibit("refusal", f"{PARTS}refusal.html", {"conflicting": {"text": "和已有的数据冲突。"}}, wide=True)
    yield exhibit("empty", f"{PARTS}empty.html", pieces.empties())
    yield exhibit("skeleton", "web/gallery/skeleton.html", {"rows": {}}, wide=True)
    yield exhibit("list", f"{PARTS}list_region.html", {"rows": lists.short()}, wide=True)
    yield exhibit(
        "picked rows", f"{PARTS}list_region.html", {"two of three": lists.short()}, wide=True, dress=opened.picked
    )
    yield exhibit("cell", "web/gallery/cell.html", opened.cells(), wide=True)
    yield exhibit("filter builder", f"{PARTS}filter_builder.html", floating.builder(), wide=True)
    yield exhibit("order", f"{PARTS}list_sort.html", {"two fields": floating.order()})
    yield exhibit("columns", f"{PARTS}list_columns.html", {"some": floating.columns()})
    yield exhibit("head of a column", f"{PARTS}list_head.html", {"sortable": floating.head()})
    yield exhibit("board", f"{PARTS}list_board.html", {"three stages": pieces.board()}, wide=True)
    yield exhibit("groups", f"{PARTS}list_groups.html", {"folded": layouts.groups()}, wide=True)
    yield exhibit("rows of a group", "web/gallery/opened.html", {"opened": layouts.rows()}, wide=True)
    yield exhibit("map", f"{PARTS}list_map.html", {"some provinces": layouts.places()}, wide=True)
    yield exhibit("flow", f"{PARTS}list_flow.html", layouts.flow(), wide=True)
    yield exhibit("calendar", f"{PARTS}list_calendar.html", {"month": opened.days()}, wide=True)
    yield exhibit("choices of a layout", f"{PARTS}layout_choices.html", {"two": pieces.choices()})
    yield exhibit("timeline", f"{PARTS}timeline.html", {"changes": {"timeline": records.timeline()}, "nothing": {}})
    yield exhibit("talk", "web/talk/region.html", {"comments": {"talk": talk.region()}})
    yield exhibit("composer", "web/talk/composer.html", {"comment": {"composer": talk.composer()}})
    yield exhibit("follow", "web/talk/follow.html", talk.follow())
    yield exhibit("notices", "web/gallery/notices.html", {"some": floating.notices()})
    yield exhibit("toast", f"{PARTS}toast_list.html", floating.toasts())
    yield exhibit("key facts", "web/records/key_facts.html", {"three": floating.key_facts()}, wide=True)
    yield exhibit("facts", "web/records/facts.html", {"some": floating.facts()})
    yield exhibit("in place", "web/records/inplace.html", floating.in_place())
    yield exhibit("related", "web/records/related.html", floating.related())
    yield exhibit("tile", "web/tiles/tile.html", floating.tiles())
    yield exhibit("files", f"{PARTS}files.html", {"two": {"files": pieces.files()}})
    yield exhibit("preview", f"{PARTS}preview.html", {"text": pieces.preview()})
    yield exhibit("conflict", f"{PARTS}conflict_fields.html", {"two fields": records.conflict()}, wide=True)
    yield exhibit("job", f"{PARTS}job_state.html", {"running": work.running()})
    yield exhibit("found", f"{PARTS}palette_results.html", {"records": pieces.found(), "nothing": {"query": "澜屿"}})
    yield exhibit("preferences", f"{PARTS}preferences.html", {"all": {}})
    yield exhibit("palette", f"{PARTS}palette.html", {"found": {}}, dress=opened.palette, wide=True)
    yield exhibit("drawer", "web/talk/drawer.html", {"notifications": {}}, dress=opened.inbox)
    yield exhibit("side panel", f"{PARTS}panel.html", {"all it can say": {}}, dress=opened.panel)
    yield exhibit("dialog", "web/gallery/dialog.html", {"a question": opened.asked()}, dress=opened.still)
    yield exhibit("key help", f"{PARTS}keys.html", {"some": {}}, dress=opened.keys)
    yield exhibit("tour", f"{PARTS}tour.html", {"first step": opened.touring()}, dress=opened.tour)


def drawn(request: HttpRequest) -> list[Context]:
    """The exhibits as the page shows them."""
    around = shell(request)
    return [
        {
            "name": one.name,
            "anchor": one.name.replace(" ", "-"),
            "wide": one.wide,
            "states": [{"name": state.name, "html": _html(state, around, request)} for state in one.states],
        }
        for one in exhibits()
    ]


def _html(state: State, around: Context, request: HttpRequest) -> SafeString:
    return SafeString(state.dress(render_to_string(state.template, around | state.context, request)))
