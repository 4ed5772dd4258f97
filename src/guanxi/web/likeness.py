"""Possible duplicates in words, and whether somebody saw them."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import time_format

from guanxi.engine.duplicates.finding import Candidate, Found, LooksAlike, as_stored, find, on_others
from guanxi.engine.duplicates.words import reasons
from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Actor
from guanxi.web import addresses
from guanxi.web.forms.submission import Submission

SEEN = "alike"
"""The hidden field of a form that says which of them were shown."""
CLOSED = "closed"
Context = dict[str, Any]


def stored_of(entity: Entity, sent: Submission) -> dict[str, Any]:
    """What a form says of who its record is."""
    return as_stored(entity, {name: typed for name, typed in sent.fields.items() if isinstance(typed, str)}, "text")


def warn(entity: Entity, sent: Submission, actor: Actor, form: QueryDict) -> None:
    """Raise LooksAlike where a new record surely is like one that the form has not shown yet."""
    if entity.identity is None:
        return
    found = find(entity, stored_of(entity, sent), actor)
    if {_mark(one) for one in found.candidates if one.is_sure} - set(form.getlist(SEEN)):
        raise LooksAlike(found)


def as_told(entity: Entity, found: Found) -> Context:
    """For `parts/alike.html`."""
    return {
        "rows": [_row(entity, one) for one in found.candidates],
        "seen": sorted({_mark(one) for one in found.candidates}),
        "again_at": time_format(timezone.localtime(found.again_at)) if found.again_at else "",
    }


def _row(entity: Entity, one: Candidate) -> Context:
    if one.key is None:
        return {"text": on_others(one)}
    return {
        "title": one.title,
        "url": addresses.record_url(entity.name, one.key),
        "owner": one.owner,
        "why": reasons(one.likeness),
        "sure": one.is_sure,
    }


def _mark(one: Candidate) -> str:
    return str(one.key) if one.key else CLOSED
