"""What came of something that happens by the clock: counted, told, and stopped when it fails too often."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.engine.errors import Invalid
from guanxi.engine.gate.updating import save_changes, snapshot
from guanxi.engine.models.clocked import ON, STOPPED, Clocked
from guanxi.engine.permissions.system import as_system
from guanxi.engine.registry import registry

_told_of_runs: list[Callable[[Clocked, bool], None]] = []


def when_ran(tell: Callable[[Clocked, bool], None]) -> None:
    """Have a room above told of every run that failed, or that brought something, in its transaction."""
    if tell not in _told_of_runs:
        _told_of_runs.append(tell)


def went_well(work: Clocked, result: str, *, is_news: bool) -> None:
    """Nothing counts any more that failed before; the owner is told, if they wished it."""
    with transaction.atomic():
        _write(work, last_at=timezone.now(), last_result=result[:500], failures=0)
        if is_news and work.told_well:
            _tell(work, True)


def failed(work: Clocked, result: str) -> None:
    """One failure more; the owner is told, and after the last one allowed it stops."""
    with transaction.atomic():
        count = _locked(work).failures + 1
        _write(work, last_at=timezone.now(), last_result=result[:500], failures=count)
        _tell(work, False)
        if count >= work.stop_after:
            stop(work, result)


def stop(work: Clocked, why: str, **changes: Any) -> None:
    """Until somebody activates it again; in the event log, with the reason."""
    face = registry.for_model(type(work))
    with transaction.atomic(), as_system(why[:200] or "stopped") as system:
        stored = _locked(work)
        before = snapshot(face, stored)
        if stored.state == ON:
            stored.state = STOPPED
        stored.last_result = why[:500]
        save_changes(face, stored, before, {}, system, "stop")
        if changes:
            _write(work, **changes)


def must_have_owner(work: Clocked) -> Any:
    """The person in whose name it happens; raises Invalid when there is none any more."""
    found = get_user_model()._base_manager.filter(pk=work.owner_id, is_active=True, deleted_at=None).first()  # type: ignore[attr-defined,misc]
    if found is None:
        told = _("Its owner has left, or has no account any more. Hand it to somebody, who then activates it.")
        raise Invalid({"owner": [told]})
    return found


def _tell(work: Clocked, well: bool) -> None:
    for tell in _told_of_runs:
        tell(work, well)


def _locked(work: Clocked) -> Clocked:
    return type(work)._base_manager.defer("search").select_for_update().get(pk=work.pk)


def _write(work: Clocked, **values: Any) -> None:
    type(work)._base_manager.filter(pk=work.pk).update(**values)
