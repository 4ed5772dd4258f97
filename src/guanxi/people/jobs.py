"""Background work about people."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guanxi.engine.jobs import Run, job
from guanxi.people import attempts, placing, resetting


@job("people.password_reset", label=_("Answer a forgotten password"), retries=3)
def password_reset(run: Run, *, email: str) -> None:
    """Mail a link, if somebody has this address."""
    with run.transaction():
        resetting.answer(email)


@job("people.tidy", label=_("Clear old sign-in data"), schedule="41 19 * * *")
def tidy(run: Run) -> None:
    """Delete sessions that ran out, with their rows in people's lists, and wrong tries that no longer matter."""
    from allauth.usersessions.models import UserSession

    with run.transaction():
        attempts.tidy_up()
        Session.objects.filter(expire_date__lt=timezone.now()).delete()
        alive = Session.objects.filter(session_key=OuterRef("session_key"))
        UserSession.objects.filter(~Exists(alive)).delete()


@job("people.place", label=_("Put records into their sales regions"), schedule="3 18 * * *", retries=3)
def place(run: Run) -> dict[str, Any]:
    """Bring divisions and regions of all records up to how addresses are read and to the tree of regions."""
    return placing.place_all(run)
