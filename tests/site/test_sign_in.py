"""What the settings of signing in promise."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.utils.module_loading import import_string

from guanxi.site import sign_in


def test_hashes_are_hard_to_undo(settings: Any) -> None:
    settings.PASSWORD_HASHERS = sign_in.settings(secure=True)["PASSWORD_HASHERS"]
    stored = make_password("quiet-river-stone-7")
    assert stored.startswith("scrypt$")
    assert check_password("quiet-river-stone-7", stored)


def test_what_the_settings_name_is_there() -> None:
    told = sign_in.settings(secure=False)
    paths = [*told["AUTHENTICATION_BACKENDS"], told["ACCOUNT_ADAPTER"], told["MFA_ADAPTER"]]
    for path in (*paths, *told["ACCOUNT_FORMS"].values(), *told["MFA_FORMS"].values()):
        assert isinstance(import_string(path), type)


def test_cookies_go_over_tls_where_there_is_tls() -> None:
    assert sign_in.settings(secure=True)["SESSION_COOKIE_SECURE"]
    assert not sign_in.settings(secure=False)["SESSION_COOKIE_SECURE"]
