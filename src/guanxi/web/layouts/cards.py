"""The cards of a board, put together in Python: a board has hundreds."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.engine.entity import Entity
from guanxi.engine.fields.link import Ref
from guanxi.engine.layouts import DAYS, Board
from guanxi.engine.permissions import Access, Mode
from guanxi.engine.reading import Masked
from guanxi.engine.wording import strung
from guanxi.web import addresses, cells, marks
from guanxi.web.icons import icon
from guanxi.web.layouts import figures

Row = dict[str, Any]
MONEY = ("money", "decimal", "integer")


@dataclass(frozen=True)
class Cards:
    """What all cards of one board have in common."""

    entity: Entity
    board: Board
    access: Access
    places: Mapping[str, int]
    """The number of each column, by its key."""
    ways: Mapping[uuid.UUID, Sequence[str]] = field(default_factory=dict)
    since: Mapping[uuid.UUID, dt.datetime] = field(default_factory=dict)

    @property
    def fields(self) -> tuple[str, ...]:
        """What has to be read for them."""
        wanted = (self.entity.title, self.board.by, *self.board.card)
        return tuple(dict.fromkeys(name for name in wanted if self.access.mode(self.entity, name) > Mode.HIDDEN))

    def html(self, rows: Sequence[Row]) -> SafeString:
        """Cards, one after the other."""
        return format_html_join("", "{}", ((self.card(row),) for row in rows))

    def card(self, row: Row) -> SafeString:
        """One card: title; what it is about; amount and owner; how long it has stood there, and its day."""
        title = cells.title_of(self.entity, row)
        to = self.ways.get(row["id"], ())
        return format_html(
            '<article class="gx-card" data-board-target="card" data-id="{}" data-version="{}" data-to="{}">'
            '<div class="gx-row-x"><a class="gx-ttl gx-grow" href="{}"{}>{}</a>{}</div>{}</article>',
            row["id"],
            row["version"],
            " ".join(str(self.places[key]) for key in to),
            addresses.record_url(self.entity.name, row["id"]),
            format_html(' aria-describedby="{}"', "board-help") if to else "",
            title,
            self.menu(title) if to else "",
            self.body(row),
        )

    def menu(self, title: str) -> SafeString:
        """The way by hand for whoever doesn't drag."""
        label = _("Move to…")
        return format_html(
            '<button class="gx-card-menu" type="button" aria-haspopup="menu" aria-label="{}: {}" title="{}" '
            'data-action="board#toggle">{}</button>',
            label,
            title,
            label,
            icon("dots", "s"),
        )

    def body(self, row: Row) -> SafeString:
        about: list[Any] = []
        amounts: list[Any] = []
        people: list[Any] = []
        foot = [self.standing(row)]
        for name in self.board.card:
            kind, value = self.entity.fields[name], row.get(name)
            if value in (None, "", []) or name in (self.entity.title, self.board.by):
                continue
            if isinstance(value, Masked):
                about.append(value.outline)
            elif marks.is_person(kind) and isinstance(value, Ref):
                people.append(_person(kind, value))
            elif kind.kind in MONEY:
                amounts.append(self.amount(name, value))
            elif kind.kind in DAYS:
                foot.append(_day(kind, value))
            else:
                about.append(cells.words(kind, value))
        line = format_html('<div class="gx-t2 gx-s12 gx-cut">{}</div>', strung(map(str, about))) if about else ""
        middle: SafeString | str = ""
        if amounts or people:
            parts = format_html_join(" ", "{}", ((part,) for part in amounts[:1]))
            marks_ = format_html_join("", "{}", ((part,) for part in people))
            middle = format_html('<div class="gx-row-x">{}<span class="gx-ml">{}</span></div>', parts, marks_)
        told = [part for part in foot if part]
        feet = format_html('<div class="gx-ft">{}</div>', format_html_join("", "{}", ((p,) for p in told)))
        return format_html("{}{}{}", line, middle, feet if told else "")

    def amount(self, name: str, value: Any) -> SafeString:
        kind = self.entity.fields[name]
        if kind.kind == "money":
            return format_html('<b class="gx-b gx-tn">{}</b>', figures.short(kind, value))
        return format_html('<span class="gx-tn">{} {}</span>', cells.kind_label(kind), kind.cell(value))

    def standing(self, row: Row) -> SafeString | str:
        """How long it has stood in its column; marked when that is too long."""
        at = self.since.get(row["id"])
        if at is None:
            return ""
        days = (timezone.localdate() - timezone.localtime(at).date()).days
        stage = self.entity.stage
        closed = stage is not None and stage.kind_of(row.get(stage.name, "")) not in ("", "open")  # type: ignore[attr-defined]
        if self.board.stale_after and days >= self.board.stale_after and not closed:
            told = ngettext("no change for %(n)d day", "no change for %(n)d days", days) % {"n": days}
            return format_html('<span class="gx-c gx-warn">{}{}</span>', icon("plant-2", "s"), told)
        if days <= 0:
            return format_html('<span class="gx-tn">{}</span>', _("here since today"))
        told = ngettext("here for %(n)d day", "here for %(n)d days", days) % {"n": days}
        return format_html('<span class="gx-tn">{}</span>', told)


def _person(kind: Any, ref: Ref) -> SafeString:
    words = f"{cells.kind_label(kind)}: {ref}"
    return format_html(
        '<span class="gx-av" data-c="{}" title="{}" aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{}</span>',
        marks.colour(ref.id),
        words,
        marks.initial(str(ref)),
        words,
    )


def _day(kind: Any, value: Any) -> SafeString:
    """Without the year while it is this one."""
    day = timezone.localtime(value).date() if isinstance(value, dt.datetime) else value
    shown = day.strftime("%m-%d" if day.year == timezone.localdate().year else "%Y-%m-%d")
    return format_html(
        '<span class="gx-ml gx-tn" title="{}: {}">{} {}</span>',
        cells.kind_label(kind),
        day.isoformat(),
        cells.kind_label(kind),
        shown,
    )
