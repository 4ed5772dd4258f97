"""Changing what somebody signs in with: in one transaction with the end of whatever the old one opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from guanxi.engine import origin
from guanxi.engine.events.writing import note
from guanxi.engine.gate.updating import save_changes, snapshot
from guanxi.engine.registry import registry
from guanxi.engine.transactions import atomically
from guanxi.people import attempts, letters, passwords, sessions
from guanxi.people.models import OldPassword, User


def change_password(
    user: User,
    raw: str,
    *,
    actor: Any,
    request: HttpRequest | None = None,
    still: Callable[[User], bool] | None = None,
) -> bool:
    """Set a new password; every session, link and token ends, but for the request's own session.

    `still` is asked once the row is locked: whether the right to do this (a link, the old password) holds even now.
    Raises ValidationError for a password the policy refuses; False when `still` says no.
    """

    def work() -> bool:
        with origin.unguarded():
            fresh = User._base_manager.select_for_update().get(pk=user.pk)
            if still is not None and not still(fresh):
                return False
            alone = passwords.check(raw, fresh)
            before = snapshot(registry["users"], fresh)
            remember_old(fresh)
            fresh.set_password(raw)
            fresh.password_changed_at, fresh.locked_until = timezone.now(), None
            fresh.password_alone = alone
            fresh.save(update_fields=["password", "password_alone"])
            attempts.forget(fresh)
            save_changes(registry["users"], fresh, before, {}, actor, "change_password")
            _take_over(user, fresh)
            sessions.end_all(user, but=request)
            letters.password_changed(fresh)
        return True

    return atomically(work)


def second_factor_changed(user: User, request: HttpRequest, told: str) -> None:
    """Whatever was opened with the former second factor ends, but for the session in which it was changed."""
    sessions.end_all(user, but=request)
    note("users", "second_factor", {"second_factor": [None, told]}, actor=user, record=user.pk)


def remember_old(user: User) -> None:
    """Keep the present password's hash, and as many older ones as the policy compares with."""
    kept = passwords.policy().history
    if not kept or not user.has_usable_password():
        return
    OldPassword.objects.create(user=user, hash=user.password)
    newest = list(user.old_passwords.order_by("-at", "-id").values_list("pk", flat=True)[:kept])
    user.old_passwords.exclude(pk__in=newest).delete()


def _take_over(user: User, fresh: User) -> None:
    """The caller's copy says what is stored now: a session is about to be hashed from it."""
    for name in ("password", "password_alone", "password_changed_at", "locked_until", "version"):
        setattr(user, name, getattr(fresh, name))
