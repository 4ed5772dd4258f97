"""Mail on its way out, for administrators; the only place it goes to where no mail server is set."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.engine.mail.page import outbox_mail, outbox_page
from guanxi.engine.models.mail import REFUSED, SENT, SHOWN, OutgoingMail
from guanxi.web import addresses
from guanxi.web.guard import Asking, page

TONES = {SENT: "ok", REFUSED: "bad", SHOWN: "off"}


@page()
def outbox(request: Asking) -> HttpResponse:
    """The mails, newest first."""
    found = outbox_page(request.user, request.GET.get("cursor") or None)
    n = len(found.rows)
    context = {
        "title": _("Outbox"),
        "is_sending": found.is_sending,
        "rows": [_row(mail) for mail in found.rows],
        "pager": {
            "text": ngettext("%(n)d mail shown", "%(n)d mails shown", n) % {"n": n},
            "previous_url": "",
            "next_url": addresses.page_url("outbox", cursor=found.next) if found.next else "",
        },
        "empty": {"title": _("No mail yet"), "text": _("Invitations and password resets show up here.")},
    }
    return render(request, "web/outbox.html", context)


@page()
def mail(request: Asking, key: uuid.UUID) -> HttpResponse:
    """One mail with its text; that somebody opened it is noted."""
    row = outbox_mail(request.user, key)
    context = {
        "crumbs": [{"label": _("Outbox"), "url": addresses.page_url("outbox")}, {"label": row.subject}],
        "mail": {
            "subject": row.subject,
            "sender": row.sender,
            "to": row.to,
            "when": timezone.localtime(row.created_at).strftime("%Y-%m-%d %H:%M"),
            "text": row.text,
        },
    }
    return render(request, "web/outbox_message.html", context)


def _row(mail: OutgoingMail) -> dict[str, Any]:
    return {
        "id": mail.pk,
        "subject": mail.subject,
        "url": addresses.page_url("outbox-mail", mail.pk),
        "to": mail.to,
        "when": timezone.localtime(mail.created_at).strftime("%Y-%m-%d %H:%M"),
        "status": capfirst(str(mail.get_state_display())),  # type: ignore[attr-defined]
        "tone": TONES.get(mail.state, "acc"),
    }
