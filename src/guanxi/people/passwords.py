"""What a password must be: two policies, one by NIST SP 800-63B-4, one with complexity and rotation (GB/T 22239)."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.hashers import check_password as matches
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

if TYPE_CHECKING:
    from guanxi.people.models import User

LONGEST = 128
FEWEST_DIFFERENT = 5
SHORTEST_WORD = 4


@dataclass(frozen=True)
class Policy:
    """One set of rules."""

    key: str
    label: str | Promise
    least: int
    """Characters, where the password is the only factor."""
    least_with_second: int
    kinds: int = 0
    """How many of: small letters, capitals, digits, other signs."""
    history: int = 0
    """How many former passwords may not come again."""
    most_days: int = 0
    """After how many days it must be changed; 0: never."""
    idle_minutes: int = 0
    """After how long without a click a session ends, unless the installation says otherwise; 0: never."""


POLICIES = {
    policy.key: policy
    for policy in (
        Policy("nist", gettext_lazy("long, changed only for a reason"), 15, 8),
        Policy("complex", gettext_lazy("mixed signs, changed every 90 days"), 8, 8, 3, 5, 90, 30),
    )
}
_common = CommonPasswordValidator()


def policy() -> Policy:
    """The policy of this installation."""
    return POLICIES[settings.PASSWORD_POLICY]


def idle_minutes() -> int:
    """After how many minutes without a click a session ends; 0: never."""
    chosen = settings.IDLE_MINUTES
    return policy().idle_minutes if chosen is None else chosen


def check(raw: str, user: User) -> bool:
    """Whether it is strong without a second factor; raises ValidationError with everything that is wrong."""
    rules, raw = policy(), unicodedata.normalize("NFC", raw)
    least = rules.least_with_second if has_second_factor(user) else rules.least
    problems = [*_length(raw, least), *_signs(raw, rules.kinds), *_guessable(raw, user)]
    if not problems and _used_before(raw, user, rules.history):
        problems.append(
            ngettext(
                "This is your current password or the %(n)d before it. Choose another.",
                "This is your current password or one of the %(n)d before it. Choose another.",
                rules.history,
            )
            % {"n": rules.history}
        )
    if problems:
        raise ValidationError(problems)
    return len(raw) >= rules.least


def is_due(user: User) -> bool:
    """Whether the password must be changed before anything else: too old, or too short since it stands alone."""
    if not user.has_usable_password():
        return False
    days = policy().most_days
    since = user.password_changed_at or user.created_at
    if days and timezone.now() - since > dt.timedelta(days=days):
        return True
    return not user.password_alone and not has_second_factor(user)


def has_second_factor(user: User) -> bool:
    """Whether a second factor is asked for at sign-in."""
    from allauth.mfa.models import Authenticator

    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return user.pk is not None and Authenticator.objects.filter(user_id=user.pk, type__in=kinds).exists()


def advice() -> str:
    """The rules in one sentence, for the form."""
    rules = policy()
    if rules.kinds:
        return _("At least %(n)d characters, with three of: small letters, capitals, digits, other signs.") % {
            "n": rules.least
        }
    return _(
        "At least %(n)d characters, or %(m)d with a second factor. Several words you remember make a good password."
    ) % {"n": rules.least, "m": rules.least_with_second}


def _length(raw: str, least: int) -> list[str]:
    if len(raw) < least:
        short = least - len(raw)
        text = ngettext(
            "%(n)d character missing: at least %(least)d.", "%(n)d characters missing: at least %(least)d.", short
        )
        return [text % {"n": short, "least": least}]
    if len(raw) > LONGEST:
        over = len(raw) - LONGEST
        text = ngettext(
            "%(n)d character too many: at most %(most)d.", "%(n)d characters too many: at most %(most)d.", over
        )
        return [text % {"n": over, "most": LONGEST}]
    return []


def _signs(raw: str, kinds: int) -> list[str]:
    present = {_kind(sign) for sign in raw}
    if len(present) >= kinds:
        return []
    return [_("Use at least three of: small letters, capitals, digits, other signs.")]


def _kind(sign: str) -> str:
    if sign.isdigit():
        return "digit"
    if sign.isupper():
        return "capital"
    return "small" if sign.islower() else "other"


def _guessable(raw: str, user: User) -> list[str]:
    folded = raw.casefold()
    if len(set(folded)) < FEWEST_DIFFERENT or _is_run(folded):
        return [_("It repeats or follows a sequence. Choose something less regular.")]
    try:
        _common.validate(raw)
    except ValidationError:
        return [_("Many people use this password, so it is tried first. Choose another.")]
    for word in _own_words(user):
        if word in folded:
            return [_("It contains “%(word)s”, which others know about you. Choose something else.") % {"word": word}]
    return []


def _is_run(text: str) -> bool:
    """Whether each sign follows from the one before: 12345…, abcdef…, and backwards."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps in ({1}, {-1}, {1, -9}, {-1, 9})


def _own_words(user: User) -> list[str]:
    """The product, the host and the person, in words long enough to matter."""
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    told = ["guanxi", *host.split("."), user.username, user.name, user.email.partition("@")[0]]
    words = [word.casefold() for text in told for word in (text, *text.split())]
    return [word for word in dict.fromkeys(words) if len(word) >= _shortest(word) and not word.isdigit()]


def _shortest(word: str) -> int:
    return SHORTEST_WORD if word.isascii() else 2


def _used_before(raw: str, user: User, history: int) -> bool:
    if not history or user.pk is None:
        return False
    former = user.old_passwords.order_by("-at", "-id").values_list("hash", flat=True)[:history]
    return any(matches(raw, known) for known in (user.password, *former))
