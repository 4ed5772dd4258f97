"""Records become one by the API, and are taken apart again."""

from __future__ import annotations

import uuid
from typing import Any

from guanxi.api.tests.world import World, fingerprint


def two(world: World) -> tuple[dict[str, Any], dict[str, Any]]:
    owner = str(world.users["owner"].pk)
    first = world.api.make("manager", "customers", name="Aoxing", owner=owner, tags=["vip"], note="Pays late.")
    second = world.api.make("manager", "customers", name="Aoxing Ltd", owner=owner, tags=["north"], note="A dog.")
    world.api.make("manager", "contacts", name="Lin", owner=owner, affiliations=[{"customer": second["id"]}])
    return first, second


def test_they_become_one_and_two_again(world: World) -> None:
    first, second = two(world)
    place = f"customers/{first['id']}"
    asked = {
        "others": [second["id"]],
        "take": {"name": second["id"], "note": "all"},
        "versions": {first["id"]: first["version"], second["id"]: second["version"]},
        "reason": "the same",
    }
    done = world.api("manager", "POST", f"{place}/merge", asked, Idempotency_Key="m")
    assert done.status_code == 200, done.content
    told = done.json()
    assert told["record"]["name"] == "Aoxing Ltd"
    assert (told["record"]["tags"], told["record"]["note"]) == (["vip", "north"], "Pays late.\n\nA dog.")
    again = world.api("manager", "POST", f"{place}/merge", asked, Idempotency_Key="m")
    assert again.json() == told

    for method, path in (("GET", f"customers/{second['id']}"), ("PATCH", f"customers/{second['id']}")):
        gone = world.api("manager", method, path, {"name": "x"} if method == "PATCH" else None)
        assert (gone.status_code, gone.json()["code"]) == (410, "merged")
        assert gone.json()["merged_into"] == {"entity": "customers", "id": first["id"]}
    assert world.api("stranger", "GET", f"customers/{second['id']}").status_code == 404
    assert world.api.items("manager", f"customers/{second['id']}/history")[0]["verb"] == "merge"
    assert [one["merger"] for one in world.api.items("owner", f"{place}/mergers")] == [told["merger"]]

    ahead = world.api("manager", "POST", f"{place}/unmerge?foresee=true", {"merger": told["merger"]}).json()
    assert ahead == {"done": False, "records": [second["id"]], "back": {"contacts": 1}, "stayed": {}, "fields": []}
    back = world.api("manager", "POST", f"{place}/unmerge", {"merger": told["merger"]})
    assert back.json() == ahead | {"done": True}
    assert world.api("manager", "GET", f"customers/{second['id']}").json()["note"] == "A dog."
    assert world.api("manager", "POST", f"{place}/unmerge", {"merger": told["merger"]}).status_code == 409


def test_whoever_may_not_changes_nothing(world: World) -> None:
    first, second = two(world)
    asked = {"others": [second["id"]]}
    before = fingerprint()
    for who, status in (("owner", 403), ("teammate", 404), ("stranger", 404), ("marketer", 403), ("keeper", 403)):
        assert world.api(who, "POST", f"customers/{first['id']}/merge", asked).status_code == status, who
        merger = {"merger": str(uuid.uuid4())}
        assert world.api(who, "POST", f"customers/{first['id']}/unmerge", merger).status_code == status, who
    assert world.api("manager", "POST", f"notes/{first['id']}/merge", asked).status_code == 403
    wrong = (
        {"others": "x"},
        {"others": [second["id"]], "take": []},
        {"others": [second["id"]], "take": {"name": "nobody"}},
        {"others": [second["id"]], "versions": {second["id"]: "1"}},
        {"others": [second["id"]], "reason": 5},
        {"others": [second["id"]], "more": 1},
        {},
    )
    for body in wrong:
        assert world.api("manager", "POST", f"customers/{first['id']}/merge", body).status_code == 422, body
    stale = asked | {"versions": {second["id"]: second["version"] + 1}}
    assert world.api("manager", "POST", f"customers/{first['id']}/merge", stale).status_code == 409
    assert fingerprint() == before
