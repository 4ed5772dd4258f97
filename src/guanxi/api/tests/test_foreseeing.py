"""A verb told before it is done: the same answers and refusals, and nothing changes."""

from guanxi.api.tests.world import World, fingerprint
from guanxi.people.models import Department


def test_what_a_merge_would_do_is_told_and_not_done(world: World) -> None:
    east, west = (Department._base_manager.get(name=name).pk for name in ("East", "West"))
    before = fingerprint()
    path, answers = f"departments/{east}/merge", {"into": str(west)}
    told = world.api("admin", "POST", path, answers, {"foresee": "true"})
    assert told.status_code == 200
    assert "3 people go to West." in told.json()["items"]
    assert world.api("admin", "POST", path, {"into": str(east)}, {"foresee": "true"}).status_code == 422
    assert world.api("admin", "POST", path, answers, {"foresee": "perhaps"}).status_code == 400
    assert (
        world.api("admin", "POST", f"users/{world.users['owner'].pk}/unlock", {}, {"foresee": "true"}).status_code
        == 400
    )
    for who, status in (("owner", 403), ("stranger", 403), (None, 401)):
        assert world.api(who, "POST", path, answers, {"foresee": "true"}).status_code == status
    assert fingerprint() == before
    assert world.api("admin", "POST", path, answers).status_code == 200
    assert Department._base_manager.get(pk=east).deleted_at is not None
