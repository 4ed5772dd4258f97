"""Every address × every actor × every relation: no token reaches whom it mustn't, no refused write changes anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from guanxi.engine.registry import registry
from guanxi.engine.testing.tables import unchanged
from guanxi.kit.uuids import uuid7
from tests.security import oracle
from tests.security.asking import ENTITY, FILE, IMPORT, JOB, ONCE, RECORD, Route, Write
from tests.security.callers import ACTORS, NOISE, Answered, World
from tests.security.canaries import SALES
from tests.security.routes import TABLE, patterns, route_of

pytestmark = pytest.mark.timeout(1200)
"""Thousands of questions for each actor: on a machine with other work they take their time."""

ASKED_BY_NAME = ("owner", "stranger", "deleted")
"""Whose titles are searched for."""
FEWER, FEW = ("partners", "contacts"), ("stranger", "shared")
"""Entities with the same rule as quotes and customers, which are asked for every relation."""
_TOKEN = re.compile(r"zq\d{5}xk|1387\d{7}|138 7\d{3} \d{4}|17\d{8}|1,7\d\d,\d{3},\d{3}|70{4,}\d+|7,000,\d{3},\d{3}")


def test_every_address_has_a_row() -> None:
    places = {place for place, _pattern in patterns()}
    missing = sorted(place for place in places if route_of(place) is None)
    assert not missing, f"say in tests/security/routes.py how these are called: {missing}"
    assert not sorted(set(TABLE) - places), "these are no addresses any more"
    for place, route in TABLE.items():
        assert route.reads or route.writes or len(route.note.split()) > 3, f"{place}: a sentence is needed"


def test_every_entity_has_a_row() -> None:
    assert {entity.name for entity in registry} == set(oracle.RULE), "say in tests/security/oracle.py who may see what"


def cases(world: World, about: str) -> Iterator[dict[str, Any]]:
    """What a route is asked about."""
    seeds, known = world.seeds, {"other_token": world.other_token, "mail": uuid7()}
    if about == ONCE:
        yield known
    elif about == ENTITY:
        for entity in oracle.RULE:
            for relation in ASKED_BY_NAME if entity in SALES else ("pool",):
                yield known | world.known(entity, relation)
    for entity, relation in seeds.keys:
        entities = {RECORD: oracle.RULE, FILE: SALES, IMPORT: ("imports",), JOB: ("jobs",)}.get(about, ())
        if entity in entities and (entity not in FEWER or relation in FEW):
            yield known | world.known(entity, relation)


def leaks(world: World, actor: str, answer: Answered) -> list[str]:
    """Tokens in the answer that mustn't be there; what the question itself said doesn't count."""
    text = answer.text.replace(f"\nLocation: {answer.back}\n", "\n") if answer.back else answer.text
    seen = {token for token in _TOKEN.findall(text) if token in world.seeds.canaries}
    foreign = {
        token for token in seen if not oracle.sees(actor, world.seeds.canaries[token]) and token not in answer.url
    }
    return sorted(f"{answer.url} → {world.seeds.canaries[token]}" for token in foreign)


def asked(world: World, route: Route, actor: str) -> Iterator[str]:
    """The addresses to read, each once."""
    told = set()
    myself = world.house.keys.get(actor, world.house.keys["admin"])
    for known in cases(world, route.about):
        for template in route.reads:
            url = template.format(**{"self": myself, **known})
            if url not in told:
                told.add(url)
                yield url


@pytest.mark.parametrize("actor", ACTORS)
def test_nobody_reads_what_is_not_theirs(world: World, actor: str) -> None:
    caller, found, broken = world.caller(actor), [], []
    with unchanged(*NOISE, "engine_event"):
        for route in TABLE.values():
            for url in asked(world, route, actor):
                answer = caller.get(url)
                found += leaks(world, actor, answer)
                if answer.status >= 500:
                    broken.append(f"{answer.status} {url}")
        for url in ("/quotes/", "/search/?q=zq", "/"):
            found += leaks(world, actor, caller.get(url, **{"HX-Request": "true", "HX-Boosted": "true"}))
            found += leaks(world, actor, caller.get(url, "HEAD"))
    assert not found, "\n".join(found[:40])
    assert not broken, "\n".join(broken[:40])


@pytest.mark.parametrize("actor", ACTORS)
def test_everybody_reads_what_is_theirs(world: World, actor: str) -> None:
    """Or else the matrix would prove nothing."""
    caller, seeds = world.caller(actor), world.seeds
    for entity in SALES:
        for relation in oracle.SEES[actor]:
            key = seeds.keys[entity, relation]
            told = caller.get(f"/api/v1/{entity}/{key}{'?deleted=true' if relation == 'deleted' else ''}").text
            wanted = {t for t in seeds.of(entity, relation) if oracle.sees(actor, seeds.canaries[t])}
            words = {
                t for t in wanted if t.startswith("zq") and seeds.canaries[t].field not in ("files", "note", "talk")
            }
            assert words <= set(_TOKEN.findall(told)), (entity, relation)
            if actor != "integration":
                page = caller.get(f"/{entity}/{key}/").text
                assert seeds.titles[entity, relation] in page


def writes(world: World, actor: str, myself: str) -> Iterator[tuple[Write, dict[str, Any]]]:
    """What this actor may not do: to records that aren't theirs to change, or at all."""
    allowed = {(entity, relation) for entity in SALES for relation in oracle.CHANGES[actor]}
    for route in TABLE.values():
        for known in cases(world, route.about):
            place = next(((e, r) for (e, r), key in world.seeds.keys.items() if key == known.get("key")), ("", ""))
            if route.about == ENTITY and actor in ("owner", "teammate", "manager", "stranger", "clerk"):
                continue
            if route.by_readers and reads(world, actor, *place):
                continue
            is_own = route.about in (IMPORT, JOB) or place[0] in oracle.OWNERS_ALONE
            if place in allowed or (is_own and place[1] == actor):
                continue
            for write in route.writes:
                if write.by_readers and reads(world, actor, *place):
                    continue
                if known.get("entity") in oracle.ONES_OWN and write.url.endswith("/new/") and oracle.SEES[actor]:
                    continue
                yield write, known | {"self": myself}


def reads(world: World, actor: str, entity: str, relation: str) -> bool:
    """Whether the actor may read this record."""
    if actor in ("anonymous", "nobody", "leaver", "integration"):
        return False
    if entity in (*SALES, "comments", "notes"):
        return relation in oracle.SEES[actor]
    return entity in ("users", "departments") or relation == actor


@pytest.mark.parametrize("actor", [name for name in ACTORS if name != "admin"])
def test_a_refused_write_changes_nothing(world: World, actor: str) -> None:
    caller, found = world.caller(actor), []
    with unchanged(*NOISE):
        for write, known in writes(world, actor, caller.key or str(uuid7())):
            if "/export/" in write.url:
                continue
            answer = caller.send(write, known)
            found += leaks(world, actor, answer)
            assert answer.status < 500, (answer.status, answer.url)
    assert not found, "\n".join(found[:40])


@pytest.mark.parametrize("actor", ACTORS)
def test_an_export_holds_what_one_reads(world: World, actor: str) -> None:
    caller, found = world.caller(actor), []
    for entity in SALES:
        for kind in ("csv", "json"):
            answer = caller.send(Write("FORM", f"/{entity}/export/", {"format": kind}), {})
            found += leaks(world, actor, answer)
            words = {t for t in _TOKEN.findall(answer.text) if t in world.seeds.canaries}
            living = oracle.EXPORTS[actor] - {"deleted"} if actor != "integration" else set()
            assert {world.seeds.canaries[t].relation for t in words} >= living
    assert not found, "\n".join(found[:40])
