"""The builder as its template wants it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from guanxi.engine.errors import BadQuery
from guanxi.engine.permissions import Actor
from guanxi.engine.reading import count
from guanxi.web import addresses
from guanxi.web.filtering import operators
from guanxi.web.filtering.controls import Titles, control, titles_of_rows
from guanxi.web.filtering.drafts import ALL, ANY, NONE, Block, Draft, Row, Whole, filter_of
from guanxi.web.filtering.paths import offered, reach
from guanxi.web.lists import words
from guanxi.web.lists.conditions import in_words
from guanxi.web.lists.state import ListState

Context = dict[str, Any]
JOINS = {ANY: gettext_lazy("any of these"), ALL: gettext_lazy("all of these"), NONE: gettext_lazy("none of these")}
MOST_MEMBERS = 30


class Builder:
    """Draws one draft for one person."""

    def __init__(self, state: ListState, draft: Draft, actor: Actor, *, focus: str = "") -> None:
        self.state, self.draft, self.actor, self.focus = state, draft, actor, focus
        self.entity, self.access = state.entity, actor.access
        self.choices = offered(self.entity, self.access)
        rows = [row for member in draft.members for row in (member.rows if isinstance(member, Block) else (member,))]
        known = [(self.kind(row.field), row.values) for row in rows if isinstance(row, Row)]
        self.titles: Titles = titles_of_rows(known, self.access)

    def kind(self, path: str) -> Any:
        reached = reach(self.entity, path, self.access) if path else None
        return reached.kind if reached else None

    def context(self, problems: Mapping[str, str] | None = None, *, saves: bool | None = None) -> Context:
        """The context of parts/filter_builder.html."""
        told = problems or {}
        state = replace(self.state, filter=None, cursor="")
        return {
            "fb": {
                "url": self.state.builder,
                "list_url": self.state.url(),
                "hidden": [pair for pair in state.parameters().items() if pair[0] != "filter"],
                "join": self.draft.join,
                "members": [self.member(place, member, told) for place, member in enumerate(self.draft.members)],
                "count": self.counted(),
                "saves": self.access.may("views", "create") if saves is None else saves,
                "full": len(self.draft.members) >= MOST_MEMBERS,
            }
        }

    def counted(self) -> str:
        """How many records the finished rows let through."""
        wanted = filter_of(self.entity, self.draft, self.access, strict=False)
        try:
            found = count(self.entity, self.actor, replace(self.state, filter=wanted).query(()))
        except BadQuery:
            return ""
        return str(found)

    def member(self, place: int, member: Row | Whole | Block, problems: Mapping[str, str]) -> Context:
        if not isinstance(member, Block):
            return self.row(str(place), member, self.lead(place), problems) | {"pick_join": place == 1}
        rows = [
            self.row(f"{place}.{at}", row, _word(member.join), problems) | {"first": at == 0}
            for at, row in enumerate(member.rows)
        ]
        joins = [{"value": key, "label": str(label), "chosen": key == member.join} for key, label in JOINS.items()]
        group = {"place": str(place), "rows": rows, "joins": joins, "block": True}
        return group | {"lead": self.lead(place), "pick_join": place == 1}

    def lead(self, place: int) -> str:
        """The word before a member."""
        return _word(self.draft.join) if place else _("Where")

    def row(self, place: str, row: Row | Whole, lead: str, problems: Mapping[str, str]) -> Context:
        drawn: Context = {"place": place, "lead": lead, "problem": problems.get(place, "")}
        if isinstance(row, Whole):
            return drawn | {"whole": in_words(self.entity, row.data, self.access), "data": addresses.compact(row.data)}
        reached = reach(self.entity, row.field, self.access) if row.field else None
        known = any(path == row.field for _label, fields in self.choices for path, _said in fields)
        extra = [(row.field, reached.label)] if reached is not None and not known else []
        drawn |= {"groups": self.fields(row.field, extra), "focus": self.focus == place, "chosen": bool(row.field)}
        if reached is None:
            return drawn
        operator = operators.find(reached.kind, row.op)
        ident = f"fb-v-{place.replace('.', '-')}"
        wrong = f"fb-e-{place}" if drawn["problem"] else ""
        return drawn | {
            "operators": [
                {"value": one.name, "label": words.operator(one.name, reached.kind), "chosen": one == operator}
                for one in operators.operators_of(reached.kind)
            ],
            "control": control(
                reached.kind, operator, row.values, self.titles, name=f"v.{place}", ident=ident, wrong=wrong
            ),
        }

    def fields(self, chosen: str, extra: list[tuple[str, str]]) -> list[Context]:
        first = extra if extra else []
        groups = [("", first), *self.choices] if first else self.choices
        return [
            {
                "label": label,
                "fields": [{"value": path, "label": said, "chosen": path == chosen} for path, said in fields],
            }
            for label, fields in groups
        ]


def _word(join: str) -> str:
    return pgettext("condition", "and") if join == ALL else pgettext("condition", "or")


def edited(draft: Draft, do: str) -> tuple[Draft, str]:
    """The draft after a press of one of the builder's buttons, and the place that then has the focus."""
    verb, _colon, where = do.partition(":")
    outer, _dot, inner = where.partition(".")
    place = int(outer) if outer.isdigit() else -1
    members = draft.members
    if verb == "clear":
        return Draft(ALL, (Row(),)), "0"
    if verb == "add" and not where:
        return replace(draft, members=(*members, Row())), str(len(members))
    if verb == "group":
        return replace(draft, members=(*members, Block(ANY, (Row(), Row())))), f"{len(members)}.0"
    if not 0 <= place < len(members):
        return draft, ""
    member = members[place]
    if verb == "add" and isinstance(member, Block):
        return draft.with_member(place, replace(member, rows=(*member.rows, Row()))), f"{place}.{len(member.rows)}"
    if verb == "remove":
        rows = member.rows if isinstance(member, Block) and inner.isdigit() else ()
        if isinstance(member, Block) and len(rows) > 1:
            rest = (*rows[: int(inner)], *rows[int(inner) + 1 :])
            return draft.with_member(place, replace(member, rows=rest)), f"{place}.{min(int(inner), len(rest) - 1)}"
        left = draft.with_member(place, None)
        return (left if left.members else Draft(ALL, (Row(),))), str(min(place, max(len(left.members) - 1, 0)))
    return draft, ""
