"""A forgotten password: whoever asks gets the same answer, as fast, whether an account has the address or not.

The request only asks for background work; looking for the account is that work's business.
"""

from __future__ import annotations

import unicodedata

from django.utils.translation import gettext as _

from guanxi.engine import limits, origin
from guanxi.engine.errors import TooMany
from guanxi.engine.jobs import enqueue
from guanxi.people import letters
from guanxi.people.models import User

PER_MAILBOX = limits.Rate(5, 3600)
PER_ADDRESS = limits.Rate(20, 3600)


def ask(email: str) -> None:
    """Ask for a link to be mailed to whoever has this address; too many questions are not told, and do nothing."""
    typed = key_of(email)
    try:
        limits.spend(f"reset from {origin.current().address}", PER_ADDRESS)
        limits.spend(f"reset of {typed}"[:120], PER_MAILBOX)
    except TooMany:
        return
    enqueue("people.password_reset", {"email": typed}, actor=None)


def answer(email: str) -> bool:
    """Mail the link to the address that is stored, if it is the same one; whether somebody has it."""
    for user in User.objects.filter(email__iexact=email, is_active=True, deleted_at__isnull=True)[:5]:
        if key_of(user.email) == email:
            letters.password_reset(user)
            return True
    return False


def key_of(email: str) -> str:
    """One spelling of an address: composed, and small letters only where no other alphabet has a twin of them."""
    composed = unicodedata.normalize("NFC", email.strip())
    return "".join(sign.lower() if sign.isascii() else sign for sign in composed)


def used_up() -> str:
    """What to tell when a link died while its page was open."""
    return _("This link was used already or has expired. Ask for a new one.")
