"""Class B: a field that a role may not read answers no question, and is told like one that isn't there.

Every shipped role and one that may read next to nothing × every field closed to it × every way of asking.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.engine import exports, gate
from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery, EngineError, Invalid
from guanxi.engine.filters.tree import OPERATORS
from guanxi.engine.imports.opening import checked_mapping, checked_options
from guanxi.engine.permissions import Mode, as_system
from guanxi.engine.permissions.policies import presets
from guanxi.engine.reading import Query, buckets, groups, read_by_value, read_page
from guanxi.engine.registry import registry
from guanxi.engine.testing.company import Company, allow, rule
from guanxi.people.models import Role, User
from tests.security.callers import World

NOTHING = "nothing_of_that_name"
OPEN = {"name", "username", "key", "label", "entity"}
Ask = Callable[[Entity, Any, str], object]
WAYS: dict[str, Ask] = {
    "sorted": lambda entity, actor, name: read_page(entity, actor, Query(sort=(name,))),
    "sorted downwards": lambda entity, actor, name: read_page(entity, actor, Query(sort=(f"-{name}",))),
    "grouped": lambda entity, actor, name: groups(entity, actor, Query(), name),
    "added up by itself": lambda entity, actor, name: groups(entity, actor, Query(), entity.title, [name]),
    "put into columns": lambda entity, actor, name: buckets(entity, actor, Query(), name, ["a"]),
    "first pages by value": lambda entity, actor, name: read_by_value(entity, actor, Query(), name, ["a"]),
    "taken out in its order": lambda entity, actor, name: list(
        exports.take(exports.Wanted(entity.name, sort=(name,)), actor)
    ),
    "taken out by it": lambda entity, actor, name: list(
        exports.take(exports.Wanted(entity.name, filter={"field": name, "op": "eq", "value": "a"}), actor)
    ),
    "matched by an import": lambda entity, actor, name: checked_options(
        entity, actor.access, ["a"], {"match_by": [name]}
    ),
    "made by a recipe": lambda entity, actor, name: checked_mapping(
        entity, actor.access, ["a"], {}, {name: {"from": ["a"]}}
    ),
}
WAYS |= {
    f"asked by {op}": lambda entity, actor, name, op=op: read_page(
        entity, actor, Query(filter={"field": name, "op": op, "value": ["a"] if op in ("in", "between") else "a"})
    )
    for op in sorted(OPERATORS)
}
"""Each asks something of a field, and would tell something of it."""
LINES_TOO = {name for name in WAYS if name.startswith("asked by")} | {"sorted", "grouped"}


def person(role: str) -> User:
    """Somebody with this shipped role and no other."""
    with as_system("test") as system:
        line = [{"role": Role._base_manager.get(key=role).pk}]
        values = {"username": f"only.{role}", "name": "Only", "language": "en", "roles": line}
        return User.objects.get(pk=gate.create(registry["users"], values, actor=system).pk)


def closed_to_all_but_names() -> Any:
    """Somebody from whom every field is hidden that isn't a record's name; every other one of them is only masked."""
    rules = []
    for entity in registry:
        names = sorted({*entity.fields, *entity.lines} - OPEN)
        rules += [rule(entity.name, " ".join(names[::2]), Mode.HIDDEN)] if names else []
        rules += [rule(entity.name, " ".join(names[1::2]), Mode.MASKED)] if names[1:] else []
    return Company().actor("owner", allow("*"), rules=tuple(rules))


def closed(actor: Any) -> Iterator[tuple[Entity, str]]:
    for entity in registry:
        if actor.access.may(entity.name, "read"):
            names = (*entity.fields, *entity.lines)
            yield from ((entity, name) for name in names if not actor.access.readable(entity, name))


def told(ask: Ask, entity: Entity, actor: Any, name: str) -> str:
    """How a question is refused, without the name that was asked for."""
    with translation.override("en"), pytest.raises((BadQuery, Invalid)) as refused:
        ask(entity, actor, name)
    problem: EngineError = refused.value
    texts = (
        json.dumps(problem.errors, sort_keys=True, ensure_ascii=False)
        if isinstance(problem, Invalid)
        else problem.message
    )
    for around in ("“{}”", ".{}", '"{}"'):
        texts = texts.replace(around.format(name), around.format("…"))
    return texts


def differences(actor: Any, every: int = 1) -> tuple[int, list[str]]:
    """How many questions were asked, and which were answered otherwise than of a field that isn't there.

    Of each field, every so many of the operators are asked, others of the next.
    """
    asked, wrong = 0, []
    usual = functools.cache(lambda entity, way: told(WAYS[way], entity, actor, NOTHING))
    for turn, (entity, name) in enumerate(closed(actor)):
        for place, (way, ask) in enumerate(WAYS.items()):
            needs = "export" if way.startswith("taken out") else "read"
            if not actor.access.may(entity.name, needs) or (name in entity.lines and way not in LINES_TOO):
                continue
            if way.startswith("asked by") and (turn + place) % every:
                continue
            if way == "added up by itself" and not actor.access.readable(entity, entity.title):
                continue
            asked += 1
            if told(ask, entity, actor, name) != usual(entity, way):
                wrong.append(f"{entity.name}.{name}: {way}")
    return asked, wrong


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(presets))
def test_a_closed_field_is_told_like_one_that_is_not_there(role: str) -> None:
    _asked, wrong = differences(person(role))
    assert not wrong, "\n".join(wrong[:40])


@pytest.mark.django_db
def test_no_field_of_any_record_answers_who_may_read_names_only() -> None:
    asked, wrong = differences(closed_to_all_but_names(), every=4)
    assert not wrong, "\n".join(wrong[:40])
    assert asked > 2_000


@pytest.mark.django_db
def test_linked_records_are_not_looked_up_by_a_closed_field() -> None:
    """A recipe that finds customers by their tax number would tell whose it is."""
    actor = closed_to_all_but_names()
    contacts = registry["contacts"]
    for name in (*registry["customers"].fields, "password", "owner__password", "search"):
        making = {"affiliations.customer": {"from": ["a"], "find_by": name}, "name": {"from": ["a"]}}
        if name in OPEN:
            continue
        with pytest.raises(Invalid):
            checked_mapping(contacts, actor.access, ["a"], {}, making)


LINKS = ("owner", "created_by", "updated_by", "department", "partner", "parent", "roles", "affiliations", "lines")
SECRETS = ("password", "epoch", "failed_sign_ins", "search", "head", "sort_key", "tokens", "secret", "hash", "pk")
LOOKUPS = (
    "startswith",
    "istartswith",
    "regex",
    "iregex",
    "contains",
    "gt",
    "lt",
    "isnull",
    "in",
    "range",
    "exact",
    "year",
    "length",
    "lower",
    "md5",
    "unaccent",
    "0",
    "",
)
PATHS = st.builds(
    lambda steps, join, end, lookup: join.join(filter(None, [*steps, end])) + (f"__{lookup}" if lookup else ""),
    st.lists(st.sampled_from(LINKS), max_size=4),
    st.sampled_from(["__", ".", "->", "_", "/", "%2e"]),
    st.sampled_from(SECRETS),
    st.sampled_from(LOOKUPS),
)
"""Ways along links to what nobody may read: `owner__password__startswith`, `lines.owner.tokens`."""


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=PATHS, entity=st.sampled_from(["quotes", "customers", "contacts", "users", "partners"]))
def test_no_way_along_links_leads_to_what_is_not_declared(world: World, path: str, entity: str) -> None:
    fields = registry[entity].fields
    if path in fields:
        return
    actor = world.house["admin"]
    for way in ("sorted", "asked by startswith", "asked by empty", "grouped", "put into columns"):
        with pytest.raises(BadQuery):
            WAYS[way](registry[entity], actor, path)


@pytest.mark.parametrize("path", ["owner__password__startswith", "owner.password", "created_by.tokens", "search"])
def test_pages_and_programs_refuse_them_alike(world: World, path: str) -> None:
    caller = world.caller("admin")
    condition = json.dumps({"field": path, "op": "startswith", "value": "a"})
    for ask in ({"sort": path}, {"filter": condition}):
        assert caller.get(f"/api/v1/quotes?{urlencode(ask)}").status == 400
        assert caller.get(f"/quotes/?{urlencode(ask)}").status in (400, 404)
        assert caller.get(f"/api/v1/quotes/export?{urlencode(ask)}").status == 400
    for place in (
        "group/?group=-&",
        "column/?column=a&",
        "entries/?start=2026-11-01T00:00:00&end=2026-12-01T00:00:00&",
        "?",
    ):
        told, nothing = (caller.get(f"/quotes/{place}layout_by={name}") for name in (path, NOTHING))
        assert told.status == nothing.status
