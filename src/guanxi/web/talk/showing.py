"""Comments and notes as the timeline draws them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.engine.fields.link import Ref
from guanxi.engine.fields.rich import shown as rich
from guanxi.engine.permissions import Actor
from guanxi.engine.reading.rows import Masked, Row, titles_of
from guanxi.messaging import mentions
from guanxi.messaging.models.comment import SIGNS
from guanxi.messaging.models.note import CALL, KINDS, MESSAGE, OUTCOMES, THEIRS, VISIT
from guanxi.messaging.rooms import Room
from guanxi.messaging.timeline import Item
from guanxi.web import addresses, marks
from guanxi.web.records.timeline import change_event

Context = dict[str, Any]
SIGN_ICONS = dict(
    zip((sign for sign, _label in SIGNS), ("thumb-up", "check", "eye", "confetti", "heart", "help-circle"), strict=True)
)
"""Drawn from the product's own icons: not every machine has a font for the signs themselves."""
ICONS = {CALL: "phone", VISIT: "map-pin", MESSAGE: "mail"}


def event(place: Room, item: Item, actor: Actor) -> Context:
    """One item of the timeline as its template wants it."""
    if item.happening is not None:
        return change_event(place.entity, item.happening)
    return comment_event(item.row, actor) if item.kind == "comments" else note_event(item.row)


def comment_event(row: Row, actor: Actor) -> Context:
    """A comment, with who nodded to it and what this person may do with it."""
    mine = isinstance(row.get("owner"), Ref) and row["owner"].id == actor.pk
    url = addresses.page_url("comment", row["id"])
    return _base(row) | {
        "kind": "comment",
        "text": _("commented"),
        "edited": row.get("updated_at", row["created_at"]) > row["created_at"],
        "body": mentions.shown(_words(row.get("body")), row["mentions"], actor.pk),
        "quote": _quote(row["told_quote"], actor),
        "signs": _signs(row["told_signs"], actor),
        "react_url": addresses.page_url("comment-react", row["id"]),
        "edit_url": url if mine and actor.access.may("comments", "update") else "",
        "delete_url": addresses.page_url("comment-delete", row["id"])
        if mine and actor.access.may("comments", "delete")
        else "",
        "quote_text": " ".join(_words(row.get("body")).split())[:80],
    }


def note_event(row: Row) -> Context:
    """A note, a call or a visit, with its facts before its text."""
    kind, body = row.get("kind"), row.get("body")
    return _base(row) | {
        "kind": "note",
        "icon": ICONS.get(kind or "", "note"),
        "text": _note_text(row),
        "title": _title(row),
        "url": addresses.record_url("notes", row["id"]),
        "body": rich(body) if isinstance(body, str) and body else _words(body),
        "rich": True,
        "chips": _chips(row),
    }


def _base(row: Row) -> Context:
    owner = row.get("owner")
    at = timezone.localtime(row["created_at"])
    who = str(owner) if isinstance(owner, Ref) else _("Somebody")
    person = marks.person(owner.id, who) if isinstance(owner, Ref) else None
    return {
        "key": str(row["id"]),
        "who": who,
        "person": person,
        "time": at.strftime("%H:%M"),
        "stamp": at.isoformat(),
        "human": True,
    }


def _note_text(row: Row) -> str:
    told = {CALL: _("called"), VISIT: _("visited"), MESSAGE: _("exchanged messages")}
    if row.get("direction") == THEIRS:
        told |= {CALL: _("was called"), VISIT: _("was visited"), MESSAGE: _("was written to")}
    return told.get(row.get("kind") or "", _("wrote a note"))


def _title(row: Row) -> str:
    """The title, unless it only repeats how the text begins or what kind of note it is."""
    title, body = _words(row.get("title")), row.get("body")
    from guanxi.kit.sanitising import plain

    words = plain(body) if isinstance(body, str) else ""
    return "" if words.startswith(title) or title in {str(label) for _key, label in KINDS} else title


def _chips(row: Row) -> list[Context]:
    chips = []
    if outcome := dict(OUTCOMES).get(row.get("outcome") or ""):
        chips.append({"label": str(outcome), "icon_name": "phone" if row.get("kind") == CALL else "check"})
    minutes = row.get("minutes")
    if isinstance(minutes, int):
        told = ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
        chips.append({"label": told, "icon_name": "clock"})
    if place := row.get("place"):
        chips.append({"label": str(place), "icon_name": "map-pin"})
    happened = row.get("happened_at")
    if isinstance(happened, dt.datetime):
        local = timezone.localtime(happened)
        told = f"{date_format(local, 'SHORT_DATE_FORMAT')} {local:%H:%M}"
        chips.append({"label": told, "icon_name": "calendar"})
    return chips


def _quote(told: dict[str, Any] | None, actor: Actor) -> Context | None:
    if not told:
        return None
    by = uuid.UUID(told["by"]) if told.get("by") else None
    names = titles_of(marks.people(), [by] if by else [], actor.access)
    return {"who": names.get(by, _("Somebody")) if by else _("Somebody"), "text": told["body"], "key": told["id"]}


def _signs(told: list[dict[str, str]], actor: Actor) -> list[Context]:
    """Every sign with its number, those that nobody gave last; and whether one gave it oneself."""
    counts = Counter(one["sign"] for one in told)
    mine = {one["sign"] for one in told if one["user"] == str(actor.pk)}
    return [
        {"sign": sign, "icon": SIGN_ICONS[sign], "label": str(label), "count": counts[sign], "mine": sign in mine}
        for sign, label in SIGNS
    ]


def _words(value: Any) -> str:
    return str(value) if isinstance(value, str | Masked) else ""


def empty_body() -> SafeString:
    """A dash for a comment whose words a role hides."""
    return format_html('<span class="gx-t3">{}</span>', "—")
