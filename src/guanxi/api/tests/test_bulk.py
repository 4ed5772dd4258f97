"""The same change to many records."""

from __future__ import annotations

from typing import Any

import pytest

from guanxi.api import bulk
from guanxi.api.tests.world import Api, World, fingerprint


@pytest.fixture
def ids(api: Api) -> list[str]:
    return [api.make("owner", "customers", name=f"C{number}", region="南")["id"] for number in range(3)]


def test_each_record_is_judged_by_itself(api: Api, ids: list[str]) -> None:
    foreign = api.make("stranger", "customers", name="Foreign")["id"]
    answer = api(
        "owner", "POST", "customers/bulk", {"ids": [*ids, foreign], "verb": "update", "values": {"region": "北"}}
    )
    assert answer.json()["done"] == ids
    assert answer.json()["refused"][foreign]["status"] == 404
    assert {row["region"] for row in api.items("owner", "customers")} == {"北"}
    assert api("stranger", "GET", f"customers/{foreign}").json()["version"] == 1


def test_a_filter_means_the_records_it_finds_now(api: Api, ids: list[str]) -> None:
    condition = {"field": "name", "op": "in", "value": ["C0", "C2"]}
    gone = api("owner", "POST", "customers/bulk", {"filter": condition, "verb": "delete"}).json()
    assert gone == {"done": [ids[0], ids[2]], "refused": {}}
    back = api("owner", "POST", "customers/bulk", {"filter": condition, "verb": "restore"}).json()
    assert back["done"] == [ids[0], ids[2]]
    assert len(api.items("owner", "customers")) == 3


def test_a_verb_of_the_entity(api: Api, world: World, ids: list[str]) -> None:
    body = {"ids": ids, "verb": "assign", "values": {"to": str(world.users["teammate"].pk)}}
    assert api("owner", "POST", "customers/bulk", body).json()["code"] == "not_allowed"
    assert api("manager", "POST", "customers/bulk", body).json()["done"] == ids
    assert len(api.items("teammate", "customers")) == 3


def test_bad_values_are_told_for_each_record(api: Api, ids: list[str]) -> None:
    before = fingerprint()
    body = {"ids": ids, "verb": "update", "values": {"employees": "many"}}
    answer = api("owner", "POST", "customers/bulk", body).json()
    assert answer["done"] == []
    assert {problem["errors"][0]["field"] for problem in answer["refused"].values()} == {"employees"}
    assert fingerprint() == before


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "verb"),
        ({"ids": [], "verb": "create"}, "verb"),
        ({"ids": [], "verb": ["update"]}, "verb"),
        ({"ids": [], "filter": {}, "verb": "update"}, "ids"),
        ({"verb": "update"}, "ids"),
        ({"ids": ["x"], "verb": "update"}, "ids"),
        ({"ids": [1], "verb": "update"}, "ids"),
        ({"ids": "all", "verb": "update"}, "ids"),
        ({"ids": [], "verb": "update", "values": []}, "values"),
        ({"ids": [], "verb": "delete", "values": {"name": "x"}}, "values"),
        ({"ids": [], "verb": "update", "force": True}, "force"),
    ],
)
def test_a_request_that_makes_no_sense(api: Api, body: dict[str, Any], field: str) -> None:
    answer = api("owner", "POST", "customers/bulk", body)
    assert answer.status_code == 422
    assert field in {error["field"] for error in answer.json()["errors"]}


def test_too_many_at_once(api: Api, ids: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST", 2)
    before = fingerprint()
    for which in ({"ids": ids}, {"filter": {}}):
        answer = api("owner", "POST", "customers/bulk", {**which, "verb": "delete"})
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_query")
    assert fingerprint() == before


def test_a_filter_can_not_name_what_may_not_be_read(api: Api) -> None:
    body = {"filter": {"field": "owner.username", "op": "eq", "value": "a"}, "verb": "update", "values": {}}
    assert api("owner", "POST", "customers/bulk", body).json()["code"] == "bad_query"
