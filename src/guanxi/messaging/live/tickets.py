"""What lets a page listen for a minute: written by a web process that asked session and rights, read by the stream."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
import uuid
from collections.abc import Sequence

import msgspec

LIFE = 60
"""Seconds: so long a page goes on hearing when what a role allows changed; the end of a session ends it at once."""
MOST_RECORDS = 120
_PURPOSE = b"guanxi.messaging.live.ticket"


class Ticket(msgspec.Struct, frozen=True, array_like=True):
    """Who listens, on a page of which origin, to which records, until when."""

    user: uuid.UUID
    origin: str
    issued: float
    ends: float
    records: tuple[uuid.UUID, ...] = ()


def write(
    secret: str, user: uuid.UUID, origin: str, records: Sequence[uuid.UUID] = (), now: float | None = None
) -> str:
    """A ticket for one page."""
    began = time.time() if now is None else now
    told = msgspec.json.encode(Ticket(user, origin, began, began + LIFE, tuple(records[:MOST_RECORDS])))
    return f"{_text(told)}.{_text(_seal(secret, told))}"


def read(secret: str, text: str, now: float | None = None) -> Ticket | None:
    """The ticket, if it is one of ours and not over; None otherwise."""
    told, _dot, seal = text.partition(".")
    try:
        body = _bytes(told)
        if not hmac.compare_digest(_bytes(seal), _seal(secret, body)):
            return None
        ticket = msgspec.json.decode(body, type=Ticket)
    except (binascii.Error, ValueError, msgspec.DecodeError):
        return None
    return ticket if (time.time() if now is None else now) < ticket.ends else None


def _seal(secret: str, told: bytes) -> bytes:
    key = hmac.digest(secret.encode(), _PURPOSE, hashlib.sha256)
    return hmac.digest(key, told, hashlib.sha256)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
