"""What mustn't be read can't be asked for either: nested lookups over every parameter that names a field."""

from __future__ import annotations

import json
from itertools import product
from urllib.parse import urlencode

import pytest
from django.contrib.auth import get_user_model

from guanxi.engine.registry import registry
from tests.security import oracle
from tests.security.callers import World
from tests.security.canaries import SALES

JOINS = (".", "__")
SECRETS = ("password", "search", "head", "sort_key", "epoch", "failed_sign_ins", "tokens", "old_passwords", "hash")
LOOKUPS = ("startswith", "regex", "contains", "isnull", "in", "gt", "year", "len", "0")
ROOTS = ("owner", "created_by", "updated_by", "partner", "lines", "parent", "affiliations", "above", "id", "pk", "")


def names(entity: str, closed: set[str]) -> list[str]:
    """Names that lead nowhere for an ordinary person."""
    found = [f"{root}{join}{secret}" for root, join, secret in product(ROOTS, JOINS, SECRETS[:3])]
    fields = [*registry[entity].fields][:6]
    found += [*SECRETS, *(f"{name}__{lookup}" for name, lookup in product(fields[:3], LOOKUPS))]
    found += [f"{name}.{lookup}" for name, lookup in product(fields[:2], LOOKUPS)]
    found += [*closed, *(f"-{name}" for name in closed), *(f"{name}__startswith" for name in closed)]
    found += (
        [f"{name}'", f'{name}"', f"{name}--", f"({name})", f"{name}%00", f"{name},{name}x"]
        if (name := fields[0])
        else []
    )
    return found


@pytest.mark.parametrize(
    ("who", "entity"),
    [*product(("owner",), SALES), ("marketer", "quotes"), ("marketer", "contacts"), ("executive", "quotes")],
)
def test_no_parameter_reaches_further(world: World, who: str, entity: str) -> None:
    caller = world.caller(who)
    for name in names(entity, oracle.CLOSED.get((who, entity), set()) - {"amount", "tax_number", "mobile", "phone"}):
        asks = [{"filter": json.dumps({"field": name, "op": "eq", "value": "x"})}, {"sort": name}, {"fields": name}]
        for ask in asks:
            answer = caller.get(f"/api/v1/{entity}?{urlencode(ask)}")
            assert answer.status == 400, (ask, answer.status)
        assert caller.get(f"/api/v1/{entity}?{urlencode({name or 'x': '1'})}").status == 400


@pytest.mark.parametrize(
    ("who", "entity"), [("marketer", "quotes"), ("marketer", "customers"), ("marketer", "contacts")]
)
def test_a_masked_field_answers_no_question(world: World, who: str, entity: str) -> None:
    caller = world.caller(who)
    for name in oracle.CLOSED[who, entity] & {"amount", "tax_number", "mobile", "phone"}:
        for op, value in (("eq", "1"), ("empty", True), ("empty", False), ("in", []), ("ne", "1")):
            condition = {"field": name, "op": op, "value": value}
            for wrapped in (
                condition,
                {"not": condition},
                {"any": [condition, {"field": "name", "op": "eq", "value": "x"}]},
            ):
                assert caller.get(f"/api/v1/{entity}?{urlencode({'filter': json.dumps(wrapped)})}").status == 400
                assert caller.get(f"/{entity}/?{urlencode({'filter': json.dumps(wrapped)})}").status in (400, 404)
                assert caller.get(f"/api/v1/{entity}/export?{urlencode({'filter': json.dumps(wrapped)})}").status == 400
        for sort in (name, f"-{name}"):
            assert caller.get(f"/api/v1/{entity}?sort={sort}").status == 400
            assert caller.get(f"/{entity}/?sort={sort}").status in (400, 404)
        asked = f"j=all&f.0={name}&o.0=filled&do=show"
        assert caller.get(f"/{entity}/filter/?{asked}").status in (404, 422)


def test_what_is_hidden_and_what_is_not_there_are_told_alike(world: World) -> None:
    caller = world.caller("executive")
    for ask in ("sort={}", "fields={}", 'filter={{"field":"{}","op":"eq","value":"x"}}'):
        hidden, missing = (caller.get(f"/api/v1/quotes?{ask.format(name)}") for name in ("secret", "sucret"))
        assert hidden.status == missing.status == 400

        def body(text: str) -> str:
            told = json.loads(text.partition("\n\n")[2] or text[text.index("{") :])
            told.pop("instance", None)
            told.pop("request", None)
            return json.dumps(told)

        assert body(hidden.text).replace("secret", "sucret") == body(missing.text)


def test_a_password_s_hash_is_in_no_answer(world: World) -> None:
    person = world.house["admin"]
    person.set_password("a long enough pass phrase")
    get_user_model()._base_manager.filter(pk=person.pk).update(password=person.password)
    caller = world.caller("admin")
    digest = person.password.rpartition("$")[2]
    for url in (
        f"/api/v1/users/{person.pk}",
        f"/api/v1/users/{person.pk}/history",
        "/api/v1/users",
        "/api/v1/users/export",
        "/api/v1/schema/users",
        "/users/",
        f"/users/{person.pk}/",
        f"/users/{person.pk}/edit/",
        f"/users/{person.pk}/history/",
    ):
        answer = caller.get(url)
        assert answer.status == 200, url
        assert digest not in answer.text
        assert "pbkdf2" not in answer.text
        assert "argon2" not in answer.text
