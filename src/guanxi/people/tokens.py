"""The one maker and reader of tokens."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import re
import secrets
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.engine.customfields import living
from guanxi.engine.events.writing import note
from guanxi.engine.prepared import Prepared
from guanxi.engine.registry import registry
from guanxi.people.models.rights import RightsVersion
from guanxi.people.models.token import Token

if TYPE_CHECKING:
    from guanxi.people.models.user import User

PREFIX = "gx_"
LIFETIME = dt.timedelta(days=365)
MOST_TOKENS = 50
_SCOPE = re.compile(r"(read|write)(?::([a-z][a-z0-9-]{0,59}))?")


class BadScope(ValueError):
    """A scope that means nothing, or too many tokens; the message says what to write."""


def make(user: User, name: str, scopes: Sequence[str] | None = None, lifetime: dt.timedelta | None = LIFETIME) -> str:
    """A new token for a user: 256 random bits, told this once and kept as a hash; raises BadScope."""
    kept = checked_scopes(scopes or ["read", "write"])
    text = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        if held_by(user).count() >= MOST_TOKENS:
            raise BadScope(_("At most %(n)d tokens. Revoke one that is no longer used.") % {"n": MOST_TOKENS})
        made = Token.objects.create(
            user=user,
            name=name.strip()[:100] or _("token"),
            hash=_hash(text),
            hint=text[:8],
            scopes=kept,
            expires_at=timezone.now() + lifetime if lifetime else None,
        )
        note("users", "make_token", {"token": [None, f"{made.name} ({made.hint}…)"]}, actor=user, record=user.pk)
    return text


def checked_scopes(scopes: Sequence[str]) -> list[str]:
    """`read`, `write`, or one of them for one entity, as in `read:customers`; raises BadScope."""
    for scope in scopes:
        match = _SCOPE.fullmatch(scope)
        if not match or (match[2] and match[2] not in registry):
            raise BadScope(_("“%(scope)s” is no scope. Write read, write, or read:customers.") % {"scope": scope[:60]})
    return sorted(set(scopes))


def read(text: str) -> Token | None:
    """The living token that a text means, with its user and the state of rights; one query."""
    if not text.startswith(PREFIX) or len(text) > 100:
        return None
    rows = _living.rows(_hash(text), timezone.now())
    if not rows:
        return None
    *values, version = rows[0]
    of_token, of_user = _columns()
    token = Token.from_db("default", of_token, values[: len(of_token)])
    user = _users().from_db("default", of_user, values[len(of_token) :])
    user.rights_version = version or 0
    living.follow(user.rights_version)
    token.user = user
    return token


_OF_TOKEN = {"id", "user_id", "scopes", "used_at"}
_OF_USER = {"id", "username", "name", "department_id", "is_active", "deleted_at", "language", "time_zone", "version"}
"""What most requests need of them; anything else is read when it is asked for."""


def _users() -> type[User]:
    return Token._meta.get_field("user").related_model  # type: ignore[return-value]


@functools.cache
def _columns() -> tuple[list[str], list[str]]:
    """In the order in which Django builds an instance."""
    pairs = ((Token, _OF_TOKEN), (_users(), _OF_USER))
    of_token, of_user = ([f.attname for f in model._meta.concrete_fields if f.attname in kept] for model, kept in pairs)
    return of_token, of_user


def _living_rows(hashed: bytes, now: dt.datetime) -> models.QuerySet[Token, Any]:
    rows = Token.objects.filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=now),
        hash=hashed,
        revoked_at__isnull=True,
        user__is_active=True,
        user__deleted_at__isnull=True,
    )
    version = Subquery(RightsVersion.objects.filter(pk=1).values("version"))
    of_token, of_user = _columns()
    return rows.values_list(*of_token, *(f"user__{name}" for name in of_user), version)


_living = Prepared(_living_rows, (b"a hash", dt.datetime(2000, 1, 1, tzinfo=dt.UTC)))


def held_by(user: User) -> models.QuerySet[Token]:
    """A user's tokens that were not revoked, newest first; expired ones among them."""
    return Token.objects.filter(user=user, revoked_at__isnull=True).order_by("-created_at")


def revoke(user: User, key: uuid.UUID) -> bool:
    """End one of the user's own tokens at once; whether there was one."""
    with transaction.atomic():
        ended = Token.objects.filter(user=user, pk=key, revoked_at__isnull=True).update(revoked_at=timezone.now())
        if ended:
            name = Token.objects.values_list("name", flat=True).get(pk=key)
            note("users", "revoke_token", {"token": [name, None]}, actor=user, record=user.pk)
    return bool(ended)


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
