"""What is known of a user besides their record: keys, sessions, mail; gone when the person is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from guanxi.engine.errors import Invalid
from guanxi.engine.models import OutgoingMail
from guanxi.people import attempts, sessions

if TYPE_CHECKING:
    from guanxi.people.models.user import User


def forget(user: User) -> None:
    """Delete it; the name to sign in with becomes one that says nothing. Raises Invalid for an account in use."""
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator

    if user.is_active:
        raise Invalid({"": [_("Deactivate the account first.")]})
    sessions.end_all(user)
    attempts.forget(user)
    user.tokens.all().delete()
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    if user.email:
        OutgoingMail.objects.filter(to=user.email).delete()
    user.set_unusable_password()
    type(user)._base_manager.filter(pk=user.pk).update(password=user.password)
