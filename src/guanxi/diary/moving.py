"""An appointment put at another time, through the gate; of a series only the one day that was meant."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from guanxi.diary.models import Appointment
from guanxi.diary.models.appointment import midnight
from guanxi.diary.reading import LINES
from guanxi.diary.recurring import takes_place
from guanxi.engine import gate
from guanxi.engine.errors import NotFound
from guanxi.engine.permissions import Actor
from guanxi.engine.registry import registry


def move(
    key: uuid.UUID,
    day: dt.date | None,
    times: tuple[dt.datetime, dt.datetime] | tuple[dt.date, dt.date],
    *,
    actor: Actor,
    version: int | None = None,
) -> Appointment:
    """Give it other times, or whole days (the end not included); raises NotFound, NotAllowed, Invalid, Conflict."""
    face = registry["appointments"]
    one = Appointment.objects.visible_to(actor).filter(pk=key).prefetch_related(*LINES).first()
    if one is None:
        raise NotFound()
    start, end = (_moment(one, time) for time in times)
    values: dict[str, Any]
    if one.rule is None:
        values = {"starts_at": start, "ends_at": end, "all_day": not isinstance(times[0], dt.datetime)}
    else:
        if day is None or not takes_place(one.rule, one.starts_at, one.tz, day):
            raise NotFound()
        values = {"special_days": _with(one, day, start, end)}
    return gate.update(face, key, values, actor=actor, version=version)  # type: ignore[return-value]


def _with(one: Appointment, day: dt.date, start: dt.datetime | None, end: dt.datetime | None) -> list[dict[str, Any]]:
    """The different days of a series with this one among them."""
    kept = [
        {"id": line.pk, "day": line.day, "starts_at": line.starts_at, "ends_at": line.ends_at}
        for line in one.special_days.all()  # type: ignore[attr-defined]
    ]
    mine = next((line for line in kept if line["day"] == day), None)
    if mine is None:
        return [*kept, {"day": day, "starts_at": start, "ends_at": end}]
    mine |= {"starts_at": start, "ends_at": end}
    return kept


def _moment(one: Appointment, time: dt.date) -> dt.datetime:
    return time if isinstance(time, dt.datetime) else midnight(time, one.tz)
