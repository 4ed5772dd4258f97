"""Nobody is sent out of the system by an address somebody else wrote; nothing changes without the page's own token."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from guanxi.people import redirects
from guanxi.people.models import User
from guanxi.people.tests.conftest import PASSWORD, browser, is_in, sign_in

OUTSIDE = [
    "//evil.example", "///evil.example", "////evil.example/x", "/\\evil.example", "\\/evil.example", "\\\\evil.example",
    "/\\/evil.example", "//\\evil.example", "https:evil.example", "https:/evil.example", "https://evil.example",
    "http://evil.example", "HTTPS://evil.example", "ftp://evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
    "data:text/html,x", "vbscript:x", "/%0d%0aSet-Cookie:x=1", "/%0d%0aLocation:%20//evil.example", "/\r\nX: y",
    "/\nevil", "/\tevil", "\t//evil.example", "\n//evil.example", " //evil.example", "//evil.example%2f..",
    "/%2fevil.example", "/%5cevil.example", "/%2F%2Fevil.example", "/%09/evil.example", "/\x00/evil.example",
    "//user@evil.example", "//127.0.0.1:8000@evil.example", "http://127.0.0.1:8000@evil.example/",
    "http://127.0.0.1:8000.evil.example/", "https://localhost.evil.example", "//localhost:8000\\@evil.example",
    "/\u2028evil", "\u3000//evil.example", "//evil\u3002example", "//[::1]", "http://[", "evil.example", "?next=//e",
    "//%65vil.example", ".", "..//evil.example", "./\\evil.example", "http:///evil.example", "http:\\\\evil.example",
    "/" + "a" * 3_000,
]  # fmt: skip
INSIDE = [
    "/",
    "/customers/",
    "/customers/?q=//x&sort=-name",
    "/search?q=%E5%8D%8E%E4%B8%9C",
    "/a/b#c",
    "/customers/?q=a%20b",
]


@pytest.mark.parametrize("url", OUTSIDE)
def test_what_leads_outside_is_not_ours(url: str) -> None:
    assert not redirects.is_own(url)
    assert redirects.own_or(url, "/home") == "/home"


@pytest.mark.parametrize("url", INSIDE)
def test_paths_are_ours(url: str) -> None:
    assert redirects.own_or(url, "/home") == url


@pytest.mark.parametrize("value", [None, 1, b"/", ["/"], object()])
def test_only_text_is_an_address(value: object) -> None:
    assert not redirects.is_own(value)


@pytest.mark.parametrize("url", OUTSIDE)
def test_no_page_of_signing_in_leads_outside(rep: User, url: str) -> None:
    client = Client()
    places = [sign_in(client, "rep", next=url).headers["Location"]]
    places.append(client.get("/accounts/login/", {"next": url}).headers["Location"])
    places.append(client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": url}).headers["Location"])
    places.append(client.post("/accounts/logout/", {"next": url}).headers["Location"])
    for place in places:
        assert redirects.is_own(place), place
        assert "evil" not in place


def test_a_path_of_ours_is_kept_through_sign_in(rep: User) -> None:
    assert sign_in(Client(), "rep", next="/customers/?q=a").headers["Location"] == "/customers/?q=a"


UNSAFE = [
    ("account_login", {"login": "rep", "password": PASSWORD}, ()),
    ("account_logout", {}, ()),
    ("account_change_password", {}, ()),
    ("account_set_password", {}, ()),
    ("account_reset_password", {"email": "rep@example.com"}, ()),
    ("account_choose_password", {}, ("reset",)),
    ("account_reauthenticate", {"password": PASSWORD}, ()),
    ("mfa_authenticate", {}, ()),
    ("mfa_reauthenticate", {}, ()),
    ("mfa_activate_totp", {}, ()),
    ("mfa_deactivate_totp", {}, ()),
    ("mfa_generate_recovery_codes", {}, ()),
    ("mfa_add_webauthn", {}, ()),
    ("mfa_login_webauthn", {}, ()),
    ("mfa_reauthenticate_webauthn", {}, ()),
    ("mfa_remove_webauthn", {}, (1,)),
    ("mfa_edit_webauthn", {}, (1,)),
    ("usersessions_list", {}, ()),
    ("usersessions_end", {}, (1,)),
]


@pytest.mark.parametrize(("name", "sent", "args"), UNSAFE)
def test_no_form_is_taken_without_the_pages_token(
    rep: User, name: str, sent: dict[str, str], args: tuple[object, ...]
) -> None:
    client = browser(rep)
    client.handler.enforce_csrf_checks = True
    for kind in (
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain",
        "application/json",
    ):
        assert client.post(reverse(name, args=args), str(sent), content_type=kind).status_code == 403
    assert is_in(client)


def test_looking_signs_nobody_out(rep: User) -> None:
    client = browser(rep)
    assert client.get("/accounts/logout/").status_code == 200
    assert is_in(client)
