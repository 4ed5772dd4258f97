"""The forms of signing in and of passwords."""

from __future__ import annotations

from typing import Any

from allauth.account.fields import PasswordField
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm, SetPasswordForm
from allauth.account.models import Login
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.people import attempts, passwords, signing_in


class SignIn(LoginForm):
    """A name and a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("Sign-in name, e-mail or mobile"),
            max_length=signing_in.LONGEST_NAME,
            widget=forms.TextInput(attrs={"autocomplete": "username webauthn", "autofocus": True}),
        )
        self.fields["password"].label = _("Password")
        self.order_fields(["login", "password", "remember"])

    def _clean_with_password(self, credentials: dict[str, Any]) -> dict[str, Any]:
        verdict = signing_in.verify(credentials["username"], credentials["password"])
        if verdict.user is None:
            raise ValidationError(verdict.message)
        self.user = verdict.user
        self._login = Login(user=verdict.user)
        return self.cleaned_data


class _NewPassword(forms.Form):
    """A password twice, held against the policy."""

    password1 = PasswordField(label=gettext_lazy("New password"), autocomplete="new-password")
    password2 = PasswordField(label=gettext_lazy("New password, again"), autocomplete="new-password")
    user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = passwords.advice()

    def clean_password1(self) -> str:
        raw: str = self.cleaned_data["password1"]
        passwords.check(raw, self.user)
        return raw

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords differ. Type the same one twice."))
        return cleaned


class ChangePassword(_NewPassword, ChangePasswordForm):
    """A new password, by somebody who knows the present one."""

    oldpassword = PasswordField(label=gettext_lazy("Current password"), autocomplete="current-password")
    password1 = _NewPassword.base_fields["password1"]
    password2 = _NewPassword.base_fields["password2"]
    field_order = ("oldpassword", "password1", "password2")

    def clean_oldpassword(self) -> str:
        subject = str(self.user.pk)
        tried = attempts.begin("reauthenticate", subject, attempts.EVERYWHERE)
        if not tried.allowed:
            raise ValidationError(signing_in.too_many(tried))
        if not self.user.check_password(self.cleaned_data["oldpassword"]):
            raise ValidationError(_("This is not your current password."))
        attempts.succeeded("reauthenticate", subject, attempts.EVERYWHERE)
        return str(self.cleaned_data["oldpassword"])


class SetPassword(_NewPassword, SetPasswordForm):
    """A first password, by somebody who signs in with a passkey."""

    password1 = _NewPassword.base_fields["password1"]
    password2 = _NewPassword.base_fields["password2"]


class ChoosePassword(_NewPassword):
    """A password chosen by a link."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)


class AskReset(forms.Form):
    """The address of an account whose password is forgotten."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class ConfirmPassword(ReauthenticateForm):
    """The password before something delicate."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")
