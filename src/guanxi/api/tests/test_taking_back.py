"""Programs take back a configuration that was brought in: seen first, and refused where later work would be lost."""

from __future__ import annotations

import json

from guanxi.api.tests.world import World, fingerprint
from guanxi.engine import configuration, gate
from guanxi.engine.models import Move
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now

MOVES = registry["configuration-moves"]
DOCUMENT = {"format": 1, "records": {"roles": [{"key": "taster", "name": "Taster"}, {"key": "idle", "name": "Idle"}]}}


def brought(world: World) -> str:
    admin = world.users["admin"]
    key = configuration.receive(admin, json.dumps(DOCUMENT).encode(), "test.json").pk
    gate.act(MOVES, key, "apply", actor=admin)
    run_jobs_now()
    return f"configuration-moves/{key}"


def state(place: str) -> str:
    return str(Move._base_manager.get(pk=place.partition("/")[2]).state)


def test_it_is_seen_first_and_all_or_nothing(world: World) -> None:
    place = brought(world)
    before = fingerprint()
    ahead = world.api("admin", "POST", f"{place}/undo?foresee=true")
    assert ahead.json() == {"items": ["Role “Idle”: goes to the recycle bin", "Role “Taster”: goes to the recycle bin"]}
    assert fingerprint() == before
    for who in ("owner", "teammate", "manager", "stranger", "clerk"):
        for path in (f"{place}/undo", f"{place}/undo?foresee=true"):
            assert world.api(who, "POST", path, {"leave": True}).status_code in (403, 404)
    assert fingerprint() == before

    role = registry["roles"].manager().get(key="taster")
    lines = [{"role": str(role.pk)}]
    gate.update(registry["users"], world.users["clerk"].pk, {"roles": lines}, actor=world.users["admin"], given="json")
    before = fingerprint()
    refused = world.api("admin", "POST", f"{place}/undo")
    assert refused.status_code == 422
    assert "it is used by 1 user" in str(refused.json()["errors"])
    assert (fingerprint(), state(place)) == (before, "applied")
    assert world.api("admin", "POST", f"{place}/undo", {"leave": True}, Idempotency_Key="u").status_code == 200
    run_jobs_now()
    assert world.api("admin", "POST", f"{place}/undo", {"leave": True}, Idempotency_Key="u").status_code == 200
    assert state(place) == "undone"
    left = registry["roles"].manager().filter(deleted_at__isnull=True, key__in=["taster", "idle"])
    assert [one.key for one in left] == ["taster"]
