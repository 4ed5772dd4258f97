"""What administrators see of the outbox. A mail may hold a living link into an account: nobody else sees any."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.db.models import Q
from django.utils.dateparse import parse_datetime

from guanxi.engine.errors import BadQuery, NotAllowed, NotFound
from guanxi.engine.events.writing import note
from guanxi.engine.models.mail import OutgoingMail
from guanxi.engine.permissions import Actor

PAGE = 50
_SALT = "guanxi.engine.mail.page"


@dataclass(frozen=True)
class OutboxPage:
    """Mails, newest first, without their texts; and where the next page begins."""

    rows: list[OutgoingMail]
    next: str | None
    is_sending: bool
    """Whether a mail server is set; without one, mail is only shown."""


def outbox_page(actor: Actor, cursor: str | None = None, limit: int = PAGE) -> OutboxPage:
    """A page of the outbox; raises NotAllowed, BadQuery."""
    _allow(actor)
    rows = OutgoingMail.objects.defer("text", "html").order_by("-created_at", "-id")
    if cursor:
        at, key = _opened(cursor)
        rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, id__lt=key))
    found = list(rows[: limit + 1])
    page = found[:limit]
    more = signing.dumps([page[-1].created_at.isoformat(), page[-1].pk.hex], salt=_SALT) if len(found) > limit else None
    return OutboxPage(page, more, settings.MAIL is not None)


def outbox_mail(actor: Actor, key: uuid.UUID) -> OutgoingMail:
    """One mail with its text; that it was opened is noted. Raises NotAllowed, NotFound."""
    _allow(actor)
    row = OutgoingMail.objects.filter(pk=key).first()
    if row is None:
        raise NotFound()
    note("outbox", "read", {"to": [None, row.to], "subject": [None, row.subject]}, actor=actor, record=row.pk)
    return row


def _allow(actor: Actor) -> None:
    if not actor.access.may("outbox", "read"):
        raise NotAllowed()


def _opened(cursor: str) -> tuple[dt.datetime, uuid.UUID]:
    try:
        at, key = signing.loads(cursor, salt=_SALT)
        moment = parse_datetime(at)
        if moment is None:
            raise BadQuery("cursor")
        return moment, uuid.UUID(key)
    except (signing.BadSignature, ValueError, TypeError) as bad:
        raise BadQuery("cursor") from bad
