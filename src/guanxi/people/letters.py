"""The mails about accounts; each holds a link that works once, and goes to the address that is stored."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from guanxi.engine.mail import BadAddress, Mail, post
from guanxi.people import links

if TYPE_CHECKING:
    from guanxi.people.models.user import User


def invite(user: User) -> None:
    """Ask somebody to choose a password and come in; raises ValidationError without an address."""
    with translation.override(user.language):
        text = _(
            "Hello %(name)s,\n\nthere is an account for you. Your sign-in name is %(username)s. "
            "Choose a password here:\n\n%(link)s\n\nThe link works once, for 7 days."
        )
        _send(user, _("Your account"), text, links.INVITATION)


def password_reset(user: User) -> None:
    """Let somebody choose a new password; raises ValidationError without an address."""
    with translation.override(user.language):
        text = _(
            "Hello %(name)s,\n\nsomebody asked for a new password for your account %(username)s. Choose it here:\n"
            "\n%(link)s\n\nThe link works once, for 1 hour. If it wasn't you, do nothing: the old password stays."
        )
        _send(user, _("A new password"), text, links.RESET)


def password_changed(user: User) -> None:
    """Tell somebody that their password changed, in case it wasn't them."""
    if not user.email:
        return  # A password changes also where nobody can be told.
    with translation.override(user.language):
        text = _(
            "Hello %(name)s,\n\nthe password of your account %(username)s was changed. If it wasn't you, tell your "
            "administrator at once."
        ) % {"name": user.name, "username": user.username}
        _post(user, _("Your password was changed"), text, None)


def _send(user: User, subject: str, text: str, purpose: str) -> None:
    if not user.email:
        raise ValidationError(_("This account has no e-mail address. Enter one first."))
    told = text % {"name": user.name, "username": user.username, "link": links.make(user, purpose)}
    _post(user, subject, told, timezone.now() + links.LIFETIMES[purpose])


def _post(user: User, subject: str, text: str, expires_at: dt.datetime | None) -> None:
    try:
        post(Mail(to=user.email, subject=subject, text=text, expires_at=expires_at))
    except BadAddress as bad:
        raise ValidationError(str(bad)) from bad
