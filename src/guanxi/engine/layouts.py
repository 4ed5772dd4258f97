"""How records can be laid out besides a table: declared on a face, derived from the fields where it is silent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guanxi.engine.entity import Entity

DAYS = ("date", "datetime")
COLUMNS = ("stage", "choice")
MOST_CARD_FIELDS = 5
MOST_COLUMNS = 12
"""A choice among more than this is no board by itself; a face can still declare one."""


@dataclass(frozen=True)
class Board:
    """Cards in columns, one column for each stage or choice of the field `by`."""

    by: str = ""
    """A stage or choice; the stage, else the first short choice, when empty."""
    sums: str = ""
    """The number that each column adds up; the first amount of money when empty."""
    card: tuple[str, ...] = ()
    """What a card tells under its title; the face's columns when empty."""
    stale_after: int = 0
    """After how many days without a change a card that can still move is marked; never when 0."""


@dataclass(frozen=True)
class Calendar:
    """Records on the days that these fields say."""

    by: tuple[str, ...] = ()
    """Dates and moments; every one that people can change when empty."""


@dataclass(frozen=True)
class Regions:
    """Records counted by place, on a map."""

    by: str
    """The text that names a place."""
    measures: tuple[str, ...] = ()
    """Numbers that can be added up by place, besides counting."""


@dataclass(frozen=True)
class Grid:
    """Records counted in two directions, by a choice or stage in each."""

    by: str
    across: str


def grid_fields(entity: Entity) -> list[str]:
    """The stages and choices by which an entity's grid can count; none where it has none."""
    if entity.grid is None:
        return []
    first = [entity.grid.by, entity.grid.across]
    short = [
        name
        for name, kind in entity.fields.items()
        if kind.kind in COLUMNS and 1 < len(kind.labels) <= MOST_COLUMNS  # type: ignore[attr-defined]
    ]
    by_region = [entity.region_path] if entity.region_path else []
    return list(dict.fromkeys((*first, *short, *by_region)))


def board_of(entity: Entity) -> Board | None:
    """The board of an entity with nothing left open; None where it has none."""
    said = entity.board
    if said is None:
        return None
    by = said.by or next(iter(board_fields(entity)), "")
    if not by:
        return None
    money = (name for name, kind in entity.fields.items() if kind.kind == "money" and kind.editable)
    sums = said.sums or next(money, "")
    return replace(said, by=by, sums=sums, card=said.card or _card(entity, by, sums))


def board_fields(entity: Entity) -> list[str]:
    """The fields a board can stand by: what the face says, the stage, the short choices that people can change."""
    if entity.board is None:
        return []
    found = [entity.board.by] if entity.board.by else []
    found += [name for name, kind in entity.fields.items() if kind.kind == "stage"]
    found += [
        name
        for name, kind in entity.fields.items()
        if kind.kind == "choice" and kind.editable and 1 < len(kind.options) <= MOST_COLUMNS  # type: ignore[attr-defined]
    ]
    return list(dict.fromkeys(found))


def _card(entity: Entity, by: str, sums: str) -> tuple[str, ...]:
    """What tells most of a record in few lines: a link, an amount, the owner, a day."""
    kinds = entity.fields
    told = [name for name in entity.columns if name in kinds and name not in (entity.title, by, "updated_at")]
    owner = [entity.owner_path] if entity.owner_path in kinds else []
    days = [name for name, kind in kinds.items() if kind.kind in DAYS and kind.editable][:1]
    wanted = dict.fromkeys((*told, *([sums] if sums else ()), *owner, *days))
    return tuple(wanted)[:MOST_CARD_FIELDS]


def calendar_fields(entity: Entity) -> tuple[str, ...]:
    """The days by which an entity's records can stand on a calendar; none where it has none."""
    if entity.calendar is None:
        return ()
    return entity.calendar.by or tuple(
        name for name, kind in entity.fields.items() if kind.kind in DAYS and kind.editable
    )


def faults(entity: Entity) -> Iterator[str]:
    """What is wrong with an entity's layouts, each with the sentence that mends it."""
    kinds = entity.fields
    board, calendar, regions = entity.board, entity.calendar, entity.regions
    if board is not None:
        if board.by and (board.by not in kinds or kinds[board.by].kind not in COLUMNS):
            yield f"board stands by {board.by!r}, which is no stage and no choice of it"
        if board.sums and (board.sums not in kinds or not kinds[board.sums].numeric):
            yield f"board adds up {board.sums!r}, which is no number of it"
        yield from (f"board's card tells {name!r}, which is no field of it" for name in board.card if name not in kinds)
    if calendar is not None:
        for name in calendar.by:
            if name not in kinds or kinds[name].kind not in DAYS:
                yield f"calendar goes by {name!r}, which is no date and no moment of it"
    if regions is not None:
        if regions.by not in kinds or kinds[regions.by].kind not in ("text", "choice"):
            yield f"regions go by {regions.by!r}, which is no text and no choice of it"
        for name in regions.measures:
            if name not in kinds or not kinds[name].numeric:
                yield f"regions add up {name!r}, which is no number of it"
    for name in (entity.grid.by, entity.grid.across) if entity.grid is not None else ():
        if name not in kinds or kinds[name].kind not in COLUMNS:
            yield f"grid counts by {name!r}, which is no stage and no choice of it"
    yield from _ways(entity)


def _ways(entity: Entity) -> Iterator[str]:
    """Verbs that say where they lead must lead to a stage, or to a kind of stage that is there once."""
    for action in entity.actions.values():
        if not action.to:
            continue
        if entity.stage is None:
            yield f"action {action.name} leads to {action.to!r}, but there is no Stage field"
        elif not stages_at(entity, action.to):
            yield f"action {action.name} leads to {action.to!r}, which is no stage and no kind of stage"


def stages_at(entity: Entity, name: str) -> tuple[str, ...]:
    """The stages that a name means: one by its key, or all of a kind."""
    steps = getattr(entity.stage, "steps", {})
    return (name,) if name in steps else tuple(key for key, step in steps.items() if step.kind == name)
