"""A small company as its programs meet it: people with tokens, a caller for each, and a fingerprint of all tables."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client

from guanxi.engine import gate
from guanxi.engine.permissions import as_system
from guanxi.engine.permissions.policies import presets
from guanxi.engine.registry import registry
from guanxi.engine.testing.standing import Standing
from guanxi.people import tokens
from guanxi.people.models import Role, User

PEOPLE = {
    "owner": ("sales_representative", "East"),
    "teammate": ("sales_representative", "East"),
    "manager": ("sales_manager", "East"),
    "stranger": ("sales_representative", "West"),
    "keeper": ("warehouse_keeper", "West"),
    "marketer": ("marketing_manager", "West"),
    "clerk": ("clerk", "West"),
    "admin": ("administrator", "West"),
}
NOISE = {"people_token", "engine_idempotencykey", "django_session", "engine_readcount"}
"""Tables that change by being looked at: when a token was last used."""


@dataclass
class Api:
    """Asks in somebody's name."""

    tokens: dict[str, str]
    client: Client = field(default_factory=lambda: Client(raise_request_exception=True))

    def __call__(
        self,
        who: str | None,
        method: str,
        path: str,
        body: Any = None,
        query: dict[Any, Any] | None = None,
        **headers: str,
    ) -> Any:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        if who:
            told["Authorization"] = f"Bearer {self.tokens.get(who, who)}"
        url = f"/api/v1/{path}" + (f"?{urlencode(query)}" if query else "")
        data = body if isinstance(body, str | bytes) else json.dumps(body) if body is not None else ""
        kind = told.pop("Content-Type", "application/json") if data else ""
        return self.client.generic(method, url, data, content_type=kind, headers=told)

    def items(self, who: str, path: str, **query: Any) -> list[dict[str, Any]]:
        answer = self(who, "GET", path, query=query)
        assert answer.status_code == 200, answer.content
        return answer.json()["items"]

    def make(self, who: str, entity: str, **values: Any) -> dict[str, Any]:
        answer = self(who, "POST", entity, values)
        assert answer.status_code == 201, answer.content
        return answer.json()


@dataclass
class World:
    """Who there is."""

    users: dict[str, User]
    api: Api

    def token(self, who: str, *scopes: str) -> str:
        return tokens.make(self.users[who], "test", list(scopes))


def _found() -> World:
    """Set up departments, roles, people and a token for each."""
    with as_system("test") as system:
        roles = {}
        for key in sorted({role for role, _department in PEOPLE.values()}):
            roles[key] = Role.objects.filter(key=key).first() or gate.create(
                registry["roles"], {"key": key, "name": str(presets[key].label)}, actor=system
            )
        places = {
            name: gate.create(registry["departments"], {"name": name}, actor=system).pk for name in ("East", "West")
        }
        users = {}
        for name, (role, place) in PEOPLE.items():
            values = {"username": name, "name": name.title(), "department": places[place], "language": "en"}
            lines = {"roles": [{"role": roles[role].pk}]}
            made = gate.create(registry["users"], {**values, **lines}, actor=system)
            users[name] = User.objects.get(pk=made.pk)
    return World(users, Api({name: tokens.make(user, "test") for name, user in users.items()}))


def _again(world: World) -> World:
    """The same people as the database has them."""
    there = User.objects.in_bulk([user.pk for user in world.users.values()])
    users = {who: there[user.pk] for who, user in world.users.items()}
    return World(users, Api(dict(world.api.tokens)))


found = Standing(_found, _again)
"""The company that stands for the tests of this file, or a new one."""


def fingerprint() -> dict[str, str]:
    """A hash of every table's rows, but for those that change by being looked at."""
    with connection.cursor() as cursor:
        names = [name for name in connection.introspection.table_names(cursor) if name not in NOISE]
        told = {}
        for name in names:
            cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM \"{name}\" t")
            told[name] = cursor.fetchone()[0]
    return told
