"""Nothing is changed by looking, nor by another site's form: every address, with and without the page's own token."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from guanxi.engine.testing.tables import unchanged
from guanxi.kit.uuids import uuid7
from tests.security.callers import NOISE, Caller, World, filled
from tests.security.routes import TABLE, patterns

ACCOUNTS = {
    "reset/key/": "accounts/password/reset/key/reset/abc-def/",
    "choose/": "accounts/password/choose/reset/",
}
"""Addresses that are no plain paths."""
API_SAYS = {401, 403, 404, 405}


def addresses() -> list[str]:
    """One address of every pattern, plausible enough to reach its view."""
    found = []
    for place, _pattern in patterns():
        special = next((url for mark, url in ACCOUNTS.items() if f"^{mark}" in place), None)
        if special:
            found.append(f"/{special}")
        elif "^" not in place:
            url = (
                place.replace("<int:pk>", "1")
                .replace("<slug:field>", "name")
                .replace("<slug:action>", "assign")
                .replace("<path:field>", "name")
            )
            url = (
                url.replace("<str:entity>", "quotes")
                .replace("<slug:entity>", "quotes")
                .replace("<str:action>", "assign")
                .replace("<slug:language>", "en")
                .replace("<slug:tile>", "figures")
                .replace("<slug:name>", "mark")
                .replace("<path:field>", "name")
                .replace("<str:step>", "signed")
                .replace("<slug:deed>", "019c0000000070008000000000000001")
            )
            for name in (
                "uuid:key",
                "str:key",
                "uuid:file",
                "str:file",
                "str:which",
                "str:secret",
                "uuid:merger",
                "uuid:record",
            ):
                url = url.replace(f"<{name}>", str(uuid7()))
            assert "<" not in url, url
            found.append(f"/{url}")
    return found


@pytest.fixture
def pages(world: World) -> Client:
    """The administrator's, which checks what Django's test client usually lets pass."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.house["admin"])
    return client


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_without_the_page_s_token_nothing_is_taken(pages: Client, method: str) -> None:
    with unchanged(*NOISE):
        for url in addresses():
            answer = pages.generic(method, url, "name=x&version=1", content_type="application/x-www-form-urlencoded")
            wanted = API_SAYS if url.startswith("/api/") else {403, 405}
            assert answer.status_code in wanted, (method, url, answer.status_code)


def test_a_real_change_without_the_token_is_refused(world: World, pages: Client) -> None:
    known = {**world.known("quotes", "owner"), "self": world.house.keys["admin"], "other_token": world.other_token}
    headers: list[dict[str, str]] = [
        {},
        {"X-Requested-With": "XMLHttpRequest"},
        {"HX-Request": "true"},
        {"X-CSRFToken": "x" * 64},
        {"X-CSRFToken": "", "Origin": "https://evil.example"},
    ]
    with unchanged(*NOISE):
        for route in TABLE.values():
            for write in route.writes:
                url, data = write.url.format(**{"mail": uuid7(), **known}), filled(write.data, known)
                for extra in headers:
                    body = json.dumps(data) if url.startswith("/api/") else data
                    kind = {"content_type": "application/json"} if url.startswith("/api/") else {}
                    send: Any = {"DELETE": pages.delete, "PATCH": pages.patch}.get(write.method, pages.post)
                    status = send(url, body, headers=extra, **kind).status_code
                    assert status == 403, (write.method, url, extra, status)


def test_another_site_can_not_use_a_page_s_token(world: World, pages: Client) -> None:
    key = world.seeds.keys["quotes", "owner"]
    pages.get(f"/quotes/{key}/edit/")
    token = pages.cookies["guanxi_csrf"].value
    for extra in ({"Origin": "https://evil.example"}, {"Origin": "null"}):
        with unchanged(*NOISE):
            for url in (f"/quotes/{key}/delete/", "/settings/preferences/"):
                answer = pages.post(url, {"csrfmiddlewaretoken": token}, headers={**extra, "X-CSRFToken": token})
                assert answer.status_code == 403, (url, extra)
            answer = pages.delete(f"/api/v1/quotes/{key}", headers={**extra, "X-CSRFToken": token})
            assert answer.status_code == 403
    assert pages.delete(f"/api/v1/quotes/{key}", headers={"X-CSRFToken": token}).status_code == 204


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_an_endpoint_takes_json_only_as_json(world: World, kind: str) -> None:
    caller = Caller("admin", world.house)
    key = world.seeds.keys["quotes", "owner"]
    with unchanged(*NOISE):
        for method, path in (("POST", "quotes"), ("PATCH", f"quotes/{key}"), ("POST", "quotes/bulk")):
            body = json.dumps({"name": "hacked", "ids": [str(key)], "verb": "delete"})
            answer = caller.program.generic(method, f"/api/v1/{path}", body, content_type=kind)
            assert answer.status_code in (400, 415, 422), (method, path, answer.status_code)


def test_looking_changes_nothing(world: World) -> None:
    """Nor do the methods that nobody needs."""
    caller = Caller("admin", world.house)
    with unchanged(*NOISE, "engine_event"):
        for url in addresses():
            for method in ("GET", "HEAD", "OPTIONS", "TRACE"):
                if url == "/accounts/2fa/webauthn/login/" and method in ("GET", "HEAD"):
                    continue  # it asks the browser for a key and keeps the question in the session
                answer = caller.get(url, method)
                assert answer.status < 500, (method, url)


@pytest.mark.parametrize("who", ["nobody", "leaver"])
def test_a_disguised_method_is_not_taken(world: World, who: str) -> None:
    caller = Caller(who, world.house)
    key = world.seeds.keys["quotes", "owner"]
    with unchanged(*NOISE):
        for name in ("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"):
            assert caller.get(f"/api/v1/quotes/{key}", **{name: "DELETE"}).status in (401, 404)
        assert caller.get(f"/quotes/{key}/delete/?_method=DELETE").status in (302, 404, 405)
