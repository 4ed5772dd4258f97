"""What to do next with one's own records: the step that is suggested for each, with its reason, most valuable first."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.db.models import Case, F, IntegerField, OrderBy, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Access, Actor
from guanxi.engine.reading import Query, count, read_page, select
from guanxi.engine.reading.allowed import among
from guanxi.engine.registry import registry
from guanxi.grading.models import Deepened
from guanxi.web import addresses, cells, marks
from guanxi.web.home.tiles import WIDE, Content, Tile, tile
from guanxi.web.records import relationship

NAME = "next-steps"
MOST = 6
LOOKED_AT = 5_000
"""Of so many of one's own at most the most valuable are found."""
ROLES = ("sales_representative", "sales_manager")
Row = dict[str, Any]


def faces(access: Access) -> Iterator[Entity]:
    """The kinds of records of which somebody may see their own and their next steps."""
    for face in registry:
        if not issubclass(face.model, Deepened) or not access.may(face.name, "read"):
            continue
        if all(access.readable(face, name) for name in (face.owner_path, face.title, "next_step")):
            yield face


def steps(actor: Actor) -> Content:
    """The first of them, as on the record's own page, and the way to all."""
    face = next(faces(actor.access))
    mine = {
        "all": [
            {"field": face.owner_path, "op": "eq", "value": "me"},
            {"field": "next_step", "op": "empty", "value": False},
        ]
    }
    keys = _most_valuable(face, actor, mine)
    rows = _rows(face, actor, keys) if keys else []
    return Content(
        rows,
        count=str(count(face, actor, Query(filter=mine))) if rows else "",
        more=(_("Show all"), addresses.filtered_url(face.name, mine)) if rows else None,
        empty=_(
            "No step is suggested for your %(things)s now. Write down talks and who is who there: rules look at both."
        )
        % {"things": face.label_plural},
        template="web/tiles/steps.html",
    )


def _most_valuable(face: Entity, actor: Actor, mine: Any) -> list[uuid.UUID]:
    """By grade, and among those of one grade by what is added up on the board, as far as that may be read."""
    looked_at = select(face, actor, Query(filter=mine)).order_by("next_step", "pk").values("pk")[:LOOKED_AT]
    rows = select(face, actor, Query()).filter(pk__in=looked_at)
    return list(rows.order_by(*_worth(face, actor.access), "pk").values_list("pk", flat=True)[:MOST])


def _worth(face: Entity, access: Access) -> Iterator[Any]:
    grade, money = face.fields.get("grade"), face.board.sums if face.board else ""
    if grade is not None and access.readable(face, "grade"):
        cases = [When(grade=key, then=Value(place)) for place, key in enumerate(grade.labels)]  # type: ignore[attr-defined]
        yield Case(*cases, default=Value(len(cases)), output_field=IntegerField())
    if money and access.readable(face, money):
        yield OrderBy(F(money), descending=True, nulls_last=True)


def _rows(face: Entity, actor: Actor, keys: list[uuid.UUID]) -> list[Row]:
    access, wanted = actor.access, (face.title, "next_step", "next_step_why", "grade")
    only = {"field": "id", "op": "in", "value": [str(key) for key in keys]}
    fields = tuple(name for name in wanted if name in face.fields and access.readable(face, name))
    found = {row["id"]: row for row in read_page(face, actor, Query(filter=only, fields=fields, limit=MOST)).rows}
    changeable = among(face, found, actor, "update")
    return [_row(face, found[key], access, may_change=key in changeable) for key in keys if key in found]


def _row(face: Entity, row: Row, access: Access, *, may_change: bool) -> Row:
    label, url = cells.title_of(face, row), addresses.record_url(face.name, row["id"])
    step = relationship.step(face, row, access, may_change=may_change, renews=f"#tile-{NAME}") or {}
    act = step.get("act")
    if act:
        there = url + act["url"] if act["url"].startswith("#") else act["url"]
        act = act | {"url": there, "primary": False, "panel": f"#tile-{NAME}" if act["panel"] else ""}
    return {
        "label": label,
        "url": url,
        "mark": marks.letter(label),
        "step": step.get("label", ""),
        "why": step.get("why", ""),
        "told": cells.words(face.fields["grade"], row["grade"]) if row.get("grade") else "",
        "actions": [*([act] if act else []), *step.get("refusals", ())],
    }


def _offered(access: Access) -> bool:
    return next(faces(access), None) is not None


tile(Tile(NAME, gettext_lazy("Next steps"), "arrow-right", steps, ROLES, WIDE, _offered, place=18))
