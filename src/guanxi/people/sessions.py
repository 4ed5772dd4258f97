"""Ending what a person is signed in with."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model, update_session_auth_hash
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

if TYPE_CHECKING:
    from guanxi.people.models.user import User


_also: list[Callable[[Any], object]] = []


def when_all_end(end: Callable[[Any], object]) -> None:
    """Have this called with the user, in the same transaction, whenever everything ends."""
    _also.append(end)


def end_all(user: User, *, but: HttpRequest | None = None) -> None:
    """End every session, link and token of the user, in the running transaction.

    The epoch is what ends them: each session and each link by mail holds it. `but` is the request whose own session
    goes on: that of the person who makes the change.
    """
    from allauth.usersessions.models import UserSession
    from django.contrib.sessions.models import Session

    people = get_user_model()._base_manager
    people.filter(pk=user.pk).update(epoch=F("epoch") + 1)
    user.epoch = people.values_list("epoch", flat=True).get(pk=user.pk)
    ended = UserSession.objects.filter(user=user)
    if but is not None:
        ended = ended.exclude(session_key=but.session.session_key)
    Session.objects.filter(session_key__in=list(ended.values_list("session_key", flat=True))).delete()
    ended.delete()
    user.tokens.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())
    for end in _also:
        end(user)
    if but is not None:
        _go_on(but, user)


def _go_on(request: HttpRequest, user: User) -> None:
    """Give the session the new epoch under a new key, and keep it in the person's list."""
    from allauth.usersessions.models import UserSession

    old = request.session.session_key
    update_session_auth_hash(request, user)
    request.session.save()
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)
