"""Django's and the sign-in library's settings for signing in."""

from __future__ import annotations

import datetime as dt
from typing import Any

REMEMBERED = dt.timedelta(days=30)


def settings(*, secure: bool) -> dict[str, Any]:
    """The settings; `secure`: the public address is https."""
    return {
        "AUTHENTICATION_BACKENDS": ["guanxi.people.backends.Backend"],
        "PASSWORD_HASHERS": [
            "django.contrib.auth.hashers.ScryptPasswordHasher",
            "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        ],
        "TRIES": 5,
        "TRIES_EVERYWHERE": 20,
        "LOCK": dt.timedelta(minutes=15),
        # A browser session, unless somebody asked to be remembered.
        "SESSION_COOKIE_AGE": int(REMEMBERED.total_seconds()),
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "LOGOUT_REDIRECT_URL": "account_login",
        "ACCOUNT_ADAPTER": "guanxi.people.adapter.AccountAdapter",
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*"],
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_RATE_LIMITS": False,  # Ours count in the database, over all processes: guanxi.people.attempts.
        "ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS": False,
        "ACCOUNT_REAUTHENTICATION_TIMEOUT": 600,
        "ACCOUNT_SESSION_REMEMBER": None,
        "ACCOUNT_LOGIN_TIMEOUT": 600,
        "ACCOUNT_FORMS": {
            "login": "guanxi.people.forms.SignIn",
            "change_password": "guanxi.people.forms.ChangePassword",
            "set_password": "guanxi.people.forms.SetPassword",
            "reauthenticate": "guanxi.people.forms.ConfirmPassword",
        },
        "MFA_ADAPTER": "guanxi.people.second_factor.Adapter",
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_TOTP_ISSUER": "Guanxi",
        "MFA_TOTP_TOLERANCE": 1,
        "MFA_ALLOW_UNVERIFIED_EMAIL": True,
        "MFA_RATE_LIMITS": False,
        "MFA_TRUST_ENABLED": False,
        "MFA_FORMS": {
            "authenticate": "guanxi.people.second_factor_forms.Authenticate",
            "reauthenticate": "guanxi.people.second_factor_forms.Reauthenticate",
            "activate_totp": "guanxi.people.second_factor_forms.ActivateTotp",
            "add_webauthn": "guanxi.people.second_factor_forms.AddKey",
            "edit_webauthn": "guanxi.people.second_factor_forms.RenameKey",
            "authenticate_webauthn": "guanxi.people.second_factor_forms.AuthenticateByKey",
            "reauthenticate_webauthn": "guanxi.people.second_factor_forms.ReauthenticateByKey",
            "login_webauthn": "guanxi.people.second_factor_forms.SignInByKey",
        },
        "USERSESSIONS_TRACK_ACTIVITY": False,  # A write with every click; guanxi.people.middleware writes seldom.
        "SESSION_COOKIE_SECURE": secure,
    }
