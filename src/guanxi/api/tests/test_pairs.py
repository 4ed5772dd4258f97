"""Possible duplicates for programs: who sees both reads and decides, nobody else learns or changes anything."""

from __future__ import annotations

from typing import Any

import pytest

from guanxi.api.tests.world import NOISE, World
from guanxi.engine.jobs import Job
from guanxi.engine.models import MatchPair
from guanxi.engine.testing import run_jobs_now
from guanxi.engine.testing.tables import unchanged

pytestmark = pytest.mark.django_db
LANYU = {"name": "宁波澜屿精工机械有限公司", "phone": "+8613812342051"}
QUEUE = "customers/duplicates"


def make(world: World, who: str, **values: Any) -> str:
    return str(world.api.make(who, "customers", **LANYU, **values)["id"])


def look(world: World) -> dict[str, Any]:
    answer = world.api("admin", "POST", f"{QUEUE}/look")
    assert answer.status_code == 202, answer.content
    run_jobs_now()
    told: dict[str, Any] = answer.json()
    return told


def test_pairs_are_looked_for_read_and_decided(world: World) -> None:
    one, other = make(world, "owner"), make(world, "teammate")
    job = look(world)["job"]
    assert world.api("admin", "GET", f"jobs/{job}").json()["state"] == "done"
    answer = world.api("manager", "GET", QUEUE).json()
    assert answer["next"] is None
    pair = answer["items"][0]
    assert set(pair["records"]) == {one, other}
    assert pair["sure"] is True
    assert {reason["kind"] for reason in pair["reasons"]} == {"name", "phone"}
    assert (pair["state"], pair["decided_by"], pair["decided_at"]) == ("open", None, None)
    said = world.api("manager", "POST", QUEUE, {"records": [one, other], "state": "different"})
    assert said.json() == {"records": [one, other], "state": "different", "pairs": 1}
    assert world.api.items("manager", QUEUE) == []
    kept = world.api.items("manager", QUEUE, state="different")
    assert kept[0]["decided_by"] == str(world.users["manager"].pk)


def test_pages_lead_on(world: World) -> None:
    for _n in range(3):
        make(world, "owner")
    look(world)
    first = world.api("manager", "GET", QUEUE, query={"limit": 2}).json()
    rest = world.api("manager", "GET", QUEUE, query={"limit": 2, "cursor": first["next"]}).json()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)
    for wrong in ({"limit": 0}, {"limit": 101}, {"cursor": "x"}, {"state": "never"}, {"sort": "score"}):
        assert world.api("manager", "GET", QUEUE, query=wrong).status_code == 400


def test_who_may_not_see_both_learns_nothing_and_changes_nothing(world: World) -> None:
    ours, west = make(world, "owner"), make(world, "stranger")
    look(world)
    assert world.api.items("manager", QUEUE) == []
    assert len(world.api.items("clerk", QUEUE)) == 1
    body = {"records": [ours, west], "state": "different"}
    read_only = world.token("clerk", "read:customers")
    with unchanged(*NOISE, "engine_event"):
        assert world.api("manager", "POST", QUEUE, body).status_code == 404
        for who in ("owner", "teammate", "stranger"):
            assert world.api(who, "GET", QUEUE).status_code == 403
            assert world.api(who, "POST", QUEUE, body).status_code == 403
            assert world.api(who, "POST", f"{QUEUE}/look").status_code == 403
        assert world.api("keeper", "GET", QUEUE).status_code in (403, 404)
        assert world.api("manager", "POST", f"{QUEUE}/look").status_code == 403
        assert world.api(read_only, "POST", QUEUE, body).status_code in (403, 404)
        assert world.api("admin", "POST", "notes/duplicates/look").status_code == 404
        assert world.api("admin", "GET", "notes/duplicates").status_code == 404
    assert not MatchPair.objects.exclude(state="open").exists()
    assert Job._base_manager.filter(name="duplicates.match").count() == 1


def test_each_is_told_of_the_addresses_that_are_open_to_them(world: World) -> None:
    paths = {who: world.api(who, "GET", "openapi.json").json()["paths"] for who in ("admin", "manager", "owner")}
    assert set(paths["manager"][f"/api/v1/{QUEUE}"]) == {"get", "post"}
    assert f"/api/v1/{QUEUE}" not in paths["owner"]
    assert [f"/api/v1/{QUEUE}/look" in paths[who] for who in ("admin", "manager")] == [True, False]


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"records": "x", "state": "later"},
        {"records": [1, 2], "state": "later"},
        {"records": [], "state": "later"},
        {"records": None, "state": "later"},
        {"state": "later"},
        {"records": ["019c0000-0000-7000-8000-0000000000aa"] * 2, "state": "later"},
        {"records": ["019c0000-0000-7000-8000-0000000000aa", "019c0000-0000-7000-8000-0000000000ab"], "state": "same"},
        {"records": ["019c0000-0000-7000-8000-0000000000aa", "019c0000-0000-7000-8000-0000000000ab"], "state": 1},
        {"records": [], "state": "later", "why": "x"},
    ],
)
def test_wrong_bodies_are_told_by_field(world: World, wrong: dict[str, Any]) -> None:
    answer = world.api("clerk", "POST", QUEUE, wrong)
    assert answer.status_code == 422
    assert answer.json()["errors"]
