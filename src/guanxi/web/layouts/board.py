"""The board: cards in the columns of a stage or a choice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from guanxi.engine.entity import Entity
from guanxi.engine.layouts import Board, board_fields, board_of
from guanxi.engine.permissions import Access, Actor
from guanxi.engine.reading import Bucket, Count, Page, Query, buckets, read_by_value
from guanxi.engine.reading.grouping import MOST_IN_BUCKET, can_add, condition_of
from guanxi.engine.reading.together import since
from guanxi.web import addresses, cells
from guanxi.web.guard import Asking
from guanxi.web.layouts import Layout, figures, layout
from guanxi.web.layouts.cards import Cards
from guanxi.web.layouts.moves import ways
from guanxi.web.lists.conditions import joined
from guanxi.web.lists.state import ListState

CARDS = 20
"""In each column at first, and at each "more"."""
LAST_CHANGED = ("-updated_at",)
Context = dict[str, Any]


@layout
class BoardLayout(Layout):
    """Columns of cards that can be drawn from one to the other."""

    name = "board"
    label = pgettext_lazy("layout", "Board")
    icon = "layout-kanban"
    place = 10
    template = "web/parts/list_board.html"
    settings = ("by",)
    uses_sort = True

    def offered(self, entity: Entity, access: Access) -> bool:
        return bool(fields(entity, access))

    def usual_order(self, entity: Entity) -> tuple[str, ...]:
        return LAST_CHANGED

    def render(self, request: Asking, state: ListState) -> Context:
        entity, actor = state.entity, request.user
        board = chosen(state, actor.access)
        keys = column_keys(entity, board)
        pages = read_by_value(entity, actor, query_of(state, board, actor.access), board.by, keys)
        heads = buckets(entity, actor, counted(state), board.by, keys, sums_of(entity, board, actor.access))
        shown = [key for key in keys if key or heads[key].count.value]
        made = cards(state, board, keys, [row for key in shown for row in pages[key].rows], actor)
        total = sum(bucket.count.value for bucket in heads.values())
        return {
            "rows": total > 0,
            "total": Count(total, exact=all(bucket.count.exact for bucket in heads.values())),
            "columns": [
                column(state, board, made, heads[key], pages[key], place, actor.access)
                for place, key in enumerate(keys)
                if key in shown
            ],
            "put_url": put_url(state, board),
            "labels": json.dumps(labels(), ensure_ascii=False),
            "movable": not state.deleted and any(made.ways.values()),
            "choices": [
                {"label": cells.label(entity, name), "url": state.url(settings={"by": name}), "on": name == board.by}
                for name in fields(entity, actor.access)
            ],
            "choices_label": pgettext_lazy("board", "Columns by"),
        }


def fields(entity: Entity, access: Access) -> list[str]:
    """What this person can have a board by."""
    return [name for name in board_fields(entity) if access.readable(entity, name)]


def chosen(state: ListState, access: Access) -> Board:
    """The board the address asks for; the face's own where it asks for none that is offered."""
    entity, offered = state.entity, fields(state.entity, access)
    wanted = state.settings.get("by", "")
    face = board_of(entity) or Board()
    by = wanted if wanted in offered else (face.by if face.by in offered else offered[0])
    return replace(face, by=by)


def column_keys(entity: Entity, board: Board) -> list[str]:
    """The columns in the order of the list; where a record may stand in none, that is the last."""
    kind = entity.fields[board.by]
    keys = list(kind.labels)  # type: ignore[attr-defined]
    return [*keys, ""] if kind.blank and kind.kind == "choice" else keys


def query_of(state: ListState, board: Board, access: Access, cursor: str | None = None) -> Query:
    """The cards of a column: those changed last on top, unless the list is sorted."""
    entity = state.entity
    order = state.sort or (LAST_CHANGED if access.readable(entity, "updated_at") else ())
    wanted = Cards(entity, board, access, {}).fields
    return Query(state.filter, state.q, order, wanted, CARDS, cursor, state.deleted)


def counted(state: ListState) -> Query:
    """All of the list, for counting."""
    return Query(state.filter, state.q, deleted=state.deleted)


def sums_of(entity: Entity, board: Board, access: Access) -> list[str]:
    """What the columns add up, for this person."""
    there = board.sums and can_add(entity.fields.get(board.sums)) and access.readable(entity, board.sums)
    return [board.sums] if there else []


def cards(state: ListState, board: Board, keys: Sequence[str], rows: Sequence[Context], actor: Actor) -> Cards:
    """What these cards have in common, with what one has to know of each."""
    entity = state.entity
    return Cards(
        entity,
        board,
        actor.access,
        {key: place for place, key in enumerate(keys)},
        {} if state.deleted else ways(entity, board.by, rows, keys, actor),
        since(entity, (row["id"] for row in rows), actor, board.by),
    )


def column(
    state: ListState, board: Board, made: Cards, bucket: Bucket, page: Page, place: int, access: Access
) -> Context:
    """One column with its first cards."""
    entity, key = state.entity, bucket.key
    return {
        "place": place,
        "key": key,
        "label": key_label(entity, board.by, key),
        "all_url": state.url(
            layout="table", settings={}, filter=joined(state.filter, condition_of(entity, board.by, key))
        ),
        "cards": made.html(page.rows),
        "more_url": more_url(state, board, key, page.next),
        "add": _add(state, board, key, place, access),
        **head(entity, board, bucket),
    }


def head(entity: Entity, board: Board, bucket: Bucket) -> Context:
    """How many cards, and what they add up to."""
    kind = entity.fields.get(board.sums)
    told: Context = {"count": str(bucket.count), "sum": "", "sum_title": ""}
    if kind is not None and bucket.sums and bucket.count.value:
        value = bucket.sums[board.sums]
        told["sum"] = figures.short(kind, value) if value is not None else "…"
        told["sum_title"] = (
            f"{cells.kind_label(kind)}: {figures.full(kind, value)}"
            if value is not None
            else _("More than %(most)s cards are not added up.") % {"most": f"{MOST_IN_BUCKET:,}"}
        )
    return told


def key_label(entity: Entity, by: str, key: str) -> str:
    return entity.fields[by].to_text(key) if key else pgettext("board", "Not set")


def more_url(state: ListState, board: Board, key: str, cursor: str | None) -> str:
    """The next cards of a column."""
    if not cursor:
        return ""
    asked = state.parameters() | {"column": key or "-", "cursor": cursor, "layout_by": board.by}
    return addresses.with_query(addresses.page_url("column", state.entity.name), asked)


def put_url(state: ListState, board: Board) -> str:
    """Where a card is put into a column, with {id} in it; the list goes along, so that heads can be counted anew."""
    asked = state.parameters() | {"layout_by": board.by}
    return addresses.with_query(f"{addresses.list_url(state.entity.name)}{{id}}/put/{board.by}/", asked)


def _add(state: ListState, board: Board, key: str, place: int, access: Access) -> str:
    """The form of a new card in this column: any column of a choice, the first of stages."""
    entity = state.entity
    kind = entity.fields[board.by]
    if state.deleted or "create" not in entity.verbs or not access.may(entity.name, "create"):
        return ""
    url = addresses.page_url("new", entity.name)
    if kind.only_by_verb:
        return url if place == 0 else ""
    return addresses.with_query(url, {board.by: key}) if board.by in access.writable(entity) else ""


def labels() -> dict[str, str]:
    """What the board's script says."""
    return {
        "lifted": _("{title} is lifted. Left and right arrows move it, Space drops it, Escape puts it back."),
        "over": _("{title} is over {column}."),
        "moved": _("{title} moved to {column}."),
        "back": _("{title} is back in {column}."),
        "drop": _("Let go to move it to “{column}”"),
        "cancel": _("Esc cancels"),
        "to": _("Move to…"),
        "undo": _("Undo"),
        "failed": _("The server can't be reached; nothing was changed. Try again in a moment."),
    }
