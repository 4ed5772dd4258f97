"""Programs that make records: told of possible duplicates, or refused, as they or the company want."""

from __future__ import annotations

from typing import Any

import pytest

from guanxi.api.tests.world import Api, World, fingerprint
from guanxi.engine.duplicates import finding

LANYU = {"name": "宁波澜屿精工机械有限公司", "phone": "13812342051"}
AGAIN = {"name": "澜屿精工机械", "phone": "138 1234 2051"}


@pytest.fixture(autouse=True)
def _afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "_limits", finding.Local())


def test_nothing_is_said_unless_it_is_asked(api: Api) -> None:
    api.make("owner", "customers", **LANYU)
    assert "possible_duplicates" not in api.make("owner", "customers", **AGAIN)


def test_asked_it_is_told_with_the_new_record(api: Api) -> None:
    first = api.make("owner", "customers", **LANYU)
    answer = api("owner", "POST", "customers", AGAIN, {"duplicates": "tell"})
    assert answer.status_code == 201
    (one,) = answer.json()["possible_duplicates"]
    assert (one["id"], one["title"], one["owner"]) == (first["id"], LANYU["name"], "Owner")
    assert [reason["kind"] for reason in one["reasons"]] == ["name", "phone"]
    assert one["score"] > 0.9
    assert (
        api("owner", "POST", "customers", {"name": "Nobody Else"}, {"duplicates": "tell"}).json()["possible_duplicates"]
        == []
    )


@pytest.mark.parametrize(
    ("who", "told"), [("owner", True), ("manager", True), ("teammate", False), ("stranger", False)]
)
def test_refused_nothing_is_made(api: Api, who: str, told: bool) -> None:
    first = api.make("owner", "customers", **LANYU)
    before = fingerprint()
    answer = api(who, "POST", "customers", AGAIN, {"duplicates": "refuse"})
    assert (answer.status_code, answer.json()["code"]) == (409, "possible_duplicates")
    (one,) = answer.json()["possible_duplicates"]
    assert one["owner"] == "Owner"
    assert (one["id"], one["title"]) == ((first["id"], LANYU["name"]) if told else (None, None))
    assert bool(one["reasons"]) is told
    assert fingerprint() == before


def test_what_is_only_like_is_no_reason_to_refuse(api: Api) -> None:
    api.make("owner", "customers", **LANYU)
    answer = api("owner", "POST", "customers", {"name": "澜屿精工"}, {"duplicates": "refuse"})
    assert (answer.status_code, len(answer.json()["possible_duplicates"])) == (201, 1)


def test_the_company_says_what_happens_where_the_program_does_not(api: Api, settings: Any) -> None:
    api.make("owner", "customers", **LANYU)
    settings.DUPLICATES_BY_PROGRAMS = "refuse"
    assert api("owner", "POST", "customers", AGAIN).status_code == 409
    assert api("owner", "POST", "customers", AGAIN, {"duplicates": "ignore"}).status_code == 201
    assert api("owner", "POST", "notes", {"body": "a note"}).status_code == 201


def test_a_token_that_only_writes_reads_nothing_this_way(world: World, api: Api) -> None:
    api.make("owner", "customers", **LANYU)
    api.tokens["writer"] = world.token("owner", "write")
    told = api("writer", "POST", "customers", AGAIN, {"duplicates": "tell"})
    assert (told.status_code, told.json()["possible_duplicates"]) == (201, [])
    refused = api("writer", "POST", "customers", AGAIN, {"duplicates": "refuse"})
    assert (refused.status_code, refused.json()["possible_duplicates"]) == (409, [])


def test_where_nobody_looks_for_duplicates_the_parameter_is_unknown(api: Api) -> None:
    assert api("owner", "POST", "notes", {"body": "a note"}, {"duplicates": "tell"}).status_code == 400
    assert api("owner", "POST", "customers", LANYU, {"duplicates": "perhaps"}).status_code == 400
