"""Samples for the sign-in library's pages."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils import timezone

Context = dict[str, Any]

QR = (
    "data:image/svg+xml;utf8,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 3 3'%3E"
    "%3Cpath d='M0 0h1v1H0zM2 0h1v1H2zM1 1h1v1H1zM0 2h1v1H0z'/%3E%3C/svg%3E"
)


class SignIn(forms.Form):
    """The fields of the sign-in form."""

    login = forms.CharField(label="手机号或邮箱")
    password = forms.CharField(label="密码", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
    remember = forms.BooleanField(required=False, initial=True)

    def clean_password(self) -> str:
        """Always wrong here."""
        raise forms.ValidationError("密码不对，还可以试 4 次。")


class Code(forms.Form):
    """A code of the second factor."""

    code = forms.CharField(label="验证码", widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    secret = "JBSWY3DPEHPK3PXP"  # noqa: S105 (a sample)


class Key(forms.Form):
    """A new passkey."""

    name = forms.CharField(label="名称", initial="主钥匙")
    credential = forms.JSONField(widget=forms.HiddenInput)
    passwordless = forms.BooleanField(label="免密码登录", required=False)


def sign_in() -> Context:
    """A refused sign-in."""
    form = SignIn({"login": "lin.zhixia@chengyan.example", "password": "0", "remember": "on"})
    notice = "11 月 28 日 22:00 到 23:00 系统维护，期间不能登录。"
    return {"form": form, "PASSKEY_LOGIN_ENABLED": False, "notice": notice}


def code() -> Context:
    """The second factor, when signing in and when setting it up."""
    return {"form": Code(), "MFA_SUPPORTED_TYPES": [], "totp_svg_data_uri": QR}


def factors() -> Context:
    """The second factors of a person."""
    codes = SimpleNamespace(get_unused_codes=list("12345678"), generate_codes=list("1234567890"))
    supported = ["webauthn", "totp", "recovery_codes"]
    return {
        "authenticators": {"totp": None, "webauthn": [1], "recovery_codes": codes},
        "MFA_SUPPORTED_TYPES": supported,
    }


def key() -> Context:
    """Adding a passkey."""
    return {"form": Key(), "js_data": {"creation_options": {"publicKey": {}}}}


def codes() -> Context:
    """Recovery codes."""
    shown = ["7f3a-19c2", "0b7e-552d", "a1c9-88e0", "44d1-0f6b"]
    rights = {"can_view_codes": True, "can_download_codes": True, "can_generate_codes": True}
    return {"unused_codes": shown, "total_count": 10, **rights}


def sessions() -> Context:
    """Where a person is signed in."""
    agent = (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"
    )
    here = SimpleNamespace(pk=1, user_agent=agent, ip="192.0.2.7", created_at=timezone.now(), is_current=True)
    there = SimpleNamespace(pk=2, user_agent="curl/8.5", ip="198.51.100.4", created_at=timezone.now(), is_current=False)
    return {"sessions": [here, there], "session_count": 2}


def change_password() -> Context:
    """The fields of a password change."""
    return {"form": SignIn()}


def nothing() -> Context:
    """Pages that need no context at all."""
    return {}
