"""What a person may not read can't be reached by any way round: sorted, filtered, counted, asked for, matched.

The probes are made from the registry: every role × every field it may not read × every operator and surface.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from guanxi.api.tests.world import Api, World
from guanxi.engine.entity import Entity
from guanxi.engine.fields import Link
from guanxi.engine.filters.tree import OPERATORS
from guanxi.engine.registry import registry

SECRET = "canary-5150"


def closed(world: World, who: str) -> Iterator[tuple[Entity, str]]:
    """Every declared field that this person may not read, of every entity that they may."""
    access = world.users[who].access
    for entity in registry:
        if access.may(entity.name, "read"):
            names = (*entity.fields, *entity.lines)
            yield from ((entity, name) for name in names if not access.readable(entity, name))


def inner(world: World, who: str) -> Iterator[tuple[Entity, str]]:
    """What a model has besides its declared fields: hashes, keys of order, columns of links, relations backwards."""
    access = world.users[who].access
    for entity in registry:
        if access.may(entity.name, "read"):
            known = {*entity.fields, *entity.lines, "id", "version"}
            for field in entity.model._meta.get_fields():
                yield from ((entity, name) for name in {field.name, getattr(field, "attname", "")} - known - {""})


def paths(world: World, who: str) -> Iterator[tuple[Entity, str]]:
    """The same by one link or line, from any entity that leads there."""
    targets: dict[str, set[str]] = {}
    for entity, name in (*closed(world, who), *inner(world, who)):
        targets.setdefault(entity.name, set()).add(name)
    access = world.users[who].access
    for entity in registry:
        if not access.may(entity.name, "read"):
            continue
        links = {name: kind for name, kind in entity.fields.items() if isinstance(kind, Link)}
        for lines in entity.lines.values():
            links |= {f"{lines.name}.{n}": kind for n, kind in lines.fields.items() if isinstance(kind, Link)}
        for path, link in links.items():
            yield from ((entity, f"{path}.{name}") for name in sorted(targets.get(link.target, ())))


def ways(field: str) -> Iterator[dict[str, Any]]:
    """Queries that would tell something of a field."""
    yield {"sort": field}
    yield {"sort": f"-{field}"}
    yield {"sort": f"id,{field}"}
    for operator in sorted(OPERATORS):
        value: Any = ["a", "b"] if operator in ("in", "between") else True if operator == "empty" else "a"
        yield {"filter": json.dumps({"field": field, "op": operator, "value": value}), "count": "exact"}
    yield {"filter": json.dumps({"not": {"any": [{"field": field, "op": "eq", "value": "a"}]}}), "limit": 1}
    for disguised in (field.replace(".", "__"), f"{field}__startswith", f"{field}_id", f"{field}.pk"):
        yield {"filter": json.dumps({"field": disguised, "op": "eq", "value": "a"})}
        yield {"sort": disguised}


def refused(api: Api, who: str, entity: Entity, field: str, query: dict[str, Any]) -> None:
    """The answer is a refusal that tells no more than the name that was asked for."""
    answer = api(who, "GET", entity.name, query=query)
    assert answer.status_code == 400, (who, entity.name, query, answer.content[:300])
    assert answer.json()["code"] == "bad_query", (entity.name, query)
    if "__" not in str(query) and ".pk" not in str(query) and f"{field}_id" not in str(query):
        assert answer.json()["detail"] == f"There is no field “{field}”.", (entity.name, query)


@pytest.mark.parametrize("who", ["owner", "keeper", "marketer", "clerk", "admin"])
def test_no_closed_field_is_reached(world: World, settings: Any, who: str) -> None:
    settings.GUANXI_API_RATE = 900_000
    access = world.users[who].access
    for entity, field in closed(world, who):
        for query in ways(field):
            refused(world.api, who, entity, field, query)
        if not access.mode(entity, field):
            refused(world.api, who, entity, field, {"fields": f"id,{field}"})


@pytest.mark.parametrize("who", ["owner", "admin"])
def test_nothing_undeclared_is_reached(world: World, settings: Any, who: str) -> None:
    settings.GUANXI_API_RATE = 900_000
    probes = 0
    for entity, field in inner(world, who):
        refused(world.api, who, entity, field, {"sort": field})
        refused(world.api, who, entity, field, {"filter": json.dumps({"field": field, "op": "eq", "value": "a"})})
        refused(world.api, who, entity, field, {"fields": field})
        probes += 3
    for entity, path in paths(world, who):
        refused(world.api, who, entity, path, {"filter": json.dumps({"field": path, "op": "eq", "value": "a"})})
        probes += 1
    assert probes > 100


def test_a_hidden_value_shows_nowhere(world: World) -> None:
    api = world.api
    record = api.make("clerk", "customers", name="Plain", tax_number=SECRET, note=SECRET)
    path = f"customers/{record['id']}"
    api("clerk", "PATCH", path, {"tax_number": f"{SECRET}-2", "note": "x"})
    assert SECRET in api("clerk", "GET", f"{path}/history").content.decode()
    for who in ("keeper", "marketer"):
        for where in (
            path,
            f"{path}/history",
            "customers",
            f"customers?q={SECRET}",
            f"search?q={SECRET}",
            "openapi.json",
        ):
            told = api(who, "GET", where)
            assert told.status_code == 200
            if who == "keeper" or where == path:
                assert SECRET not in told.content.decode(), (who, where)
    assert "tax_number" not in api("keeper", "GET", "schema/customers").content.decode()
    assert "tax_number" not in api("keeper", "GET", "openapi.json").content.decode()


def test_a_masked_field_is_neither_matched_nor_given_as_the_reason(world: World) -> None:
    api = world.api
    api.make("clerk", "contacts", name="Somebody", mobile="13812345678")
    (hit,) = api.items("clerk", "search", q="12345678")
    assert (hit["field"], hit["label"]) == ("mobile", "Somebody")
    assert api.items("marketer", "search", q="12345678") == []
    assert api.items("marketer", "contacts", q="12345678") == []
    told = (
        api("marketer", "GET", "contacts").content.decode() + api("marketer", "GET", "search?q=some").content.decode()
    )
    assert "12345678" not in told
    assert "5678" in told
