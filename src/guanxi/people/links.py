"""Links by mail with which somebody chooses a password: signed, expiring, dead after any change of credentials.

A link holds the user's key and a fingerprint of what they sign in with. Choosing a password changes that, so a link
works once; so does a new address, a second factor, a deactivation. Its host is the public one, never the request's.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from guanxi.people.models import User

RESET, INVITATION = "reset", "invitation"
LIFETIMES = {RESET: dt.timedelta(hours=1), INVITATION: dt.timedelta(days=7)}
LONGEST = 300


@dataclass(frozen=True)
class Opened:
    """What a living link says."""

    user: User
    purpose: str
    text: str


def make(user: User, purpose: str) -> str:
    """The whole address of a new link."""
    text = signing.dumps([user.pk.hex, fingerprint(user)], salt=_salt(purpose))
    return settings.PUBLIC_URL + reverse("account_reset_password_from_key", args=[purpose, text])


def read(purpose: str, text: str) -> Opened | None:
    """What a link says, if it lives."""
    if purpose not in LIFETIMES or len(text) > LONGEST:
        return None
    try:
        told = signing.loads(text, salt=_salt(purpose), max_age=LIFETIMES[purpose])
        key, print_ = uuid.UUID(told[0]), str(told[1])
    except (signing.BadSignature, ValueError, TypeError, IndexError, AttributeError):
        return None
    user = User.objects.filter(pk=key, is_active=True, deleted_at__isnull=True).first()
    if user is None or not constant_time_compare(print_, fingerprint(user)):
        return None
    return Opened(user, purpose, text)


def fingerprint(user: User) -> str:
    """Something that changes with everything a user signs in with."""
    told = f"{user.password}|{user.epoch}|{user.email}|{user.is_active}"
    return salted_hmac("guanxi.people.links", told, algorithm="sha256").hexdigest()[:32]


def _salt(purpose: str) -> str:
    return f"guanxi.people.links.{purpose}"
