"""The one maker and reader of tokens."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import TYPE_CHECKING

from django.db.models import Q, Subquery
from django.utils import timezone

from guanxi.people.models.rights import RightsVersion
from guanxi.people.models.token import Token

if TYPE_CHECKING:
    from guanxi.people.models.user import User

PREFIX = "gx_"
LIFETIME = dt.timedelta(days=365)


def make(user: User, name: str, scopes: list[str] | None = None, lifetime: dt.timedelta | None = LIFETIME) -> str:
    """A new token for a user: 256 random bits, told this once and kept as a hash."""
    text = PREFIX + secrets.token_urlsafe(32)
    Token.objects.create(
        user=user,
        name=name,
        hash=_hash(text),
        hint=text[:8],
        scopes=scopes or ["read", "write"],
        expires_at=timezone.now() + lifetime if lifetime else None,
    )
    return text


def read(text: str) -> Token | None:
    """The living token that a text means, with its user and the state of rights; one query."""
    if not text.startswith(PREFIX) or len(text) > 100:
        return None
    rows = Token.objects.select_related("user").filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now()),
        hash=_hash(text),
        revoked_at__isnull=True,
        user__is_active=True,
        user__deleted_at__isnull=True,
    )
    token = rows.annotate(rights_version=Subquery(RightsVersion.objects.filter(pk=1).values("version"))).first()
    if token is not None:
        token.user.rights_version = token.rights_version or 0
    return token


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
