"""What happened around a record in words, day by day: changes, comments, notes."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guanxi.engine.entity import Entity, LineSet
from guanxi.engine.eventmoves import Because, because
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.conditions import Conditions
from guanxi.engine.permissions import Access
from guanxi.engine.reading import Change, Happening
from guanxi.engine.registry import registry
from guanxi.engine.sharing import SHARED_WITH
from guanxi.engine.uniting.leading import OTHERS, SURVIVOR
from guanxi.engine.wording import labelled, listed
from guanxi.web import addresses, cells
from guanxi.web.forms import conditions

Context = dict[str, Any]

VIA: dict[str, str | Promise] = {
    "web": gettext_lazy("on a page"),
    "api": gettext_lazy("by the API"),
    "import": gettext_lazy("by an import"),
    "command": gettext_lazy("by a command"),
    "job": gettext_lazy("by a background job"),
    "system": gettext_lazy("by the system"),
}
VERBS: dict[str, str | Promise] = {
    "create": gettext_lazy("Create"),
    "update": gettext_lazy("Change"),
    "delete": gettext_lazy("Delete"),
    "restore": gettext_lazy("Restore"),
    "import": gettext_lazy("Import"),
    "attach": gettext_lazy("Attach a file"),
    "detach": gettext_lazy("Remove a file"),
    "merge": gettext_lazy("Merge"),
    "unmerge": gettext_lazy("Take apart again"),
}
MERGED: dict[str, str | Promise] = {
    OTHERS: gettext_lazy("Merged into this record"),
    SURVIVOR: gettext_lazy("Merged into"),
}
MOVES = ("delete", "restore")
BEGINNINGS = ("create", "import")
ICONS = {
    "create": "plus",
    "update": "edit",
    "delete": "trash",
    "restore": "arrow-back-up",
    "import": "upload",
    "attach": "paperclip",
    "detach": "paperclip",
    "merge": "arrows-join",
    "unmerge": "arrows-split",
}


def timeline(entity: Entity, happenings: list[Happening], *, full: bool = False) -> list[Context]:
    """Days with their changes, newest first; `full`: what a record began with, and the address a change came from."""
    return by_day([(happening.at, change_event(entity, happening, full=full)) for happening in happenings])


def by_day(events: list[tuple[dt.datetime, Context]]) -> list[Context]:
    """Days with their events, in the order given."""
    days = groupby(events, key=lambda event: timezone.localtime(event[0]).date())
    return [
        {"day": day_label(day), "stamp": day.isoformat(), "events": [told for _at, told in some]} for day, some in days
    ]


def day_label(day: dt.date) -> str:
    """A day as a heading: today and yesterday by name."""
    shown = date_format(day, "DATE_FORMAT")
    ago = (timezone.localdate() - day).days
    if ago == 0:
        return _("Today, %(day)s") % {"day": shown}
    return _("Yesterday, %(day)s") % {"day": shown} if ago == 1 else shown


def change_event(entity: Entity, happening: Happening, *, full: bool = False) -> Context:
    """One change as the timeline draws it."""
    quiet = (*MOVES, *BEGINNINGS) if not full else MOVES
    shown = [] if happening.verb in quiet else [_change(entity, change) for change in happening.changes]
    return {
        "who": happening.who or _("System"),
        "text": _text(entity, happening, full),
        "time": timezone.localtime(happening.at).strftime("%H:%M"),
        "stamp": happening.at.isoformat(),
        "icon": ICONS.get(happening.verb, "activity"),
        "human": happening.verb in entity.actions,
        "changes": shown,
    }


def _text(entity: Entity, happening: Happening, full: bool) -> SafeString:
    via = str(VIA.get(happening.via, happening.via))
    if full and happening.address:
        via = _("%(via)s from %(address)s") % {"via": via, "address": happening.address}
    deed = _deed(entity, happening)
    usual = happening.via == "web" and not full
    told = format_html("{}", deed) if usual else format_html('{} <span class="gx-t3">{}</span>', deed, via)
    if not happening.reason:
        return told
    before, _gap, behind = _(" (%(reason)s)").partition("%(reason)s")
    return format_html("{}{}{}{}", told, before, _reason(happening.reason), behind)


def _reason(text: str) -> str | SafeString:
    """A reason in the reader's language; what follows a colon are somebody's own words, such as a rule's name."""
    known = because(text)
    if known is not None:
        return _because(known)
    head, colon, own = text.partition(": ")
    return labelled(_(head), own) if head and colon else _(text)


def _because(known: Because) -> SafeString:
    """By which rule something moved, with the way to what caused it; who may not read that learns its kind alone."""
    rule = known.told.partition(": ")[2]
    face = registry.get(known.entity)
    what = face.label if face is not None else known.entity
    if face is not None and known.record is not None:
        what = format_html('<a href="{}">{}</a>', addresses.record_url(face.name, known.record), what)
    pattern = _("moved by the rule “%(rule)s” because of: %(what)s")
    return format_html(pattern.replace("%(rule)s", "{rule}").replace("%(what)s", "{what}"), rule=rule, what=what)


def verb_label(entity: Entity, verb: str) -> str:
    """What people call a verb of the history."""
    if verb in entity.actions:
        return str(entity.actions[verb].label)
    return str(VERBS.get(verb, verb))


def _deed(entity: Entity, happening: Happening) -> str:
    if happening.verb in entity.actions:
        return _("chose “%(verb)s”") % {"verb": entity.actions[happening.verb].label}
    n = len(happening.changes)
    changed = ngettext("changed %(n)d field", "changed %(n)d fields", n) % {"n": n}
    return {
        "create": _("created this"),
        "import": _("created this"),
        "delete": _("deleted this"),
        "restore": _("restored this"),
        "attach": _("attached a file"),
        "detach": _("removed a file"),
        "merge": _("merged records"),
        "unmerge": _("took merged records apart again"),
    }.get(happening.verb, changed)


def _change(entity: Entity, change: Change) -> Context:
    kind = entity.fields.get(change.field)
    if change.field in MERGED:
        return {
            "label": str(MERGED[change.field]),
            "before": _records(change.old),
            "after": _records(change.new) or "—",
        }
    if change.field == SHARED_WITH:
        return {"label": _("Shared with"), "before": change.old or "", "after": change.new or "—"}
    if kind is None and change.field not in entity.lines:
        return {"label": _("File"), "before": change.old or "", "after": change.new or "—"}
    if kind is None:
        lines = entity.lines[change.field]
        return {
            "label": cells.label(entity, change.field),
            "before": told_lines(lines, change.old),
            "after": told_lines(lines, change.new) or "—",
        }
    before = cells.words(kind, change.old)
    return {
        "label": cells.kind_label(kind),
        "before": "" if before == "—" else before,
        "after": cells.words(kind, change.new),
    }


def _records(told: Any) -> str:
    """Records that were merged, by name."""
    return listed(str(one) for one in told) if isinstance(told, tuple) else str(told or "")


def told_lines(lines: LineSet, value: Any) -> str:
    """Lines as the event log keeps them, without their keys and their links' keys: how many, and their words."""
    if not isinstance(value, list) or not value:
        return ""
    n = len(value)
    words = [
        " ".join(
            _in_line(kind, line)
            for name, kind in lines.fields.items()
            if kind.kind != "link" and line.get(name) not in (None, "")
        )
        for line in value
        if isinstance(line, dict)
    ]
    told = listed(word for word in words if word)
    number = ngettext("%(n)d line", "%(n)d lines", n) % {"n": n}
    return labelled(number, told) if told else number


def _in_line(kind: Kind, line: dict[str, Any]) -> str:
    value = kind.from_event(line[str(kind.name)])
    if isinstance(kind, Conditions):  # by nobody's rights: what they link to has no name here
        return conditions.told(kind, value, line.get(kind.of), Access([]))
    return kind.to_text(value)
