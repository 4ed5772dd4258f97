"""Out of the outbox, to the mail server: what it can't take now is tried again, what it refuses is parked."""

from __future__ import annotations

import datetime as dt
import smtplib
import uuid
from email.utils import parseaddr
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guanxi.engine.jobs import Run, job
from guanxi.engine.models.mail import REFUSED, SENT, SHOWN, WAITING, OutgoingMail


class MailServer(Protocol):
    """Where mail goes, as the settings say."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def user(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def use_tls(self) -> bool: ...
    @property
    def use_ssl(self) -> bool: ...


RETRIES = 8
"""With doubling pauses: about four hours."""
KEPT = dt.timedelta(days=90)
AFTER_LINK = dt.timedelta(days=1)


@job("mail.send", label=_("Send mail"), retries=RETRIES, pause=60.0, timeout=120)
def send(run: Run, *, mail: str) -> None:
    """Hand one mail to the mail server.

    A server that is down, or says 4xx, makes the job fail, and so try again later. One that says 5xx has the last
    word: the mail stays in the outbox as refused, with what the server said.
    """
    row = OutgoingMail.objects.filter(pk=uuid.UUID(mail), state=WAITING).first()
    if row is None:
        return
    if settings.MAIL is None:
        OutgoingMail.objects.filter(pk=row.pk).update(state=SHOWN)  # The mail server was taken away meanwhile.
        return
    OutgoingMail.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1)
    try:
        hand_over(row, settings.MAIL)
    except (smtplib.SMTPException, OSError) as failed:
        said = words_of(failed)
        if is_final(failed):
            OutgoingMail.objects.filter(pk=row.pk).update(state=REFUSED, error=said)
            return
        OutgoingMail.objects.filter(pk=row.pk).update(error=said)
        raise
    told = {"state": SENT, "error": "", "sent_at": timezone.now()}
    if row.expires_at is not None:
        told |= {"text": "", "html": ""}  # It held a link into an account; only the addressee needs that.
    OutgoingMail.objects.filter(pk=row.pk).update(**told)


@job("mail.clear", label=_("Clear old mail from the outbox"), schedule="29 19 * * *")
def clear(run: Run) -> None:
    """Delete mail that was sent or shown three months ago, and what is left of links that died."""
    now = timezone.now()
    with run.transaction():
        OutgoingMail.objects.filter(created_at__lt=now - KEPT).exclude(state=WAITING).delete()
        OutgoingMail.objects.filter(expires_at__lt=now - AFTER_LINK).exclude(text="").update(text="", html="")


def hand_over(row: OutgoingMail, server: MailServer) -> None:
    """One connection, one mail; raises what smtplib raises."""
    connection = EmailBackend(
        host=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        use_tls=server.use_tls,
        use_ssl=server.use_ssl,
        timeout=settings.EMAIL_TIMEOUT,
    )
    host = parseaddr(row.sender)[1].rpartition("@")[2]
    # The same id with every attempt, so that a mail that was taken twice is recognised as one.
    headers = {"Message-ID": f"<{row.pk.hex}@{host}>", "Auto-Submitted": "auto-generated", **row.headers}
    message = EmailMultiAlternatives(
        row.subject, row.text, row.sender, [row.to], headers=headers, connection=connection
    )
    if row.html:
        message.attach_alternative(row.html, "text/html")
    message.send()


def is_final(failed: Exception) -> bool:
    """Whether the server refused the mail for good."""
    if isinstance(failed, smtplib.SMTPAuthenticationError):
        return False  # The settings are wrong, not the mail.
    if isinstance(failed, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _text in failed.recipients.values())
    return isinstance(failed, smtplib.SMTPResponseException) and 500 <= failed.smtp_code < 600


def words_of(failed: Exception) -> str:
    """What the server said, for administrators."""
    if isinstance(failed, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {_plain(text)}" for code, text in failed.recipients.values())[:500]
    if isinstance(failed, smtplib.SMTPResponseException):
        return f"{failed.smtp_code} {_plain(failed.smtp_error)}"[:500]
    return f"{type(failed).__name__}: {failed}"[:500]


def _plain(text: bytes | str) -> str:
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else text
