"""Every page of signing in answers, says nothing to caches, and keeps to the strict policy."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from guanxi.people import links
from guanxi.people.models import User
from guanxi.people.tests.conftest import PASSWORD, App, browser, sign_in

OUTSIDE = [
    "account_login",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
]
INSIDE = [
    "account_logout",
    "account_change_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "usersessions_list",
]
WITH_SECOND = [
    "mfa_index",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
]


def looks_right(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200, f"{path}: {response.status_code} {response.headers.get('Location', '')}"
    assert "no-store" in response.headers["Cache-Control"]
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    body = response.content.decode()
    assert "<script>" not in body
    assert " style=" not in body
    assert " onclick=" not in body


@pytest.mark.parametrize("name", OUTSIDE)
def test_pages_before_the_door(client: Client, db: None, name: str) -> None:
    looks_right(client, reverse(name))


@pytest.mark.parametrize("name", INSIDE)
def test_pages_behind_the_door(rep: User, name: str) -> None:
    client = browser(rep)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    looks_right(client, reverse(name))
    assert Client().get(reverse(name)).status_code == 302


@pytest.mark.parametrize("name", WITH_SECOND)
def test_pages_of_somebody_with_a_second_factor(rep: User, name: str) -> None:
    app, client = App(rep), Client()
    sign_in(client, "rep")
    looks_right(client, reverse("mfa_authenticate"))
    client.post(reverse("mfa_authenticate"), {"code": app.code()})
    client.post(reverse("mfa_reauthenticate"), {"code": app.recovery.generate_codes()[0]})
    if name == "mfa_reauthenticate_webauthn":
        assert client.get(reverse(name)).status_code == 302  # There is no key to ask for.
    elif name == "mfa_download_recovery_codes":
        assert client.get(reverse(name)).headers["Content-Type"] == "text/plain"
    else:
        looks_right(client, reverse(name))


def test_the_page_behind_a_link(rep: User, client: Client) -> None:
    client.get(links.make(rep, links.INVITATION).partition(":8000")[2])
    looks_right(client, reverse("account_choose_password", args=["invitation"]))


def test_signing_in_asks_the_database_little_on_every_later_page(rep: User, django_assert_num_queries: object) -> None:
    client = browser(rep)
    client.get("/accounts/password/set/")
    with django_assert_num_queries(2):  # type: ignore[operator]
        client.get("/accounts/password/set/")
