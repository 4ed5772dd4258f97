"""Lock-out: after some wrong tries from one address, nothing more is looked at for a while that grows.

What a stranger sees depends only on the text they typed and on their address, never on whether an account exists. A
try is counted before the secret is looked at, under a row lock: a hundred at once are still only five. Above that, an
account counts wrong tries from all addresses together.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from guanxi.engine import origin
from guanxi.kit import phones
from guanxi.kit.values import BadValue
from guanxi.people.models.attempt import Attempts

if TYPE_CHECKING:
    from guanxi.people.models.user import User

LONGEST_LOCK = dt.timedelta(hours=24)
FORGOTTEN_AFTER = dt.timedelta(hours=24)
EVERYWHERE = ""
"""The address under which tries from all addresses are counted together."""


@dataclass(frozen=True)
class Try:
    """Whether a try may go ahead, how many are left after it, and until when nothing is looked at otherwise."""

    allowed: bool
    left: int
    locked_until: dt.datetime | None = None

    @property
    def minutes(self) -> int:
        """How long to wait, rounded up."""
        if self.locked_until is None:
            return 0
        return max(1, -int(-(self.locked_until - timezone.now()).total_seconds() // 60))


def begin(kind: str, subject: str, address: str | None = None, most: int | None = None) -> Try:
    """Count a try before its secret is looked at; `succeeded` takes it back."""
    most = most or settings.TRIES
    address = origin.current().address if address is None else address
    with transaction.atomic():
        row = _row(kind, subject, address)
        now = timezone.now()
        if row.locked_until is not None and row.locked_until > now:
            return Try(False, 0, row.locked_until)
        if row.locked_until is not None:
            row.count, row.locked_until = 0, None  # The wait is over; how often there was one is remembered.
        if now - row.last_at > FORGOTTEN_AFTER:
            row.count = row.rounds = 0
        row.count, row.last_at = row.count + 1, now
        if row.count >= most:
            row.rounds += 1
            row.locked_until = now + _lock_for(row.rounds)
        row.save()
    return Try(True, max(most - row.count, 0), row.locked_until)


def peek(kind: str, subject: str, address: str | None = None) -> dt.datetime | None:
    """Until when nothing is looked at for the subject, if so."""
    address = origin.current().address if address is None else address
    until = (
        Attempts.objects.filter(kind=kind, subject=_hash(kind, subject), address=address)
        .values_list("locked_until", flat=True)
        .first()
    )
    return until if until and until > timezone.now() else None


def succeeded(kind: str, subject: str, address: str | None = None) -> None:
    """The secret was right: the tries before it don't count."""
    address = origin.current().address if address is None else address
    Attempts.objects.filter(kind=kind, subject=_hash(kind, subject), address=address).delete()


def forget(user: User) -> None:
    """Forget every wrong try for a user, from wherever, under whichever of their names."""
    names = {name for name in (user.username, user.email, user.mobile) if name}
    subjects = [_hash("sign_in", counted_as(name)) for name in names]
    subjects += [_hash(kind, str(user.pk)) for kind in ("account", "second_factor", "reauthenticate")]
    Attempts.objects.filter(subject__in=subjects).delete()


def tidy_up() -> int:
    """Delete what no longer matters; returns how many rows."""
    old = timezone.now() - 2 * FORGOTTEN_AFTER
    return Attempts.objects.filter(last_at__lt=old).delete()[0]


def name_key(typed: str) -> str:
    """One spelling of what somebody typed as their name."""
    return unicodedata.normalize("NFKC", typed).strip().lower()[:254]


def number_in(name: str) -> str:
    """The telephone number that a name is, in its one spelling; empty when it is none."""
    try:
        return phones.normalise(name) if sum(sign.isdigit() for sign in name) >= 6 and "@" not in name else ""
    except BadValue:
        return ""


def counted_as(typed: str) -> str:
    """Under what the tries for a typed name are counted: all spellings of one number are one name."""
    name = name_key(typed)
    return number_in(name) or name


def _lock_for(rounds: int) -> dt.timedelta:
    return min(settings.LOCK * 2 ** min(rounds - 1, 12), LONGEST_LOCK)


def _row(kind: str, subject: str, address: str) -> Attempts:
    """The row of these tries, locked; a success beside this one may take it away between any two steps."""
    key = {"kind": kind, "subject": _hash(kind, subject), "address": address}
    while True:
        row = Attempts.objects.select_for_update().filter(**key).first()
        if row is not None:
            return row
        Attempts.objects.bulk_create([Attempts(**key, last_at=timezone.now())], ignore_conflicts=True)


def _hash(kind: str, subject: str) -> bytes:
    return salted_hmac("guanxi.people.attempts", f"{kind}|{subject}", algorithm="sha256").digest()
