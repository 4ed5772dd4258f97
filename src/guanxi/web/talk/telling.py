"""Notifications in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.models.job import DONE
from guanxi.engine.permissions import Actor, Mode
from guanxi.engine.registry import registry
from guanxi.engine.wording import listed
from guanxi.messaging import mentions
from guanxi.messaging.inbox import Told
from guanxi.messaging.models.notification import (
    ALARM,
    ANSWERED,
    ASKED,
    ASSIGNED,
    CHANGE,
    COMMENT,
    DEADLINE,
    FALLING,
    HELD,
    MENTION,
    NOTE,
    REMINDER,
    RIGHTS,
    WORK,
)
from guanxi.people.standing_in import SUBSTITUTIONS
from guanxi.privacy.clocks import LABELS
from guanxi.web import addresses, cells, marks
from guanxi.web.records.timeline import day_label
from guanxi.web.talk import turnwords

Context = dict[str, Any]
ICONS = {
    ASSIGNED: "user-check",
    CHANGE: "edit",
    HELD: "hourglass-low",
    NOTE: "note",
    COMMENT: "message-2",
    MENTION: "at",
    WORK: "circle-check",
    REMINDER: "clock",
    RIGHTS: "key",
    DEADLINE: "alert-triangle",
    FALLING: "ripple",
    ASKED: "shield-lock",
    ANSWERED: "shield-lock",
}
MY_FALLING = {
    "all": [{"field": "owner", "op": "eq", "value": "me"}, {"field": "falls_on", "op": "empty", "value": False}]
}
MOST_FIELDS = 3
WORDS = 140


def days(items: Sequence[Told], actor: Actor) -> list[Context]:
    """Notifications by day, newest first."""
    by_day = groupby(items, key=lambda item: timezone.localtime(item.notification.at).date())
    return [{"day": day_label(day), "items": [_item(told, actor) for told in some]} for day, some in by_day]


def _item(told: Told, actor: Actor) -> Context:
    one = told.notification
    at = timezone.localtime(one.at)
    who = told.who or (_("System") if one.by is None else _("Somebody"))
    failed = one.kind == WORK and one.told.get("state") != DONE
    return {
        "key": str(one.pk),
        "unread": one.read_at is None,
        "person": marks.person(one.by, told.who) if one.by and told.who else None,
        "icon": "alert-circle" if failed else ICONS.get(one.kind, "bell"),
        "tone": "bad" if failed else ("ok" if one.kind == WORK else ""),
        "html": _sentence(told, who, actor),
        "time": at.strftime("%H:%M"),
        "stamp": at.isoformat(),
        "instead_of": told.instead_of,
        "words": mentions.shown(_short(told.words), told.mentions, actor.pk) if told.words else "",
        "reply_url": addresses.page_url("notification-reply", one.pk) if one.kind in (MENTION, COMMENT) else "",
        "waits": one.waits and one.read_at is None,
    }


def _sentence(told: Told, who: str, actor: Actor) -> SafeString:
    one = told.notification
    face = registry.get(one.entity)
    if one.record is None:
        return _many(told, who, face)
    title = turnwords.title(told) if one.kind == RIGHTS else told.title
    link = format_html('<a href="{}" data-read="{}">{}</a>', _url(told), one.pk, title)
    if one.kind == RIGHTS:
        return turnwords.sentence(told, link)
    if one.kind == WORK:
        return format_html("{} {}", link, _("is done") if one.told.get("state") == DONE else _("has failed"))
    if one.kind == ALARM:
        return _with(
            _("%(what)s read %(n)s rows in an hour").replace("%(n)s", f"{one.told['rows']:,}"), SafeString(""), link
        )
    if one.kind == REMINDER:
        return _with(_begins(one.told).replace("%(who)s", ""), SafeString(""), link)
    if one.kind == HELD:
        return _with(_held(one.told, face), SafeString(""), link)
    if one.kind == DEADLINE:
        return _with(_falls_due(one.told), SafeString(""), link)
    person = format_html('<b class="gx-b">{}</b>', who)
    return _with(_pattern(told, face, actor), person, link)


def _pattern(told: Told, face: Entity | None, actor: Actor) -> str:
    """A sentence with %(who)s and %(what)s in it."""
    one = told.notification
    if one.kind == MENTION:
        if told.instead_of:
            return _("%(who)s named %(person)s on %(what)s").replace("%(person)s", told.instead_of.replace("%", "%%"))
        return _("%(who)s named you on %(what)s")
    if one.kind == ASSIGNED and one.entity == SUBSTITUTIONS:
        return _("%(who)s asks you to stand in: %(what)s")
    if one.kind == ASSIGNED and one.told.get("verb") == "share":
        return _("%(who)s shared %(what)s with you")
    if one.kind == ASSIGNED and told.instead_of:
        return _("%(who)s handed %(what)s to %(person)s").replace("%(person)s", told.instead_of.replace("%", "%%"))
    if one.kind == ASSIGNED:
        return _("%(who)s handed %(what)s to you")
    if one.kind == ANSWERED:
        return (
            _("%(who)s declined to protect %(what)s")
            if one.told.get("verb") == "decline"
            else _("%(who)s agreed to protect %(what)s")
        )
    if one.kind == COMMENT:
        if one.count == 1:
            return _("%(who)s commented on %(what)s")
        return _("%(who)s and others wrote %(n)d comments on %(what)s").replace("%(n)d", str(one.count))
    if one.kind == NOTE:
        kind = one.told.get("kind")
        if kind == "call":
            return _("%(who)s logged a call on %(what)s")
        return _("%(who)s logged a visit on %(what)s") if kind == "visit" else _("%(who)s wrote a note on %(what)s")
    return _changed(one.told, face, actor)


def _begins(told: dict[str, Any]) -> str:
    """When an appointment begins, by the reader's clock."""
    start = timezone.localtime(dt.datetime.fromisoformat(told["start"]))
    day = "" if start.date() == timezone.localdate() else date_format(start, "MONTH_DAY_FORMAT")
    time = "" if told.get("all_day") else start.strftime("%H:%M")
    if not day and not time:
        return _("%(what)s is today")
    return _("%(what)s begins at %(when)s").replace("%(when)s", " ".join(part for part in (day, time) if part))


def _falls_due(told: dict[str, Any]) -> str:
    """By when an authority has to be told of a breach, by the reader's clock."""
    due = timezone.localtime(dt.datetime.fromisoformat(told["due"]))
    day = "" if due.date() == timezone.localdate() else date_format(due, "MONTH_DAY_FORMAT")
    late = due <= timezone.now()
    text = (
        _("%(what)s: the authority in %(place)s should have been told by %(when)s")
        if late
        else _("%(what)s: tell the authority in %(place)s by %(when)s")
    )
    when = " ".join(part for part in (day, due.strftime("%H:%M")) if part)
    return text.replace("%(place)s", str(LABELS[told["place"]])).replace("%(when)s", when)


def _held(told: dict[str, Any], face: Entity | None) -> str:
    """What keeps a record from moving by a rule."""
    stage: Any = face.stage if face is not None else None
    text = _("%(what)s can’t come to “%(stage)s” by the rule “%(rule)s” yet: %(missing)s")
    words = {"stage": stage.to_text(told["to"]) if stage else told["to"], "rule": told["name"]}
    words["missing"] = " ".join(told["missing"])
    for name, said in words.items():
        text = text.replace(f"%({name})s", said.replace("%", "%%"))
    return text


def _changed(told: dict[str, Any], face: Entity | None, actor: Actor) -> str:
    verb = told.get("verb", "update")
    if verb == "delete":
        return _("%(who)s deleted %(what)s")
    if verb == "restore":
        return _("%(who)s restored %(what)s")
    if verb in ("attach", "detach"):
        return _("%(who)s changed the files of %(what)s")
    if face is not None and verb in face.actions:
        return _("%(who)s chose “%(verb)s” on %(what)s").replace("%(verb)s", str(face.actions[verb].label))
    if face is None:
        return _("%(who)s changed %(what)s")
    names = [name for name in told.get("fields", ()) if name in face.fields or name in face.lines]
    shown = [cells.label(face, name) for name in names if actor.access.mode(face, name) > Mode.HIDDEN]
    if not shown:
        return _("%(who)s changed %(what)s")
    fields = listed(shown[:MOST_FIELDS]) + ("…" if len(shown) > MOST_FIELDS else "")
    return _("%(who)s changed %(fields)s of %(what)s").replace("%(fields)s", fields.replace("%", "%%"))


def _many(told: Told, who: str, face: Entity | None) -> SafeString:
    one = told.notification
    url, things = (addresses.list_url(one.entity), face.numbered(one.count)) if face else ("#", str(one.count))
    link = format_html('<a href="{}" data-read="{}">{}</a>', url, one.pk, things)
    if one.kind == RIGHTS:
        return turnwords.ended(link)
    if one.kind == FALLING:
        return _falling(one, things)
    if one.kind == ASKED:
        link = format_html('<a href="{}" data-read="{}">{}</a>', addresses.page_url("requests"), one.pk, things)
        return _with(_("Protection is asked for %(what)s"), SafeString(""), link)
    if one.kind == HELD:
        text = _("%(what)s can’t move on by the rule “%(rule)s” yet")
        return _with(text.replace("%(rule)s", one.told["name"].replace("%", "%%")), SafeString(""), link)
    pattern = _("%(who)s handed %(what)s to you") if one.kind == ASSIGNED else _("%(who)s changed %(what)s")
    return _with(pattern, format_html('<b class="gx-b">{}</b>', who), link)


def _falling(one: Any, things: str) -> SafeString:
    """What falls to a pool soon, the first of it on which day; it leads to the list of these records."""
    url = addresses.filtered_url(one.entity, MY_FALLING)
    day = date_format(dt.date.fromisoformat(one.told["first"]), "MONTH_DAY_FORMAT")
    link = format_html('<a href="{}" data-read="{}">{}</a>', url, one.pk, things)
    pattern = _("%(what)s fall to the public pool soon, the first on %(day)s").replace("%(day)s", day)
    return _with(pattern, SafeString(""), link)


def _with(pattern: str, who: SafeString, what: SafeString) -> SafeString:
    """The sentence with its two marked parts."""
    return turnwords.filled(pattern, who=who, what=what)


def _url(told: Told) -> str:
    one = told.notification
    if one.entity == "jobs" and one.record is not None:
        return addresses.page_url("job-progress", one.record)  # where its file is
    url = addresses.record_url(one.entity, one.record)
    return f"{url}#talk-{one.source}" if one.source and one.kind in (MENTION, COMMENT, NOTE) else url


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= WORDS else f"{words[: WORDS - 1]}…"
