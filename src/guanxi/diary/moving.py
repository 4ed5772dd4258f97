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
    one = _found(key, actor)
    start, end = (_moment(one, time) for time in times)
    values: dict[str, Any]
    if one.rule is None:
        values = {"starts_at": start, "ends_at": end, "all_day": not isinstance(times[0], dt.datetime)}
    else:
        _must_be_of(one, day)
        values = {"special_days": _with(one, day, start, end)}
    return _change(key, values, actor, version)


def cancel(key: uuid.UUID, day: dt.date, *, actor: Actor, version: int | None = None) -> Appointment:
    """Leave out one day of a series; raises as `move` does."""
    one = _found(key, actor)
    _must_be_of(one, day)
    return _change(key, {"special_days": _with(one, day, None, None)}, actor, version)


def as_usual(key: uuid.UUID, day: dt.date, *, actor: Actor, version: int | None = None) -> Appointment:
    """Let a day of a series take place as its rule says; raises as `move` does."""
    one = _found(key, actor)
    _must_be_of(one, day)
    kept = [line for line in _lines(one) if line["day"] != day]
    return _change(key, {"special_days": kept}, actor, version)


def end_before(key: uuid.UUID, day: dt.date, *, actor: Actor, version: int | None = None) -> Appointment:
    """Let a series end before one of its days; with its first day it is deleted. Raises as `move` does."""
    one = _found(key, actor)
    _must_be_of(one, day)
    if day <= one.starts_at.astimezone(one.tz).date():
        return gate.delete(registry["appointments"], key, actor=actor, version=version)  # type: ignore[return-value]
    return _change(key, {"until": day - dt.timedelta(days=1)}, actor, version)


def _found(key: uuid.UUID, actor: Actor) -> Appointment:
    one = Appointment.objects.visible_to(actor).filter(pk=key).prefetch_related(*LINES).first()
    if one is None:
        raise NotFound()
    return one


def _must_be_of(one: Appointment, day: dt.date | None) -> None:
    """Raise NotFound unless the series takes place on this day."""
    if day is None or one.rule is None or not takes_place(one.rule, one.starts_at, one.tz, day):
        raise NotFound()


def _change(key: uuid.UUID, values: dict[str, Any], actor: Actor, version: int | None) -> Appointment:
    return gate.update(registry["appointments"], key, values, actor=actor, version=version)  # type: ignore[return-value]


def _lines(one: Appointment) -> list[dict[str, Any]]:
    """The different days of a series."""
    return [
        {"id": line.pk, "day": line.day, "starts_at": line.starts_at, "ends_at": line.ends_at}
        for line in one.special_days.all()  # type: ignore[attr-defined]
    ]


def _with(
    one: Appointment, day: dt.date | None, start: dt.datetime | None, end: dt.datetime | None
) -> list[dict[str, Any]]:
    """The different days of a series with this one among them."""
    kept = _lines(one)
    mine = next((line for line in kept if line["day"] == day), None)
    if mine is None:
        return [*kept, {"day": day, "starts_at": start, "ends_at": end}]
    mine |= {"starts_at": start, "ends_at": end}
    return kept


def _moment(one: Appointment, time: dt.date) -> dt.datetime:
    return time if isinstance(time, dt.datetime) else midnight(time, one.tz)
