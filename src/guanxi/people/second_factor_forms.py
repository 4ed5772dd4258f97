"""The forms of the second factor: what comes in is checked for its shape before anything is made of it."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guanxi.people import second_factor, signing_in
from guanxi.people.attempts import Try

LONGEST_CREDENTIAL = 65_536


class Authenticate(AuthenticateForm):
    """The code at sign-in."""

    reauthenticated = False
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=second_factor.LONGEST_CODE,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        authenticator, tried = second_factor.verify_code(self.user, code)
        if authenticator is None:
            raise ValidationError(wrong_code(tried))
        authenticator.user = self.user
        self.authenticator = authenticator
        return code

    def save(self) -> None:
        post_authentication(context.request, self.authenticator, reauthenticated=self.reauthenticated)


class Reauthenticate(Authenticate):
    """The code before something delicate."""

    reauthenticated = True


class ActivateTotp(ActivateTOTPForm):
    """The first code of a new authenticator app."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=second_factor.LONGEST_CODE,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean_code(self) -> str:
        code: str = "".join(self.cleaned_data["code"].split())
        self.counter = second_factor.counter_of(self.secret, code)
        if self.counter is None:
            raise ValidationError(_("This code isn't right. Check the clock of your phone and enter the newest one."))
        return code


class Credential(forms.JSONField):
    """What a browser says of a passkey: an object of known shape."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > LONGEST_CREDENTIAL:
            raise ValidationError(not_a_key(), code="invalid")
        value = super().to_python(value)
        if value in self.empty_values:
            return value
        if not (isinstance(value, dict) and isinstance(value.get("response"), dict)):
            raise ValidationError(not_a_key(), code="invalid")
        texts = (value.get("id"), value.get("rawId"), value.get("type"), value["response"].get("clientDataJSON"))
        if not all(isinstance(text, str) and text for text in texts):
            raise ValidationError(not_a_key(), code="invalid")
        if not all(isinstance(text, str | list | None) for text in value["response"].values()):
            raise ValidationError(not_a_key(), code="invalid")
        if not isinstance(value.get("clientExtensionResults", {}), dict):
            raise ValidationError(not_a_key(), code="invalid")
        return value


class AddKey(AddWebAuthnForm):
    """A new passkey or security key."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60, required=False)
    passwordless = forms.BooleanField(label=gettext_lazy("Sign in with it alone, without a password"), required=False)
    credential = Credential(required=True, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except (ValueError, TypeError, KeyError, AttributeError, IndexError) as bad:
            raise ValidationError(not_a_key()) from bad
        return cleaned


class RenameKey(EditWebAuthnForm):
    """Another name for a key."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)


class AuthenticateByKey(AuthenticateWebAuthnForm):
    """A security key as second factor."""

    credential = Credential(required=True, widget=forms.HiddenInput)

    def clean_credential(self) -> Authenticator:
        try:
            authenticator: Authenticator = super().clean_credential()
        except (ValueError, TypeError, KeyError, AttributeError, IndexError) as bad:
            raise ValidationError(not_a_key()) from bad
        return authenticator


class ReauthenticateByKey(AuthenticateByKey, ReauthenticateWebAuthnForm):
    """A security key before something delicate."""

    reauthenticated = True
    passwordless = False


class SignInByKey(AuthenticateByKey, LoginWebAuthnForm):
    """A passkey instead of name and password."""

    reauthenticated = False
    passwordless = True


def wrong_code(tried: Try) -> str:
    """What to tell after a wrong code."""
    if not tried.allowed or not tried.left:
        return signing_in.too_many(tried)
    told = ngettext(
        "This code is wrong or was used already. %(n)d try left.",
        "This code is wrong or was used already. %(n)d tries left.",
        tried.left,
    )
    return told % {"n": tried.left}


def not_a_key() -> str:
    """What to tell when a browser's answer is no proof."""
    return _("The key wasn't recognised. Try again, or use another way.")
