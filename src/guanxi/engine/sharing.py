"""Single records opened to single people by hand, for ever or for a time; whole kinds and groups have sharing rules."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.engine import origin
from guanxi.engine.models.share import Share
from guanxi.engine.reading.rows import titles_of

if TYPE_CHECKING:
    from guanxi.engine.permissions import Actor
    from guanxi.engine.record import Record

SHARED_WITH = "shared_with"
"""Under what name an event tells with whom."""
VERBS = ("share", "unshare")
PEOPLE = "users"
MOST = 50


def share(record: Record, person: uuid.UUID, starts_at: dt.datetime | None, ends_at: dt.datetime | None) -> None:
    """Open a record to somebody, or say anew until when; raises ValidationError."""
    _check(record)
    if ends_at and ends_at <= max(starts_at or timezone.now(), timezone.now()):
        raise ValidationError({"ends_at": _("The end follows the beginning, and now.")})
    span = {"starts_at": starts_at, "ends_at": ends_at}
    Share.objects.update_or_create(span, entity=_entity(record), record=record.pk, subject=person)
    origin.forget()
    record._beside = {SHARED_WITH: [None, _told(person, ends_at)]}


def unshare(record: Record, person: uuid.UUID | None) -> None:
    """Close it again to somebody, or to everybody it was opened to; raises ValidationError where it was to nobody."""
    _check(record)
    shares = Share.objects.filter(entity=_entity(record), record=record.pk)
    if person is not None:
        shares = shares.filter(subject=person)
    was = list(shares.order_by("pk").values_list("subject", "ends_at"))
    if not was:
        raise ValidationError({"person": _("It isn't shared with them.")} if person else _("It isn't shared by hand."))
    shares.delete()
    origin.forget()
    record._beside = {SHARED_WITH: [_told(*was[0]) if len(was) == 1 else {"count": len(was)}, None]}


def in_force(record: Record, actor: Actor) -> list[str]:
    """With whom it is or will be shared, and until when, in words."""
    shares = Share.objects.filter(Q(ends_at=None) | Q(ends_at__gt=timezone.now()), entity=_entity(record))
    found = shares.filter(record=record.pk).order_by("pk").values_list("subject", "ends_at")[:MOST]
    sides = [_told(*one) for one in found]
    names = titles_of(PEOPLE, people_in(sides), actor.access)
    return [in_words(side, names) for side in sides if uuid.UUID(side["person"]) in names]


def people_in(sides: Iterable[Any]) -> set[uuid.UUID]:
    """Whom the sides of events name."""
    return {uuid.UUID(side["person"]) for side in sides if isinstance(side, dict) and "person" in side}


def in_words(side: Any, names: Mapping[uuid.UUID, str]) -> str:
    """One side of what an event tells: somebody's name and the day, or a number of people."""
    if not side:
        return ""
    if "count" in side:
        return ngettext("%(n)d person", "%(n)d people", side["count"]) % {"n": side["count"]}
    name = names.get(uuid.UUID(side["person"])) or _("hidden")
    if not side["until"]:
        return name
    until = timezone.localtime(dt.datetime.fromisoformat(side["until"])).strftime("%Y-%m-%d %H:%M")
    return _("%(name)s, until %(day)s") % {"name": name, "day": until}


def _check(record: Record) -> None:
    if record._lent_by is not None:
        raise ValidationError(_("Only who has the right themselves shares it, nobody in their place."))


def _entity(record: Record) -> str:
    from guanxi.engine.registry import registry

    return registry.for_model(type(record)).name


def _told(person: uuid.UUID, ends_at: dt.datetime | None) -> dict[str, Any]:
    return {"person": str(person), "until": ends_at.isoformat() if ends_at else None}
