"""Ending what a person is signed in with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from guanxi.people.models.user import User


def end_all(user: User) -> None:
    """End every session and revoke every token of the user, in the running transaction."""
    from allauth.usersessions.models import UserSession
    from django.contrib.sessions.models import Session

    keys = list(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=user).delete()
    user.tokens.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())
