"""Collections: filters, orders, columns, pages and counts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guanxi.api.tests.world import Api


@pytest.fixture
def stocked(api: Api) -> Api:
    for number in range(7):
        api.make(
            "owner", "customers", name=f"C{number}", employees=number % 3 or None, region="南" if number < 4 else "北"
        )
    return api


def test_pages_lead_forwards_and_back(stocked: Api) -> None:
    first = stocked("owner", "GET", "customers", query={"limit": 3, "sort": "-name", "fields": "name"}).json()
    assert [row["name"] for row in first["items"]] == ["C6", "C5", "C4"]
    assert first["previous"] is None
    assert set(first["items"][0]) == {"id", "version", "name"}
    query = {"limit": 3, "sort": "-name", "fields": "name"}
    second = stocked("owner", "GET", "customers", query={**query, "cursor": first["next"]}).json()
    assert [row["name"] for row in second["items"]] == ["C3", "C2", "C1"]
    back = stocked("owner", "GET", "customers", query={**query, "cursor": second["previous"]}).json()
    assert back["items"] == first["items"]
    last = stocked("owner", "GET", "customers", query={**query, "cursor": second["next"]}).json()
    assert ([row["name"] for row in last["items"]], last["next"]) == (["C0"], None)


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ({"field": "region", "op": "eq", "value": "南"}, "C0 C1 C2 C3"),
        ({"field": "employees", "op": "empty"}, "C0 C3 C6"),
        ({"field": "employees", "op": "between", "value": [2, 9]}, "C2 C5"),
        ({"field": "name", "op": "in", "value": ["C1", "C9"]}, "C1"),
        ({"not": {"field": "region", "op": "startswith", "value": "南"}}, "C4 C5 C6"),
        (
            {"any": [{"field": "name", "op": "eq", "value": "C0"}, {"field": "employees", "op": "gt", "value": 1}]},
            "C0 C2 C5",
        ),
        ({"field": "owner", "op": "eq", "value": "me"}, "C0 C1 C2 C3 C4 C5 C6"),
        ({"field": "owner.department.name", "op": "eq", "value": "West"}, ""),
        ({"field": "created_at", "op": "within", "value": "today"}, "C0 C1 C2 C3 C4 C5 C6"),
        ({"all": []}, "C0 C1 C2 C3 C4 C5 C6"),
    ],
)
def test_filters(stocked: Api, condition: dict[str, Any], names: str) -> None:
    rows = stocked.items("owner", "customers", filter=json.dumps(condition), fields="name")
    assert " ".join(row["name"] for row in rows) == names


def test_counts(stocked: Api) -> None:
    for kind in ("bounded", "exact"):
        told = stocked("owner", "GET", "customers", query={"count": kind, "limit": 1}).json()["count"]
        assert told == {"value": 7, "exact": True}


def test_lines_come_when_their_name_is_asked_for(api: Api) -> None:
    company = api.make("owner", "customers", name="C")
    api.make("owner", "contacts", name="P", affiliations=[{"customer": company["id"], "job_title": "Buyer"}])
    (row,) = api.items("owner", "contacts", fields="name,affiliations")
    assert set(row) == {"id", "version", "name", "affiliations"}
    assert row["affiliations"][0]["customer"]["label"] == "C"
    assert set(api.items("owner", "contacts", fields="name")[0]) == {"id", "version", "name"}


def test_a_masked_field_shows_its_outline_and_a_hidden_one_not_at_all(api: Api) -> None:
    api.make("owner", "contacts", name="P", mobile="13800138000", birthday="1990-02-03")
    (row,) = api.items("marketer", "contacts")
    assert row["mobile"] == {"masked": "138****8000"}
    assert row["phone"] is None
    assert "birthday" not in row


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ({"nope": "1"}, "nope"),
        ({"limit": "0"}, "limit"),
        ({"limit": "501"}, "limit"),
        ({"limit": "x"}, "limit"),
        ({"limit": "99999999999999999999"}, "limit"),
        ({"count": "all"}, "count"),
        ({"deleted": "1"}, "deleted"),
        ({"sort": "nope"}, "nope"),
        ({"sort": "note"}, "note"),
        ({"sort": "name,,"}, ""),
        ({"sort": "name,number,phone,email,region"}, "4"),
        ({"fields": "name,nope"}, "nope"),
        ({"cursor": "AAAA"}, ""),
        ({"q": "x" * 201}, ""),
        ({"filter": "{"}, "JSON"),
        ({"filter": "[]"}, "filter"),
        ({"filter": '{"field": "name", "op": "regex", "value": "x"}'}, "regex"),
        ({"filter": '{"field": "employees", "op": "contains", "value": "x"}'}, "employees"),
        ({"filter": '{"field": "employees", "op": "eq", "value": NaN}'}, "JSON"),
        ({"filter": '{"field": "annual_revenue", "op": "gt", "value": "Infinity"}'}, "annual_revenue"),
    ],
)
def test_a_bad_query_is_told_and_not_guessed(api: Api, query: dict[str, str], word: str) -> None:
    answer = api("owner", "GET", "customers", query=query)
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert word in answer.json()["detail"]


def test_a_parameter_is_given_once(api: Api) -> None:
    assert api("owner", "GET", "customers?limit=1&limit=2").status_code == 400


def test_a_list_costs_few_queries(stocked: Api, django_assert_max_num_queries: Any) -> None:
    stocked("owner", "GET", "customers")
    with django_assert_max_num_queries(4):
        stocked("owner", "GET", "customers", query={"limit": 50})
