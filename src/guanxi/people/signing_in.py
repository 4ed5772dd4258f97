"""A name and a password: who that is, if anybody; equal in words and time whether the name exists or not."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db.models import Q
from django.utils.translation import ngettext

from guanxi.engine.events.writing import note
from guanxi.people import attempts
from guanxi.people.models import User

LONGEST_NAME = 254
LONGEST_PASSWORD = 1_000
"""More than any policy allows, and little enough that hashing it costs nobody much."""


@dataclass(frozen=True)
class Verdict:
    """The user, or what to tell somebody who isn't let in."""

    user: User | None
    message: str = ""


def verify(typed: str, password: str) -> Verdict:
    """Judge a name (sign-in name, e-mail or mobile) with a password."""
    name, subject = attempts.name_key(typed), attempts.counted_as(typed)
    here = attempts.begin("sign_in", subject)
    if not here.allowed:
        return Verdict(None, too_many(here))
    found = find(name)
    # Counted for unknown names, too, so that both take as long.
    account = str(found.pk) if found else f"nobody {subject}"
    everywhere = attempts.begin("account", account, attempts.EVERYWHERE, settings.TRIES_EVERYWHERE)
    if _matches(found, password) and everywhere.allowed:
        attempts.succeeded("sign_in", subject)
        attempts.succeeded("account", account, attempts.EVERYWHERE)
        return Verdict(found)
    if found is not None and (here.locked_until or everywhere.locked_until):
        _tell_lock(found, everywhere)
    return Verdict(None, wrong(here))


def find(name: str) -> User | None:
    """The active user with this sign-in name, e-mail or mobile; the first of these that is one person's."""
    number = attempts.number_in(name)
    condition = Q(username=name) | Q(email__iexact=name) | (Q(mobile=number) if number else Q())
    people = list(User.objects.filter(condition, is_active=True, deleted_at__isnull=True)[:10])
    for fits in (
        [person for person in people if person.username == name],
        [person for person in people if attempts.name_key(person.email) == name],
        [person for person in people if number and person.mobile == number],
    ):
        if len(fits) == 1:
            return fits[0]
    return None


def wrong(tried: attempts.Try) -> str:
    """What to tell after a wrong try."""
    if tried.left:
        told = ngettext(
            "The name or the password is wrong. %(n)d try left.",
            "The name or the password is wrong. %(n)d tries left.",
            tried.left,
        )
        return told % {"n": tried.left}
    return too_many(tried)


def too_many(tried: attempts.Try) -> str:
    """What to tell while nothing is looked at."""
    told = ngettext(
        "Too many wrong tries. Wait %(n)d minute, or ask your administrator to unlock the account.",
        "Too many wrong tries. Wait %(n)d minutes, or ask your administrator to unlock the account.",
        tried.minutes,
    )
    return told % {"n": tried.minutes}


def _matches(found: User | None, password: str) -> bool:
    if len(password) > LONGEST_PASSWORD:
        return False
    if found is None or not found.has_usable_password():
        make_password(password)  # As long as a comparison takes.
        return False
    return found.check_password(password)


def _tell_lock(found: User, everywhere: attempts.Try) -> None:
    note("users", "lock", {"locked_everywhere": [None, everywhere.locked_until is not None]}, record=found.pk)
    if everywhere.locked_until is not None:
        User.objects.filter(pk=found.pk).update(locked_until=everywhere.locked_until)
