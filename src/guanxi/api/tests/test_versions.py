"""Two people change one record: nothing is overwritten unseen."""

from __future__ import annotations

from typing import Any

import pytest

from guanxi.api.tests.world import Api, fingerprint


@pytest.fixture
def record(api: Api) -> dict[str, Any]:
    made = api.make("owner", "customers", name="A", region="old")
    api("manager", "PATCH", f"customers/{made['id']}", {"region": "theirs"})
    return made


def test_if_match_refuses_any_change_since(api: Api, record: dict[str, Any]) -> None:
    path = f"customers/{record['id']}"
    before = fingerprint()
    for method, tail, body in (
        ("PATCH", "", {"address": "x"}),
        ("DELETE", "", None),
        ("POST", "/assign", {"to": record["owner"]["id"]}),
    ):
        answer = api("manager", method, path + tail, body, If_Match='"1"')
        assert (answer.status_code, answer.json()["version"]) == (412, 2)
    assert fingerprint() == before
    assert api("owner", "PATCH", path, {"address": "x"}, If_Match='"2"').json()["version"] == 3
    assert api("owner", "PATCH", path, {"address": "y"}, If_Match="*").json()["version"] == 4


@pytest.mark.parametrize("tag", ['W/"2"', '"two"', '"2-gzip"', '"99999999999999999999"'])
def test_a_tag_that_is_no_version_matches_none(api: Api, record: dict[str, Any], tag: str) -> None:
    assert api("owner", "PATCH", f"customers/{record['id']}", {"address": "x"}, If_Match=tag).status_code == 412


@pytest.mark.parametrize("tag", ["2", '"1", "2"', ""])
def test_what_is_no_tag_is_told(api: Api, record: dict[str, Any], tag: str) -> None:
    assert api("owner", "PATCH", f"customers/{record['id']}", {"address": "x"}, If_Match=tag).status_code == 400


def test_different_fields_merge(api: Api, record: dict[str, Any]) -> None:
    merged = api("owner", "PATCH", f"customers/{record['id']}", {"address": "mine", "version": 1}).json()
    assert (merged["region"], merged["address"], merged["version"]) == ("theirs", "mine", 3)


def test_the_same_field_tells_both_sides(api: Api, record: dict[str, Any]) -> None:
    before = fingerprint()
    answer = api("owner", "PATCH", f"customers/{record['id']}", {"region": "mine", "address": "x", "version": 1})
    assert answer.status_code == 409
    assert answer.json()["conflicts"] == {"region": {"yours": "mine", "theirs": "theirs", "base": "old"}}
    assert answer.json()["version"] == 2
    assert fingerprint() == before


@pytest.mark.parametrize("version", ["1", 1.5, True, 0, -1, 2**31, None])
def test_a_version_is_a_number(api: Api, record: dict[str, Any], version: Any) -> None:
    answer = api("owner", "PATCH", f"customers/{record['id']}", {"address": "x", "version": version})
    assert answer.status_code == (200 if version is None else 422)


def test_a_known_version_is_not_sent_again(api: Api, record: dict[str, Any]) -> None:
    path = f"customers/{record['id']}"
    for known in ('"2"', 'W/"2"', '"1", "2"', "*"):
        answer = api("owner", "GET", path, If_None_Match=known)
        assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", '"2"')
    assert api("owner", "GET", path, If_None_Match='"1"').status_code == 200
    assert api("stranger", "GET", path, If_None_Match='"2"').status_code == 404


def test_a_conflict_tells_nothing_of_a_field_that_may_not_be_read(api: Api) -> None:
    """The role may change customers but not read the revenue: naming it is an error, whatever happened to it."""
    from guanxi.engine.permissions.grants import FieldRule, Grant, Mode, Scope
    from guanxi.engine.permissions.policies import presets

    record = api.make("clerk", "customers", name="A", annual_revenue="1.00")
    api("clerk", "PATCH", f"customers/{record['id']}", {"annual_revenue": "777.00"})
    keeper = presets["warehouse_keeper"]
    grant = Grant("customers", frozenset(("read", "update")), Scope.ALL, role="warehouse_keeper")
    assert (
        FieldRule("customers", frozenset(("annual_revenue", "tax_number", "note")), Mode.HIDDEN, "warehouse_keeper")
        in keeper.rules
    )
    keeper.grants.append(grant)
    try:
        answer = api("keeper", "PATCH", f"customers/{record['id']}", {"annual_revenue": "2", "version": 1})
    finally:
        keeper.grants.remove(grant)
    assert answer.status_code == 422
    assert "777" not in answer.content.decode()
    assert answer.json()["errors"] == [{"field": "annual_revenue", "messages": ["There is no field “annual_revenue”."]}]
