"""Django's way of sending mail, leading into the outbox: libraries that send mail themselves pass it, too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from guanxi.engine.mail.outbox import BadAddress, Mail, post


class OutboxBackend(BaseEmailBackend):
    """One mail in the outbox for each recipient."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return sum(self._post(message) for message in email_messages)

    def _post(self, message: EmailMessage) -> int:
        html = next((body for body, kind in getattr(message, "alternatives", ()) if kind == "text/html"), "")
        reply_to = {"Reply-To": ", ".join(message.reply_to)} if message.reply_to else {}
        headers: dict[str, Any] = {**message.extra_headers, **reply_to}
        try:
            for address in message.recipients():
                post(
                    Mail(
                        to=address,
                        subject=str(message.subject),
                        text=str(message.body),
                        html=str(html),
                        sender=message.from_email,
                        headers={name: str(text) for name, text in headers.items()},
                    )
                )
        except BadAddress:
            if not self.fail_silently:
                raise
            return 0
        return 1
