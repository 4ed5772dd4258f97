"""Filters: their shape and limits, links and lines, what only makes sense for the person who asks."""

import random
import uuid
from typing import Any

import pytest

from guanxi.engine import gate
from guanxi.engine.errors import BadQuery
from guanxi.engine.filters import Condition, Group, compile_filter, parse
from guanxi.engine.filters.tree import MOST_CONDITIONS, MOST_DEPTH, MOST_VALUES
from guanxi.engine.permissions import Mode, Scope
from guanxi.engine.reading import Query, read_page
from guanxi.engine.registry import registry
from guanxi.engine.testing.company import Acting, Company, allow, rule

NAME = {"field": "name", "op": "eq", "value": "x"}


def nested(depth: int) -> Any:
    tree: Any = NAME
    for _ in range(depth):
        tree = {"not": tree}
    return tree


def test_nothing_said_is_no_condition() -> None:
    assert parse(None) is None
    assert parse({}) is None
    assert parse({"all": []}) == Group("all", ())
    assert parse(NAME) == Condition("name", "eq", "x")
    assert parse({"field": "name"}) == Condition("name", "eq", None)


@pytest.mark.parametrize(
    "data",
    [
        [],
        "name",
        5,
        True,
        {"all": {}},
        {"all": [5]},
        {"any": None},
        {"none": []},
        {"all": [], "any": []},
        {"not": []},
        {"not": {}},
        {**NAME, "more": 1},
        {**NAME, "op": "regex"},
        {**NAME, "op": ["eq"]},
        {**NAME, "field": ["name"]},
        {**NAME, "field": None},
        {"field": {"a": 1}, "op": "eq"},
        {**NAME, "op": "in", "value": ["x"] * (MOST_VALUES + 1)},
        {"all": [NAME] * MOST_CONDITIONS},
        {"any": [{"any": []}] * (MOST_CONDITIONS + 1)},
        nested(MOST_DEPTH + 1),
    ],
    ids=lambda data: str(data)[:30],
)
def test_what_is_no_filter_is_refused(data: Any) -> None:
    with pytest.raises(BadQuery):
        parse(data)


def test_a_bottomless_filter_is_refused_before_it_is_walked() -> None:
    with pytest.raises(BadQuery):
        parse(nested(50_000))


def test_the_largest_filter_is_read() -> None:
    assert parse({"all": [NAME] * (MOST_CONDITIONS - 1)})
    assert parse(nested(MOST_DEPTH))


# --- over records -----------------------------------------------------------------------------------------------


def found(actor: Acting, entity: str, condition: Any) -> set[str]:
    rows = read_page(registry[entity], actor, Query(filter=condition, fields=("name",), limit=500)).rows
    return {row["name"] for row in rows}


def make(actor: Acting, entity: str, name: str, **values: Any) -> uuid.UUID:
    return gate.create(registry[entity], {"name": name, **values}, actor=actor).pk


def test_groups_mean_what_they_say(boss: Acting) -> None:
    ratings = {"a": 1, "b": 2, "c": 3, "d": None}
    for name, rating in ratings.items():
        make(boss, "partners", name, rating=rating)

    def is_(value: int) -> dict[str, Any]:
        return {"field": "rating", "op": "eq", "value": value}

    assert found(boss, "partners", {"all": []}) == set("abcd")
    assert found(boss, "partners", {"any": []}) == set()
    assert found(boss, "partners", {"not": {"all": []}}) == set()
    assert found(boss, "partners", {"not": {"any": []}}) == set("abcd")
    assert found(boss, "partners", {"any": [is_(1), is_(2)]}) == set("ab")
    assert found(boss, "partners", {"all": [is_(1), is_(2)]}) == set()
    assert found(boss, "partners", {"not": {"any": [is_(1), {"not": is_(2)}]}}) == {"b"}
    assert found(boss, "partners", {"any": [{"any": []}, is_(3)]}) == {"c"}
    assert found(boss, "partners", {"any": [{"all": []}, is_(3)]}) == set("abcd")


def test_trees_of_conditions_mean_what_python_says(boss: Acting) -> None:
    rows = {f"p{n}": {"rating": n % 3 or None, "kind": ("dealer", "factory", "")[n % 3]} for n in range(8)}
    for name, values in rows.items():
        make(boss, "partners", name, **values)
    dice = random.Random(7)

    def tree(depth: int) -> tuple[Any, Any]:
        way = dice.choice(("rating", "kind") if not depth else ("all", "any", "not"))
        if way == "rating":
            limit = dice.randint(0, 3)
            told = {"field": "rating", "op": "gte", "value": limit}
            return told, lambda row: row["rating"] is not None and row["rating"] >= limit
        if way == "kind":
            kind = dice.choice(("dealer", "factory"))
            return {"field": "kind", "op": "ne", "value": kind}, lambda row: row["kind"] != kind
        inside = [tree(depth - 1) for _ in range(1 if way == "not" else dice.randint(0, 3))]
        if way == "not":
            return {"not": inside[0][0]}, lambda row: not inside[0][1](row)
        join = all if way == "all" else any
        return {way: [told for told, _holds in inside]}, lambda row: join(holds(row) for _told, holds in inside)

    for _ in range(150):
        told, holds = tree(dice.randint(0, 3))
        if told in ({"all": []}, {"any": []}):
            continue
        assert found(boss, "partners", told) == {name for name, row in rows.items() if holds(row)}, told


def test_a_path_leads_through_links_and_lines_that_may_be_seen(company: Company, boss: Acting) -> None:
    above = make(boss, "partners", "North", kind="factory")
    below = make(boss, "partners", "South", above=above)
    make(boss, "quotes", "one", partner=below, lines=[{"product": "pump", "partner": above}])
    make(boss, "quotes", "two", partner=above, lines=[{"product": "valve"}])
    make(boss, "quotes", "three")
    for condition, wanted in (
        ({"field": "partner.name", "op": "eq", "value": "South"}, {"one"}),
        ({"field": "partner.above.name", "op": "startswith", "value": "nor"}, {"one"}),
        ({"not": {"field": "partner.name", "op": "eq", "value": "South"}}, {"two", "three"}),
        ({"field": "partner.above.above", "op": "empty", "value": True}, {"one"}),
        ({"field": "partner", "op": "empty", "value": True}, {"three"}),
        ({"field": "lines.product", "op": "contains", "value": "um"}, {"one"}),
        ({"field": "lines.partner.kind", "op": "eq", "value": "factory"}, {"one"}),
        ({"field": "lines", "op": "empty", "value": True}, {"three"}),
        ({"field": "lines", "op": "empty", "value": False}, {"one", "two"}),
        ({"field": "partner", "op": "within", "value": str(above)}, {"one", "two"}),
        ({"field": "partner.id", "op": "eq", "value": str(above)}, {"two"}),
    ):
        assert found(boss, "quotes", condition) == wanted, condition
    grants = [allow("quotes"), allow("partners", "read", Scope.OWN)]
    stranger = company.actor("stranger", *grants)
    assert found(stranger, "quotes", {"field": "partner.name", "op": "eq", "value": "South"}) == set()
    assert found(stranger, "quotes", {"field": "lines.partner.kind", "op": "eq", "value": "factory"}) == set()


@pytest.mark.parametrize(
    "field",
    [
        "partner.",
        ".partner",
        "partner..name",
        "name.x",
        "partner.name.x",
        "lines.name",
        "lines.quote.name",
        "lines.position",
        "partner.above.above.above.name",
        "owner.password",
        "partner.quotes.name",
        "partner__name",
        "partner.search",
        "created_by.head",
    ],
)
def test_a_path_to_nowhere_is_refused(boss: Acting, field: str) -> None:
    with pytest.raises(BadQuery):
        found(boss, "quotes", {"field": field, "op": "eq", "value": "x"})


def test_what_is_hidden_on_the_way_is_not_there(company: Company) -> None:
    for hidden in (
        rule("quotes", "partner", Mode.HIDDEN),
        rule("partners", "name", Mode.MASKED),
        rule("partners", "name", Mode.HIDDEN),
    ):
        with pytest.raises(BadQuery) as refused:
            found(company.boss(hidden), "quotes", {"field": "partner.name", "op": "eq", "value": "x"})
        with pytest.raises(BadQuery) as unknown:
            found(company.boss(hidden), "quotes", {"field": "partner.nome", "op": "eq", "value": "x"})
        assert refused.value.message.replace("partner.name", "") == unknown.value.message.replace("partner.nome", "")
    lineless, rootless = (
        company.boss(rule("quotes", "lines", Mode.HIDDEN)),
        company.boss(rule("partners", "above", Mode.HIDDEN)),
    )
    with pytest.raises(BadQuery):
        found(lineless, "quotes", {"field": "lines.product", "op": "eq", "value": "x"})
    with pytest.raises(BadQuery):
        found(rootless, "quotes", {"field": "partner", "op": "within", "value": str(uuid.uuid4())})


def test_me_is_whoever_asks(company: Company, boss: Acting) -> None:
    for who in ("owner", "stranger"):
        make(boss, "partners", who, owner=company.keys[who])
    for who in ("owner", "stranger"):
        actor = company.actor(who, allow("partners"))
        assert found(actor, "partners", {"field": "owner", "op": "eq", "value": "me"}) == {who}
    with pytest.raises(BadQuery):
        found(boss, "partners", {"field": "owner", "op": "eq", "value": "you"})


def test_rules_may_name_what_their_people_may_not_read(company: Company, boss: Acting) -> None:
    make(boss, "quotes", "first", secret="open")
    make(boss, "quotes", "second", secret="closed")
    grant = allow("quotes", "read", filter={"field": "secret", "op": "eq", "value": "open"})
    actor = company.actor("owner", grant, rules=(rule("quotes", "secret", Mode.HIDDEN),))
    assert found(actor, "quotes", None) == {"first"}
    with pytest.raises(BadQuery):
        compile_filter(registry["quotes"], {"field": "secret", "op": "eq", "value": "open"}, actor.access)
