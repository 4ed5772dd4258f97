"""A company with somebody in every part: real users, departments and roles, as tests of the whole product need it.

Head ─ Sales ─ East (owner, teammate, leaver, nobody), Sales itself (manager) ─ and South beside it (stranger).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from guanxi.engine import gate
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.engine.testing.standing import Standing
from guanxi.people.models import Role, User

DEPARTMENTS = (("Head", None), ("Sales", "Head"), ("East", "Sales"), ("South", "Head"))
PEOPLE = {
    "owner": ("sales_representative", "East"),
    "teammate": ("sales_representative", "East"),
    "manager": ("sales_manager", "Sales"),
    "stranger": ("sales_representative", "South"),
    "marketer": ("marketing_manager", "South"),
    "executive": ("executive", "Head"),
    "clerk": ("clerk", "South"),
    "admin": ("administrator", "Head"),
    "nobody": ("", "East"),
    "leaver": ("sales_representative", "East"),
}


@dataclass
class House:
    """Who is there, by name."""

    keys: dict[str, Any]
    departments: dict[str, Any]

    def __getitem__(self, who: str) -> User:
        """The user as the next request would find them."""
        return User.objects.get(pk=self.keys[who])

    def give(self, who: str, *roles: str) -> User:
        """Make these the person's roles."""
        with as_system("a test gives roles") as system:
            lines = [{"role": Role._base_manager.get(key=key).pk} for key in roles]
            gate.update(registry["users"], self.keys[who], {"roles": lines}, actor=system)
        return self[who]


def _build() -> House:
    """Set everything up through the gate."""
    departments: dict[str, Any] = {}
    keys: dict[str, Any] = {}
    with as_system("a company for tests") as system:
        roles = dict(Role._base_manager.values_list("key", "pk"))
        for name, above in DEPARTMENTS:
            values = {"name": name, "parent": departments.get(above)}
            departments[name] = gate.create(registry["departments"], values, actor=system).pk
        for name, (role, department) in PEOPLE.items():
            values = {"username": name, "name": f"Person {name}", "department": departments[department]}
            lines = [{"role": roles[role]}] if role else []
            more = {"language": "en", "email": f"{name}@example.com", "roles": lines}
            keys[name] = gate.create(registry["users"], {**values, **more}, actor=system).pk
        gate.act(registry["users"], keys["leaver"], "deactivate", actor=system)
    return House(keys, departments)


build = Standing(_build, lambda house: House(dict(house.keys), dict(house.departments)))
"""The house that stands for the tests of this file, or a new one."""
