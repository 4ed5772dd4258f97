"""Who asks: a program with a token, or a person signed in whose page asks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone

from guanxi.api.refusals import NotFromHere, NotSignedIn, ScopeMissing
from guanxi.people import tokens
from guanxi.people.models import Token, User

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
NOTED_EVERY = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Caller:
    """The user in whose name it is asked, and what the token is good for."""

    user: User
    scopes: frozenset[str] | None = None
    """None for a person's own session, which is good for all the person may do."""
    bucket: str = ""

    def may(self, deed: str, entity: str = "") -> bool:
        """Whether the token is good for reading or writing the entity; without one: anything at all."""
        if self.scopes is None or deed in self.scopes:
            return True
        return f"{deed}:{entity}" in self.scopes if entity else any(s.startswith(f"{deed}:") for s in self.scopes)

    def demand(self, deed: str, entity: str = "") -> None:
        """Raise ScopeMissing unless the token is good for it."""
        if not self.may(deed, entity):
            raise ScopeMissing(deed)


def identify(request: HttpRequest) -> Caller:
    """The caller; raises NotSignedIn, NotFromHere."""
    given = request.META.get("HTTP_AUTHORIZATION")
    if given is not None:
        return _by_token(given)
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not user.is_active or user.deleted_at is not None:
        raise NotSignedIn()
    if request.method not in SAFE:
        _prove_own_page(request)
    return Caller(user, None, f"user:{user.pk}")


def _by_token(header: str) -> Caller:
    scheme, _blank, text = header.partition(" ")
    token = tokens.read(text.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        raise NotSignedIn()
    _note_use(token)
    return Caller(token.user, frozenset(token.scopes), f"token:{token.pk}")


def _note_use(token: Token) -> None:
    """Remember when a token was last used, to the minute."""
    now = timezone.now()
    if token.used_at is None or now - token.used_at > NOTED_EVERY:
        stale = Q(used_at__isnull=True) | Q(used_at__lt=now - NOTED_EVERY)
        Token.objects.filter(stale, pk=token.pk).update(used_at=now)


class _OwnPage(CsrfViewMiddleware):
    """Django's own check, telling instead of answering."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def _prove_own_page(request: HttpRequest) -> None:
    """A form can't send this header, and another site can't know its value."""
    if "HTTP_X_CSRFTOKEN" not in request.META:
        raise NotFromHere()
    check = _OwnPage(lambda _request: None)  # type: ignore[arg-type, return-value]
    if check.process_view(request, _unmarked, (), {}) is not None:
        raise NotFromHere()


def _unmarked() -> HttpResponse:
    """A view without the mark that would switch the check off."""
    return HttpResponse()
