"""The actors, each with a browser and a token, and how they send what the table of routes says."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guanxi.engine.registry import registry
from guanxi.people import tokens
from guanxi.people.models import Token
from tests.house import House
from tests.security.asking import Write
from tests.security.canaries import Seeds

PEOPLE = (
    "anonymous",
    "nobody",
    "leaver",
    "owner",
    "teammate",
    "manager",
    "stranger",
    "marketer",
    "executive",
    "clerk",
    "admin",
)
ACTORS = (*PEOPLE, "integration")
NOISE = ("django_session", "people_token", "engine_idempotencykey", "usersessions_usersession")
"""What remembers that somebody was there."""


@dataclass
class Answered:
    """What came back, all of it as text."""

    status: int
    text: str
    url: str
    back: str = ""
    """Where the request itself asked to be led afterwards."""


class Caller:
    """Somebody in front of the product: pages by a browser, endpoints by a token."""

    def __init__(self, name: str, house: House, *, csrf: bool = False) -> None:
        self.name = name
        self.key = str(house.keys.get("admin" if name == "integration" else name, ""))
        self.browser = Client(enforce_csrf_checks=csrf, HTTP_ACCEPT_LANGUAGE="en")
        self.program = Client()
        if name in house.keys:
            self.browser.force_login(house[name])
        if name != "anonymous":
            person = house["admin" if name == "integration" else name]
            scopes = ["read:partners"] if name == "integration" else ["read", "write"]
            self.program = Client(headers={"Authorization": f"Bearer {tokens.make(person, name, scopes)}"})

    def client(self, url: str) -> Client:
        return self.program if url.startswith("/api/") else self.browser

    def get(self, url: str, method: str = "GET", **headers: str) -> Answered:
        return self._told(self.client(url).generic(method, url, headers=headers), url)

    def send(self, write: Write, known: dict[str, Any]) -> Answered:
        """Send a write with what its braces name filled in."""
        url, data = write.url.format(**known), filled(write.data, known)
        if write.method == "FORM":
            response = self.browser.post(url, data)
        elif write.method == "UPLOAD":
            response = self.browser.post(url, {"file": SimpleUploadedFile("hacked.txt", b"hacked")})
        else:
            body = json.dumps(data) if data or write.method != "DELETE" else ""
            kind = "application/json" if body else ""
            response = self.client(url).generic(write.method, url, body, content_type=kind)
        return replace(self._told(response, url), back=data.get("next", ""))

    @staticmethod
    def _told(response: Any, url: str) -> Answered:
        body = b"".join(response.streaming_content) if response.streaming else response.content
        headers = "\n".join(f"{name}: {value}" for name, value in response.items())
        return Answered(response.status_code, f"{headers}\n{body.decode(errors='replace')}", url)


def filled(data: Any, known: dict[str, Any]) -> Any:
    """The same with every text's braces filled in."""
    if isinstance(data, dict):
        return {name: filled(value, known) for name, value in data.items()}
    if isinstance(data, list):
        return [filled(value, known) for value in data]
    return data.format(**known) if isinstance(data, str) else data


@dataclass
class World:
    """The company with its seeds."""

    house: House
    seeds: Seeds
    callers: dict[str, Caller] = field(default_factory=dict)

    def caller(self, name: str) -> Caller:
        return Caller(name, self.house)

    @cached_property
    def other_token(self) -> Any:
        """A token of somebody else's."""
        tokens.make(self.house["admin"], "somebody else's")
        return Token.objects.get(name="somebody else's").pk

    def known(self, entity: str, relation: str) -> dict[str, Any]:
        """What a route's braces may name."""
        face = registry.get(entity)
        return {
            "entity": entity,
            "key": self.seeds.keys.get((entity, relation), ""),
            "title": self.seeds.titles.get((entity, relation), "zqnothing"),
            "name": face.title if face else "name",
            "file": self.seeds.files.get(f"{entity}.{relation}", ""),
        }
