"""What to do where a list shows nothing: which condition to take away, or how to begin."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Access, Actor
from guanxi.engine.reading import Count, count
from guanxi.engine.wording import followed
from guanxi.web import addresses
from guanxi.web.lists.conditions import chips, without
from guanxi.web.lists.state import ListState

MOST_TRIED = 4
SECONDS = 0.15
"""No condition is tried any more once this has passed."""
Context = dict[str, Any]


def empty(state: ListState, actor: Actor) -> Context:
    """The context of parts/empty.html."""
    entity = state.entity
    if state.deleted and not state.narrowed:
        return {"title": _("The recycle bin is empty"), "text": _("What is deleted here can be restored.")}
    if state.narrowed:
        return _nothing_fits(state, actor)
    return {
        "title": _("No %(things)s yet") % {"things": entity.label_plural},
        "text": str(entity.hint),
        "first": True,
        "actions": beginnings(entity, actor.access),
        "more": [{"label": _("Take the short tour"), "url": addresses.page_url("home", tour="1")}],
    }


def _nothing_fits(state: ListState, actor: Actor) -> Context:
    """Which one condition stands in the way, and how many there are without it."""
    entity = state.entity
    ways = [{"label": _("Show all %(things)s") % {"things": entity.label_plural}, "url": _bare(state), "icon": "x"}]
    shown: Context = {
        "title": _("No %(thing)s matches") % {"thing": entity.label},
        "text": _("Try fewer conditions or another word."),
        "actions": ways,
    }
    tried = _narrowings(state, actor.access)
    if len(tried) < 2:
        return shown
    best = _best(tried, actor)
    if best is None:
        shown["text"] = _("No single condition is to blame: take away several.")
        return shown
    label, url, found = best
    told = ngettext("%(n)d condition together finds nothing.", "%(n)d conditions together find nothing.", len(tried))
    without_it = _("Without “%(condition)s” there are %(found)s.")
    shown["text"] = followed(
        told % {"n": len(tried)}, without_it % {"condition": label, "found": entity.numbered(found.value, found)}
    )
    shown["actions"] = [
        {"label": _("Remove “%(condition)s”") % {"condition": label}, "url": url, "primary": True},
        *ways,
    ]
    return shown


def _bare(state: ListState) -> str:
    return state.url(filter=None, q="")


def _narrowings(state: ListState, access: Access) -> list[tuple[str, ListState]]:
    """What narrows the list, each in words and with the list that remains without it."""
    members = _members(state.filter)
    found = [
        (" ".join(str(chip[part]) for part in ("label", "operator", "value") if chip[part]), without(members, place))
        for place, chip in enumerate(chips(state, access))
    ]
    tried = [(label, _less(state, filter=rest)) for label, rest in found]
    if state.q:
        tried.append((_("search for %(q)s") % {"q": state.q[:40]}, _less(state, q="")))
    return tried


def _members(filter: Any) -> list[Any]:
    if not filter:
        return []
    return list(filter["all"]) if set(filter) == {"all"} else [filter]


def _less(state: ListState, **changes: Any) -> ListState:
    return replace(state, cursor="", **changes)


def _best(tried: list[tuple[str, ListState]], actor: Actor) -> tuple[str, str, Count] | None:
    """The condition without which most are found; counted to a bound, and only for a moment."""
    until = time.perf_counter() + SECONDS
    best: tuple[str, str, Count] | None = None
    for label, state in reversed(tried[-MOST_TRIED:]):
        if best is not None and time.perf_counter() > until:
            break
        found = count(state.entity, actor, state.query(()))
        if found.value and (best is None or found.value > best[2].value):
            best = label, state.url(), found
    return best


def beginnings(entity: Entity, access: Access) -> list[Context]:
    """The ways in: a file, or the first one by hand."""
    ways: list[Context] = []
    if may_import(entity, access):
        url = addresses.page_url("import", entity.name)
        ways.append({"label": _("Import a file"), "url": url, "icon": "upload", "primary": True})
    if access.may(entity.name, "create"):
        url = addresses.page_url("new", entity.name)
        label = _("New %(thing)s") % {"thing": entity.label}
        ways.append({"label": label, "url": url, "icon": "plus", "primary": not ways, "panel": "#list"})
    return ways


def may_import(entity: Entity, access: Access) -> bool:
    """Whether files can be brought in here by this person."""
    return "import" in entity.verbs and access.may(entity.name, "import") and access.may(entity.name, "create")
