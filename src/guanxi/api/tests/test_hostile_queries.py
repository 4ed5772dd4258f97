"""Filters, orders, columns and marks made by somebody who means no good: refused or answered, never a fault of ours."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.api import endpoint
from guanxi.api.tests.world import World
from guanxi.engine.filters.tree import OPERATORS

TRICKS = (
    "'; DROP TABLE customers_customer; --",
    '" OR 1=1 --',
    "%%",
    "%s",
    "\x00",
    "\ud800",
    "name__startswith",
    "owner__password",
    "T0.password",
    "customers_customer.name",
    "name) FROM people_user --",
    "1e309",
    "٣",
    "\u202e",
    "'||pg_sleep(9)||'",
    "\\",
    "a" * 300,
)
NAMES = (
    "name",
    "number",
    "employees",
    "annual_revenue",
    "owner",
    "owner.name",
    "created_at",
    "industry",
    "id",
    "parent",
)
few = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

words = st.one_of(st.sampled_from(TRICKS + NAMES), st.text(max_size=20))
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), words),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(words, inner, max_size=3)),
    max_leaves=6,
)
conditions = st.fixed_dictionaries(
    {"field": words}, optional={"op": st.sampled_from(sorted(OPERATORS)), "value": values}
)
filters = st.recursive(
    st.one_of(conditions, values),
    lambda inner: st.one_of(
        st.fixed_dictionaries({"all": st.lists(inner, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(inner, max_size=3)}),
        st.fixed_dictionaries({"not": inner}),
    ),
    max_leaves=8,
)


def ask(world: World, path: str, query: dict[str, str]) -> Any:
    endpoint.limits = endpoint.Local()
    # Half a character is no text that could be sent, its bytes are: names and values go out as bytes.
    told = {
        name.encode("utf-8", "surrogatepass"): text.encode("utf-8", "surrogatepass") for name, text in query.items()
    }
    answer = world.api("owner", "GET", path, query=told)  # an unexpected exception is raised by the client
    assert answer.status_code in (200, 400), answer.content
    if answer.status_code == 400:
        assert answer.json()["detail"]
    return answer


@few
@given(tree=filters)
def test_any_filter(world: World, tree: Any) -> None:
    ask(world, "customers", {"filter": json.dumps(tree), "count": "exact"})


@few
@given(field=st.sampled_from(NAMES), op=st.sampled_from(sorted(OPERATORS)), value=values)
def test_any_operand_of_a_real_field(world: World, field: str, op: str, value: Any) -> None:
    ask(world, "customers", {"filter": json.dumps({"field": field, "op": op, "value": value})})


@few
@given(text=st.text(max_size=60))
def test_any_text_as_a_filter(world: World, text: str) -> None:
    ask(world, "customers", {"filter": text})


@few
@given(names=st.lists(words, max_size=4), fields=st.lists(words, max_size=4))
def test_any_order_and_columns(world: World, names: list[str], fields: list[str]) -> None:
    ask(world, "customers", {"sort": ",".join(names)})
    ask(world, "customers", {"fields": ",".join(fields)})


@few
@given(text=words, limit=words, cursor=words, extra=words)
def test_any_other_parameter(world: World, text: str, limit: str, cursor: str, extra: str) -> None:
    ask(world, "customers", {"q": text})
    ask(world, "search", {"q": text})
    ask(world, "customers", {"limit": limit})
    ask(world, "customers", {"cursor": cursor})
    ask(world, "customers", {extra: "1"})


@pytest.mark.parametrize("trick", ["\ud800", "q\ud800", "\x00"])
def test_half_a_character_names_no_parameter(world: World, trick: str) -> None:
    assert ask(world, "customers", {trick: "1"}).status_code == 400
    assert ask(world, "search", {"q": "a", trick: trick}).status_code == 400


@few
@given(body=values)
def test_any_body(world: World, body: Any) -> None:
    endpoint.limits = endpoint.Local()
    for method, path in (("POST", "customers"), ("POST", "customers/bulk"), ("POST", "contacts")):
        told = {"name": "A", "affiliations": body} if path == "contacts" else body
        answer = world.api("owner", method, path, json.dumps(told))
        assert answer.status_code in (201, 200, 400, 422), answer.content


@few
@given(field=st.sampled_from(NAMES[:8]), value=values)
def test_any_value_of_a_real_field(world: World, field: str, value: Any) -> None:
    endpoint.limits = endpoint.Local()
    answer = world.api("owner", "POST", "customers", json.dumps({"name": "A", field.partition(".")[0]: value}))
    assert answer.status_code in (201, 400, 422), answer.content


@pytest.mark.parametrize(
    "shape",
    [
        ["+", 0, []],
        {"a": 1},
        [1, 2, 3],
        ["+sor+id", 0, ["a", {"u": "x"}]],
        ["+sor+id", 0, ["a", {}]],
        ["+sor+id", 0, [{"n": "NaN"}, {"u": 5}]],
        ["+sor+id", "x", ["a", None]],
        None,
        "x",
        ["+sor+id", 0, [5, {"u": "0190b7a0-0000-7000-8000-000000000000"}]],
        ["+sor+id", 0, [{"t": "2020-01-01"}, {"u": "0190b7a0-0000-7000-8000-000000000000"}]],
        ["+sor+id", 0, [True, True]],
        ["+sor+id", 0, ["a", 5]],
        ["+sor+id", 0, [{"d": "2020-01-01"}, "x"]],
    ],
)
def test_any_mark(world: World, shape: Any) -> None:
    import base64

    mark = base64.urlsafe_b64encode(json.dumps(shape).encode()).decode().rstrip("=")
    assert ask(world, "customers", {"cursor": mark}).status_code == 400
