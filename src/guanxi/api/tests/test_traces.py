"""Who saw what, asked by a program."""

from guanxi.api.tests.world import World, fingerprint
from guanxi.engine.reading import watching


def test_traces_are_for_who_may_know(world: World) -> None:
    watching._noted.clear()
    made = world.api.make("owner", "customers", name="Northwind", tax_number="91371500MA3D")
    world.api.items("owner", "customers")
    before = fingerprint()
    told = world.api("admin", "GET", "traces", query={"verb": "see", "record": made["id"]}).json()
    assert [(one["verb"], one["told"]) for one in told["items"]] == [("see", {"fields": ["tax_number"]})]
    assert told["items"][0]["actor"] == str(world.users["owner"].pk)
    assert told["next"] is None
    for bad in ({"verb": "update"}, {"actor": "x"}, {"limit": "0"}, {"cursor": "x"}, {"what": "1"}):
        assert world.api("admin", "GET", "traces", query=bad).status_code == 400
    for who, status in (("owner", 404), ("stranger", 404), ("clerk", 404), (None, 401)):
        assert world.api(who, "GET", "traces").status_code == status
    assert fingerprint() == before


def test_a_masked_value_is_shown_only_with_the_right(world: World) -> None:
    made = world.api.make("owner", "contacts", name="Mei", mobile="13800006120")
    before = fingerprint()
    path, asked = f"contacts/{made['id']}/reveal", {"field": "mobile", "why": "a call"}
    for who, status in (("marketer", 403), ("owner", 403), ("stranger", 404), (None, 401)):
        assert world.api(who, "POST", path, asked).status_code == status
    assert world.api("marketer", "POST", path, {"field": "mobile"}).status_code == 422
    assert fingerprint() == before
