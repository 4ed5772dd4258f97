"""Into the outbox."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from guanxi.engine.jobs import enqueue
from guanxi.engine.models.mail import SHOWN, WAITING, OutgoingMail

_ADDRESS = re.compile(r"([^<>,;]*)<([^<>\s,;]+@[^<>\s,;]+)>|([^<>\s,;]+@[^<>\s,;]+)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_HEADER_NAME = re.compile(
    r"(Reply-To|List-Unsubscribe|List-Unsubscribe-Post|Auto-Submitted|In-Reply-To|References|X-[A-Za-z-]+)"
)
_LONGEST_SUBJECT = 400


class BadAddress(ValueError):
    """No address that mail can go to."""


@dataclass(frozen=True)
class Mail:
    """What to send to whom."""

    to: str
    subject: str
    text: str
    html: str = ""
    sender: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    expires_at: dt.datetime | None = None


def post(mail: Mail) -> OutgoingMail:
    """Write a mail into the outbox, in the running transaction; without a mail server it is only shown there.

    Raises BadAddress. No line break and no control sign reaches a header.
    """
    row = OutgoingMail(
        sender=one_address(mail.sender or settings.DEFAULT_FROM_EMAIL),
        to=one_address(mail.to),
        subject=one_line(mail.subject)[:_LONGEST_SUBJECT],
        text=mail.text.replace("\x00", ""),
        html=mail.html.replace("\x00", ""),
        headers={name: one_line(text) for name, text in mail.headers.items() if _HEADER_NAME.fullmatch(name)},
        state=WAITING if settings.MAIL is not None else SHOWN,
        expires_at=mail.expires_at,
    )
    with transaction.atomic():
        row.save(force_insert=True)
        if row.state == WAITING:
            enqueue("mail.send", {"mail": str(row.pk)}, actor=None)
    return row


def one_line(text: str) -> str:
    """Without line breaks and control signs: fit for a header."""
    return _CONTROL.sub(" ", text).strip()


def one_address(text: str) -> str:
    """Exactly one address, with or without a name; raises BadAddress."""
    if _CONTROL.search(text) or len(text) > 320:
        raise BadAddress(_("“%(text)s” is not an e-mail address.") % {"text": one_line(text)[:60]})
    match = _ADDRESS.fullmatch(text.strip())
    try:
        spec = Address(display_name=(match[1] or "").strip('" '), addr_spec=match[2] or match[3]) if match else None
    except (ValueError, IndexError, HeaderParseError):
        spec = None
    if spec is None or not spec.username or not spec.domain:
        raise BadAddress(_("“%(text)s” is not an e-mail address.") % {"text": text[:60]})
    return str(spec)
