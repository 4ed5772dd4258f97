"""Arrangements that outlive a page, one small JSON value each, kept per person and read together."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from guanxi.engine import origin
from guanxi.engine.errors import BadQuery
from guanxi.engine.permissions import Actor
from guanxi.engine.prepared import Prepared
from guanxi.web.models import Remembered

MOST_BYTES = 20_000
MOST_OF_ONE_PERSON = 1_000
Check = Callable[[Any], bool]
_kinds: dict[str, Check] = {}
_kept = Prepared(
    lambda user, names: Remembered.objects.filter(user=user, name__among=names).values_list("name", "value"),
    (uuid.UUID(int=0), ["a name"]),
)


def arrangement(name: str, check: Check) -> None:
    """Declare a kind of arrangement: the part of its name before the first colon, and what a value must look like."""
    _kinds[name] = check


def recall(actor: Actor, *names: str) -> dict[str, Any]:
    """Those of the arrangements this person has made; all the names of one page in one query."""
    memory = origin.memory()
    known: dict[str, Any] = {} if memory is None else memory.setdefault(("remembered", actor.pk), {})
    missing = [name for name in names if name not in known]
    if missing:
        known |= dict.fromkeys(missing)
        known |= dict(_kept.rows(actor.pk, missing))
    return {name: known[name] for name in names if known[name] is not None}


def remember(actor: Actor, name: str, value: Any) -> None:
    """Keep an arrangement, or forget it (None); raises BadQuery for what no page declared."""
    check = _kinds.get(name.partition(":")[0])
    if check is None or len(name) > 120 or len(msgspec.json.encode(value)) > MOST_BYTES:
        raise BadQuery(_("This arrangement can't be kept."))
    mine = Remembered.objects.filter(user=actor.pk)
    if value is None:
        mine.filter(name=name).delete()
    elif not check(value):
        raise BadQuery(_("This arrangement can't be kept."))
    elif not mine.filter(name=name).update(value=value):
        if mine.count() >= MOST_OF_ONE_PERSON:
            raise BadQuery(_("This arrangement can't be kept."))
        Remembered.objects.update_or_create(user_id=actor.pk, name=name, defaults={"value": value})
    memory = origin.memory()
    if memory is not None:
        memory.pop(("remembered", actor.pk), None)
