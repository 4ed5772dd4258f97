"""What a board asks: more cards of a column, and a card put into another one."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guanxi.engine import gate
from guanxi.engine.action import Action
from guanxi.engine.errors import BadQuery, EngineError, Invalid
from guanxi.engine.layouts import Board
from guanxi.engine.reading import Query, buckets, read_one, read_page
from guanxi.engine.reading.grouping import condition_of
from guanxi.engine.wording import labelled
from guanxi.web import addresses, cells
from guanxi.web.answers import done, for_scripts, told
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.htmx import is_partial
from guanxi.web.layouts import board as boards
from guanxi.web.layouts.moves import verb_to
from guanxi.web.lists.conditions import joined
from guanxi.web.lists.state import ListState
from guanxi.web.records.actions import asks_something
from guanxi.web.records.asking import answers, questions

Context = dict[str, Any]


@page()
def column(request: Asking, entity: str) -> HttpResponse:
    """The next cards of a column."""
    state, board = _board(request, entity)
    keys = boards.column_keys(state.entity, board)
    key = _key(keys, request.GET.get("column", ""))
    query = boards.query_of(state, board, request.user.access, state.cursor or None)
    narrowed = joined(state.filter, condition_of(state.entity, board.by, key))
    found = read_page(state.entity, request.user, _with_filter(query, narrowed))
    made = boards.cards(state, board, keys, found.rows, request.user)
    context = {"cards": made.html(found.rows), "more_url": boards.more_url(state, board, key, found.next)}
    return render(request, "web/parts/board_cards.html", context)


@page("GET", "POST")
@for_scripts
def put(request: Asking, entity: str, key: uuid.UUID, field: str) -> HttpResponse:
    """Put a card into a column: by the verb that leads there (which may ask something), or by a new value."""
    state, board = _board(request, entity)
    face = state.entity
    if board.by != field:
        raise BadQuery(_("There is no field “%(field)s”.") % {"field": field[:80]})
    to = _key(boards.column_keys(face, board), (request.POST or request.GET).get("to", ""))
    row = read_one(face, key, request.user)
    if face.fields[field].only_by_verb:
        return _by_verb(request, state, board, row, to)
    if request.method != "POST":
        raise BadQuery()
    gate.update(face, key, {field: to}, actor=request.user, version=_version(request), given="json")
    return _moved(request, state, board, row, to)


def _by_verb(request: Asking, state: ListState, board: Board, row: Context, to: str) -> HttpResponse:
    face = state.entity
    if row[board.by] == to:
        return _moved(request, state, board, row, to)
    verb = verb_to(face, row, to, request.user)
    if request.method != "POST":
        return _dialog(request, state, board, verb, row, to)
    if asks_something(verb) and "answered" not in request.POST:
        return done(ask=_url(state, board, row, to=to))
    given = answers(face, verb, request.POST)
    try:
        gate.act(face, row["id"], verb.name, given, actor=request.user, given="text")
    except Invalid as bad:
        if not is_partial(request):
            raise
        return _dialog(request, state, board, verb, row, to, bad)
    except EngineError as refused:
        if not is_partial(request):
            raise
        return _triggers("board:refused", {"message": told(refused), "id": str(row["id"])})
    return _moved(request, state, board, row, to)


def _dialog(
    request: Asking, state: ListState, board: Board, verb: Action, row: Context, to: str, bad: Invalid | None = None
) -> HttpResponse:
    """What the verb asks, inside the board's dialog."""
    asked = questions(state.entity, verb, request, row, bad)
    context = {
        "title": labelled(verb.label, cells.title_of(state.entity, row)),
        "text": asked.text,
        "fields": asked.fields,
        "form_url": _url(state, board, row),
        "to": to or "-",
        "submit_label": str(verb.label),
        "danger": verb.danger,
    }
    return render(request, "web/parts/board_ask.html", context, status=422 if bad else 200)


def _moved(request: Asking, state: ListState, board: Board, row: Context, to: str) -> HttpResponse:
    """What changed on the board: the card as it is now ("" where this list no longer has it), and two heads."""
    face, actor = state.entity, request.user
    keys = boards.column_keys(face, board)
    query = boards.query_of(state, board, actor.access)
    mine = joined(state.filter, {"field": "id", "op": "eq", "value": str(row["id"])})
    found = read_page(face, actor, _with_filter(query, mine)).rows
    made = boards.cards(state, board, keys, found, actor)
    touched = list(dict.fromkeys((row[board.by], found[0][board.by] if found else to)))
    sums = boards.sums_of(face, board, actor.access)
    counted = buckets(face, actor, boards.counted(state), board.by, touched, sums)
    label = boards.key_label(face, board.by, found[0][board.by] if found else to)
    answer: Context = {
        "id": str(row["id"]),
        "card": str(made.html(found)),
        "place": keys.index(found[0][board.by]) if found else None,
        "heads": {keys.index(key): boards.head(face, board, counted[key]) for key in touched},
        "message": _("%(title)s moved to %(column)s") % {"title": cells.title_of(face, row), "column": label},
        "undo": not face.fields[board.by].only_by_verb,
    }
    if is_partial(request):
        return _triggers("board:put", answer)
    return done(**answer)


def _triggers(event: str, detail: Context) -> HttpResponse:
    """An empty answer to htmx that tells the page's script something."""
    response = HttpResponse(status=204)
    response.headers["HX-Trigger"] = json.dumps({event: detail})
    return response


def _board(request: Asking, entity: str) -> tuple[ListState, Board]:
    face = face_of(request, entity)
    if not boards.fields(face, request.user.access):
        raise BadQuery(_("These records have no board."))
    state = ListState.read(face, request.GET)
    return state, boards.chosen(state, request.user.access)


def _key(keys: list[str], told_: str) -> str:
    """A column out of an address, where "-" is the one without a value."""
    key = "" if told_ == "-" else told_
    if key not in keys or not told_:
        raise BadQuery(_("There is no such column."))
    return key


def _with_filter(query: Query, condition: Any) -> Query:
    return replace(query, filter=condition)


def _url(state: ListState, board: Board, row: Context, **more: str) -> str:
    asked = state.parameters() | {"layout_by": board.by} | more
    return addresses.with_query(addresses.page_url("put", state.entity.name, row["id"], board.by), asked)


def _version(request: Asking) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None
