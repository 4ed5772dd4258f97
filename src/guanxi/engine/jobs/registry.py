"""The kinds of background work there are, each declared once at the function that does it."""

from __future__ import annotations

import inspect
import json
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import msgspec
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

MOST_BYTES = 65_536
"""A payload names things; it doesn't carry them."""

Work = TypeVar("Work", bound=Callable[..., Any])


class BadPayload(ValueError):
    """A payload that the declared function doesn't take."""


@dataclass(frozen=True)
class Declared:
    """One kind of background work."""

    name: str
    label: str | Promise
    work: Callable[..., Any]
    retries: int = 3
    queue: str = "default"
    timeout: float | None = None
    schedule: str | None = None
    pause: float = 10.0
    version: int = 1

    @cached_property
    def shape(self) -> type[msgspec.Struct]:
        """The payload as a type: the function's keyword arguments, nothing else."""
        taken = list(inspect.signature(self.work).parameters.values())[1:]
        if any(parameter.kind is not parameter.KEYWORD_ONLY for parameter in taken):
            raise ImproperlyConfigured(f"job {self.name}: what follows `run` must be keyword-only")
        annotated = types.SimpleNamespace(__annotations__={p.name: p.annotation for p in taken})
        hints = typing.get_type_hints(annotated, globalns=self.work.__globals__)  # type: ignore[attr-defined]
        fields: list[Any] = [
            (p.name, hints[p.name]) if p.default is p.empty else (p.name, hints[p.name], p.default) for p in taken
        ]
        return msgspec.defstruct("Payload", fields, kw_only=True, forbid_unknown_fields=True)

    def arguments(self, payload: Any) -> dict[str, Any]:
        """The keyword arguments a payload means; raises BadPayload."""
        try:
            return msgspec.structs.asdict(msgspec.convert(payload, self.shape))
        except msgspec.ValidationError as bad:
            raise BadPayload(str(bad)) from bad


declared: dict[str, Declared] = {}


def job(
    name: str,
    *,
    label: str | Promise,
    retries: int = 3,
    queue: str = "default",
    timeout: float | None = None,
    schedule: str | None = None,
    pause: float = 10.0,
    version: int = 1,
) -> Callable[[Work], Work]:
    """Declare a function `work(run, *, …)` as background work.

    `retries`: further attempts after an error, `pause` seconds after the first and twice as long after each next.
    `timeout`: seconds after which `run.check()` ends it. `schedule`: five fields of cron, in UTC. `version`: of the
    payload; raise it when the keyword arguments change, and waiting work of other versions is parked.
    """

    def mark(work: Work) -> Work:
        if name in declared and declared[name].work is not work:
            raise ImproperlyConfigured(f"Two jobs are named {name!r}")
        spec = declared[name] = Declared(name, label, work, retries, queue, timeout, schedule, pause, version)
        if schedule:
            from guanxi.engine.jobs.working import on_schedule

            on_schedule(spec)
        return work

    return mark


def as_json(payload: dict[str, Any]) -> dict[str, Any]:
    """The payload as it is stored; raises BadPayload for what JSON has no words for."""
    try:
        text = json.dumps(payload, allow_nan=False)
    except (TypeError, ValueError) as bad:
        raise BadPayload(f"not JSON: {bad}") from bad
    if len(text) > MOST_BYTES:
        raise BadPayload(f"{len(text)} bytes; at most {MOST_BYTES}. Store the rest, and give its id.")
    plain: dict[str, Any] = json.loads(text)
    return plain
