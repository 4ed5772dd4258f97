"""A small company in front of its pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.test import Client

from guanxi.engine import gate
from guanxi.engine.permissions import as_system
from guanxi.engine.permissions.policies import presets
from guanxi.engine.record import Kept
from guanxi.engine.registry import registry
from guanxi.engine.testing.standing import Standing
from guanxi.people.models import Role, User

PEOPLE = {
    "owner": ("sales_representative", "East"),
    "teammate": ("sales_representative", "East"),
    "manager": ("sales_manager", "East"),
    "stranger": ("sales_representative", "West"),
    "marketer": ("marketing_manager", "West"),
    "clerk": ("clerk", "West"),
    "admin": ("administrator", "West"),
}


@dataclass
class World:
    """Who there is, and a browser for each."""

    users: dict[str, User]
    browsers: dict[str, Client] = field(default_factory=dict)

    def again(self) -> World:
        """The same people as the database has them, in browsers that know nothing but who signed in."""
        found = User.objects.in_bulk([user.pk for user in self.users.values()])
        browsers = {who: _browser() for who in self.browsers}
        for who, browser in browsers.items():
            browser.cookies.load(self.browsers[who].cookies.output(header="", sep=";"))
        return World({who: found[user.pk] for who, user in self.users.items()}, browsers)

    def browser(self, who: str) -> Client:
        """The browser in which this person is signed in."""
        return self.browsers[who]

    def get(self, who: str, url: str, **headers: str) -> HttpResponse:
        return self.browser(who).get(url, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def post(self, who: str, url: str, data: Any = None, **more: Any) -> HttpResponse:
        return self.browser(who).post(url, data or {}, **more)

    def make(self, who: str, entity: str, **values: Any) -> Kept:
        """A record that this person made."""
        return gate.create(registry[entity], values, actor=self.users[who], given="json")

    def change(self, who: str, entity: str, key: Any, **values: Any) -> Kept:
        return gate.update(registry[entity], key, values, actor=self.users[who], given="json")


def _found() -> World:
    """Set up departments, roles and people."""
    with as_system("test") as system:
        keys = sorted({role for role, _place in PEOPLE.values()})
        roles = {
            key: Role.objects.filter(key=key).first()
            or gate.create(registry["roles"], {"key": key, "name": str(presets[key].label)}, actor=system)
            for key in keys
        }
        places = {
            name: gate.create(registry["departments"], {"name": name}, actor=system).pk for name in ("East", "West")
        }
        users = {}
        for name, (role, place) in PEOPLE.items():
            values = {"username": name, "name": name.title(), "department": places[place], "language": "en"}
            made = gate.create(registry["users"], {**values, "roles": [{"role": roles[role].pk}]}, actor=system)
            users[name] = User.objects.get(pk=made.pk)
    world = World(users)
    for name, user in users.items():
        world.browsers[name] = _browser()
        world.browsers[name].force_login(user)
    return world


def _browser() -> Client:
    return Client(HTTP_ACCEPT_LANGUAGE="en")


found = Standing(_found, World.again)
"""The company that stands for the tests of this file, or a new one."""


def text(response: HttpResponse) -> str:
    """What a person reads of a page: without marks, blanks as one."""
    html = re.sub(r"<(script|style|svg|template)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def hidden(response: HttpResponse, name: str) -> str:
    """The value of a hidden field."""
    found_ = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', response.content.decode())
    assert found_, f"no hidden field {name}"
    return found_[1]
