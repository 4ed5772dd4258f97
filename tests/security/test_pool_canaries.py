"""Who may only claim reads nothing of what a pool hides or masks, by no address and by no question, until it is theirs.

Every field of a waiting customer that can hold a token is closed by the pool, half of them hidden and half masked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest

from guanxi.engine import gate
from guanxi.engine.registry import registry
from guanxi.engine.testing.tables import unchanged
from guanxi.ownership.pools import MASKABLE
from tests.security.callers import NOISE, Answered, World
from tests.security.canaries import plant_one
from tests.security.routes import TABLE
from tests.security.test_matrix import _TOKEN

pytestmark = pytest.mark.timeout(900)
MEMBERS, OTHERS = ("owner", "teammate"), ("stranger",)
"""The people of the East are members; the first of them had the record before."""
OF_POOLS = ("waiting/", "api/v1/pools/")
SIGNS = re.compile(r"\d[\d,]* match|Nothing matches|Nothing waits|No matches")
"""How pages say how much they found."""


@dataclass
class Waits:
    """A customer that waits, and where."""

    world: World
    pool: Any
    key: Any
    title: str
    closed: dict[str, str]
    """Field to the token in it."""
    tokens: frozenset[str]

    def leaks(self, answer: Answered) -> list[str]:
        seen = {token for token in _TOKEN.findall(answer.text) if token in self.tokens and token not in answer.url}
        return sorted(f"{answer.url} → {self.world.seeds.canaries[token]}" for token in seen)

    def addresses(self, actor: str) -> Iterator[str]:
        """All that are known, about this record; those of pools with the pool that is there."""
        world = self.world
        known = {
            "other_token": world.other_token,
            "mail": self.key,
            "self": world.house.keys[actor],
            **world.known("customers", "waiting"),
        }
        for place, route in TABLE.items():
            for template in route.reads:
                if place.startswith(OF_POOLS):
                    template = template.replace("{mail}", str(self.pool.pk), 1)
                yield template.format(**known)


@pytest.fixture
def waits(world: World) -> Iterator[Waits]:
    seeds, house = world.seeds, world.house
    before, keys = dict(seeds.canaries), dict(seeds.keys)
    admin, customers = house["admin"], registry["customers"]
    plant_one(seeds, customers, "waiting", house.keys["owner"], admin)
    key = seeds.keys["customers", "waiting"]
    row = customers.manager().get(pk=key)
    names = sorted({seeds.canaries[token].field for token in seeds.of("customers", "waiting")} & set(customers.fields))
    names.remove("name")
    masked = [name for name in names if customers.fields[name].kind in MASKABLE][::2]
    pool = gate.create(
        registry["pools"],
        {
            "name": "Canaries",
            "entity": "customers",
            "members": [
                {"department": house.departments["East"]},
                {"person": house.keys["manager"], "manages": True},
            ],
            "veiled": [f"customers.{name}" for name in names if name not in masked],
            "masked": [f"customers.{name}" for name in masked],
        },
        actor=admin,
    )
    gate.act(customers, key, "to_pool", {"pool": pool.pk}, actor=admin)
    customers.manager().filter(pk=key).update(created_by=house.keys["stranger"])
    closed = {name: str(getattr(row, name)) for name in names}
    tokens = frozenset(t for t in seeds.of("customers", "waiting") if seeds.canaries[t].field != "name")
    found = Waits(world, pool, key, seeds.titles["customers", "waiting"], closed, tokens)
    yield found
    seeds.canaries, seeds.keys = before, keys


def test_half_of_it_is_hidden_and_half_is_masked(waits: Waits) -> None:
    assert {"phone", "email", "website", "address", "tax_number", "note"} <= set(waits.closed)
    modes = {name: waits.pool.masked.count(f"customers.{name}") for name in waits.closed}
    assert set(modes.values()) == {0, 1}


@pytest.mark.parametrize("actor", [*MEMBERS, *OTHERS])
def test_no_address_tells_it(waits: Waits, actor: str) -> None:
    caller, found, broken, seen = waits.world.caller(actor), [], [], set()
    with unchanged(*NOISE, "engine_event", "ownership_seeninpool"):
        for url in dict.fromkeys(waits.addresses(actor)):
            answer = caller.get(url)
            found += waits.leaks(answer)
            broken += [f"{answer.status} {url}"] if answer.status >= 500 else []
            if waits.title in answer.text and waits.title not in url:
                seen.add(url)
    assert not found, "\n".join(found[:40])
    assert not broken, "\n".join(broken[:40])
    page = f"/waiting/{waits.pool.pk}/"
    wanted = {page, f"{page}{waits.key}/", f"/api/v1/pools/{waits.pool.pk}/waiting"}
    assert wanted <= seen if actor in MEMBERS else not seen


def test_who_manages_the_pool_reads_it(waits: Waits) -> None:
    """Or else the canaries would prove nothing."""
    told = waits.world.caller("manager").get(f"/waiting/{waits.pool.pk}/{waits.key}/")
    fields = {waits.world.seeds.canaries[token].field for token in _TOKEN.findall(told.text) if token in waits.tokens}
    assert {"phone", "email", "website", "address", "tax_number"} <= fields


def questions(pool: Any, field: str, value: str) -> Iterator[str]:
    """Every way to ask whether a field holds a value."""
    here, there = f"/waiting/{pool.pk}/", f"/api/v1/pools/{pool.pk}/waiting"
    for op in ("eq", "startswith", "contains", "in"):
        condition = {"field": field, "op": op, "value": [value] if op == "in" else value}
        for wrapped in (condition, {"not": condition}):
            asked = urlencode({"filter": json.dumps(wrapped)})
            yield from (f"{place}?{asked}" for place in (here, there, "/customers/", "/api/v1/customers"))
    builder = {"j": "all", "f.0": field, "o.0": "eq", "v.0": value}
    yield from (
        f"{place}filter/?{urlencode(builder | more)}"
        for place in (here, "/customers/")
        for more in ({}, {"do": "show"})
    )
    places = (here, there, "/customers/", "/api/v1/customers", "/search/", "/palette/", "/api/v1/search")
    for place in (*places, "/options/customers/", "/options/any/"):
        yield f"{place}?{urlencode({'q': value})}"


def told(waits: Waits, answer: Answered) -> tuple[Any, ...]:
    """What an answer says of the record: whether it is there, and how many are."""
    text = answer.text.partition("\n\n")[2] or answer.text
    return (
        answer.status,
        str(waits.key) in text,
        waits.title in text,
        SIGNS.findall(text),
        text.count('"id"') if answer.url.startswith("/api/") else 0,
    )


@pytest.mark.parametrize("actor", ["teammate", "owner"])
def test_no_question_tells_what_it_is(waits: Waits, actor: str) -> None:
    """What it holds, and what it doesn't hold, are answered alike."""
    caller, wrong = waits.world.caller(actor), []
    for field, value in waits.closed.items():
        other = "".join(reversed(value)) if field != "phone" else "+8613000000000"
        pairs = zip(questions(waits.pool, field, value), questions(waits.pool, field, other), strict=True)
        for right, left in pairs:
            if told(waits, caller.get(right)) != told(waits, caller.get(left)):
                wrong.append(f"{field}: {right}")
    assert not wrong, "\n".join(wrong[:40])


@pytest.mark.parametrize("actor", ["teammate", "manager"])
def test_nor_is_it_ordered_chosen_or_grouped_by(waits: Waits, actor: str) -> None:
    """A manager of the pool has the fields, but not those of the people to whom records lead."""
    caller = waits.world.caller(actor)
    closed = [*waits.closed] if actor == "teammate" else []
    for name in (*closed, "created_by.mobile", "created_by.email", "updated_by.username", "pool.note", "pool.members"):
        empty = urlencode({"filter": json.dumps({"field": name, "op": "empty", "value": False})})
        there = f"/api/v1/pools/{waits.pool.pk}/waiting"
        for url in (f"{there}?{empty}", f"{there}?sort={name}", f"/waiting/{waits.pool.pk}/?{empty}"):
            assert caller.get(url).status == 400, url
        assert caller.get(f"/waiting/{waits.pool.pk}/?sort=-{name}").status == 400
        builder = caller.get(f"/waiting/{waits.pool.pk}/filter/").text
        assert f'value="{name}"' not in builder
    shown = caller.get(f"/api/v1/pools/{waits.pool.pk}/waiting").text
    assert ("phone" in waits.closed and f'"{waits.closed["phone"]}"' in shown) == (actor == "manager")


def test_likeness_names_neither_the_record_nor_the_reason(waits: Waits) -> None:
    caller = waits.world.caller("teammate")
    for field in ("phone", "email", "website", "tax_number"):
        answer = caller.browser.post("/customers/alike/", {"name": "Something else", field: waits.closed[field]})
        text = answer.content.decode()
        assert answer.status_code == 200
        assert waits.title not in text
        assert str(waits.key) not in text
        assert not re.search(r"[Ss]ame (telephone|e-mail|website|tax)", text)


def test_it_is_theirs_to_read_once_it_is_claimed(waits: Waits) -> None:
    caller = waits.world.caller("teammate")
    answer = caller.browser.post(f"/waiting/{waits.pool.pk}/claim/", {"key": str(waits.key)}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/customers/{waits.key}/"
    row = caller.get(f"/api/v1/customers/{waits.key}").text
    assert all(value in row for name, value in waits.closed.items() if name in ("phone", "email", "tax_number"))
