"""No parameter of any address, and no header, leads to another site."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client

from tests.security.callers import World
from tests.security.test_methods import addresses

NAMES = ("next", "return", "return_to", "redirect", "redirect_to", "redirect_uri", "url", "back", "goto", "continue")
EVIL = "evil.example"
PAYLOADS = (
    f"https://{EVIL}",
    f"http://{EVIL}/",
    f"//{EVIL}",
    f"///{EVIL}",
    f"////{EVIL}/%2f..",
    f"/\\{EVIL}",
    f"\\/{EVIL}",
    f"\\\\{EVIL}",
    f"/\t/{EVIL}",
    f"/\n/{EVIL}",
    f"/%09/{EVIL}",
    f"/%5c{EVIL}",
    f"/%2f{EVIL}",
    f"https:{EVIL}",
    f"https:/{EVIL}",
    f"https:///{EVIL}",
    f"hTTps://{EVIL}",
    f"https://testserver@{EVIL}",
    f"https://testserver:80@{EVIL}/",
    f"https://{EVIL}#testserver",
    f"https://{EVIL}?testserver",
    f"https://testserver.{EVIL}",
    f"https://{EVIL}\\@testserver",
    f" https://{EVIL}",
    f"\x00//{EVIL}",
    f"\x01https://{EVIL}",
    f"\u2028//{EVIL}",
    f"javascript:alert(document.domain)//{EVIL}",
    f"data:text/html,<script>{EVIL}</script>",
    f"vbscript:{EVIL}",
    f"//{EVIL}/..;/",
    f"/.{EVIL}",
    f"./{EVIL}",
    f"/../../{EVIL}",
    f"//[::1]@{EVIL}",
    f"//{EVIL}:443/",
    f"//{EVIL}%00.testserver",
    f"https://{EVIL}/%0d%0aSet-Cookie:a=b",
    f"/%0d%0aLocation:https://{EVIL}",
    f"/\r\nLocation: https://{EVIL}",
    f"https:////{EVIL}",
    f"//{EVIL}。com",
)

PATHS_OF_OURS = (f"/.{EVIL}", f"/../../{EVIL}")
"""Odd, and nowhere but on this host."""


def leads_outside(place: str) -> bool:
    """Whether a browser at this address would leave."""
    bare = "".join(sign for sign in place.strip() if ord(sign) > 32).replace("\\", "/")
    parts = urlsplit(bare)
    return bool(parts.scheme and parts.scheme not in ("http", "https")) or (
        (bare.startswith("//") or bool(parts.scheme)) and parts.hostname != "testserver"
    )


def places(response: Any) -> list[str]:
    return [
        response.headers[n]
        for n in ("Location", "HX-Redirect", "HX-Location", "HX-Push-Url", "Refresh")
        if n in response.headers
    ]


@pytest.mark.parametrize("who", ["", "owner"])
def test_no_address_leads_outside(world: World, who: str) -> None:
    client = Client(raise_request_exception=True)
    if who:
        client.force_login(world.house[who])
    for number, url in enumerate(addresses()):
        for payload in (PAYLOADS[number % len(PAYLOADS)], PAYLOADS[2], PAYLOADS[5]):
            query = urlencode(dict.fromkeys(NAMES, payload))
            if url.startswith("/api/"):
                continue
            for response in (
                client.get(f"{url}?{query}"),
                client.post(f"{url}?{query}", dict.fromkeys(NAMES, payload)),
            ):
                assert response.status_code < 500, url
                assert not any(leads_outside(place) for place in places(response)), (url, payload, places(response))
                if payload not in PATHS_OF_OURS:
                    assert "evil.example" not in "".join(places(response)).split("?")[0], (url, payload)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_follows_a_change_stays_here(world: World, payload: str) -> None:
    client = Client(headers={"referer": f"https://{EVIL}/"})
    client.force_login(world.house["admin"])
    key = world.seeds.keys["quotes", "teammate"]
    sent = dict.fromkeys(NAMES, payload)
    query = urlencode(sent)
    for url, data in (
        ("/language/", {"language": "en"}),
        ("/settings/preferences/", {"theme": "dark"}),
        (f"/quotes/{key}/delete/", {}),
        (f"/quotes/{key}/restore/", {}),
        (f"/quotes/restore/?ids={key}&{query}", {}),
        ("/quotes/bulk/", {"ids": str(key), "action": "delete"}),
        (f"/quotes/{key}/do/assign/", {"to": str(world.house.keys["owner"])}),
        ("/accounts/logout/", {}),
        ("/accounts/login/", {"login": "owner", "password": "wrong"}),
    ):
        target = url if "?" in url else f"{url}?{query}"
        for headers in (
            {},
            {"HX-Request": "true", "HX-Current-URL": payload.encode("ascii", "ignore").decode().strip()},
        ):
            clean = {name: "".join(c for c in value if c.isprintable()) for name, value in headers.items()}
            response = client.post(target, {**data, **sent}, headers=clean)
            assert response.status_code < 500, url
            assert not any(leads_outside(place) for place in places(response)), (url, places(response))


def test_a_forged_host_is_refused(world: World) -> None:
    client = Client()
    client.force_login(world.house["owner"])
    for headers in ({"Host": EVIL}, {"Host": f"{EVIL}:80"}, {"Host": f"localhost@{EVIL}"}):
        assert client.get("/quotes/", headers=headers, HTTP_HOST=headers["Host"]).status_code == 400
    for name in ("X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-URL", "X-Rewrite-URL"):
        answer = client.get("/quotes/", headers={name: EVIL if name != "Forwarded" else f"host={EVIL}"})
        assert answer.status_code == 200
        assert EVIL not in answer.content.decode()
