"""One record over HTTP: created, read, changed, deleted, restored, by those who may."""

from __future__ import annotations

import uuid

import pytest

from guanxi.api.tests.world import Api, World, fingerprint
from guanxi.engine.registry import registry
from guanxi.people.models import Token

COMPANY = {
    "name": "宁波澜屿精工机械有限公司",
    "phone": "13800138000",
    "annual_revenue": "12.50",
    "industry": "machinery",
}


def test_a_record_lives_from_creation_to_restoration(api: Api) -> None:
    made = api("owner", "POST", "customers", COMPANY)
    assert made.status_code == 201
    record = made.json()
    assert made.headers["Location"] == f"/api/v1/customers/{record['id']}"
    assert made.headers["ETag"] == '"1"'
    assert record["annual_revenue"] == "12.50"
    assert record["phone"] == "+8613800138000"
    assert record["owner"]["label"] == "Owner"
    assert record["parent"] is None

    path = f"customers/{record['id']}"
    read = api("owner", "GET", path)
    assert (read.status_code, read.json()) == (200, record)

    changed = api("owner", "PATCH", path, {"region": "浙江"})
    assert (changed.status_code, changed.json()["region"], changed.headers["ETag"]) == (200, "浙江", '"2"')

    assert api("owner", "DELETE", path).status_code == 204
    assert api("owner", "GET", path).status_code == 404
    assert api("owner", "GET", path, query={"deleted": "true"}).json()["region"] == "浙江"
    assert [row["id"] for row in api.items("owner", "customers", deleted="true")] == [record["id"]]

    restored = api("owner", "POST", f"{path}/restore")
    assert (restored.status_code, restored.json()["deleted_at"], restored.json()["version"]) == (200, None, 4)

    told = api("owner", "GET", f"{path}/history").json()["items"]
    assert [one["verb"] for one in told] == ["restore", "delete", "update", "create"]
    changes = {change.pop("field"): change for change in told[2]["changes"]}
    assert changes.keys() == {"region", "division"}  # where it lies follows from what it says
    assert changes["region"] == {"from": "", "to": "浙江"}
    assert {one["via"] for one in told} == {"api"}
    assert told[0]["actor"]["label"] == "Owner"


def test_history_goes_on_page_by_page(api: Api) -> None:
    path = f"customers/{api.make('owner', 'customers', name='A')['id']}"
    for region in "bcd":
        api("owner", "PATCH", path, {"region": region})
    first = api("owner", "GET", f"{path}/history", query={"limit": 3}).json()
    assert [one["version"] for one in first["items"]] == [4, 3, 2]
    rest = api("owner", "GET", f"{path}/history", query={"limit": 3, "cursor": first["next"]}).json()
    assert ([one["version"] for one in rest["items"]], rest["next"]) == ([1], None)


def test_what_was_read_can_be_sent_back_as_it_is(api: Api) -> None:
    record = api.make("owner", "customers", **COMPANY)
    again = api("owner", "PATCH", f"customers/{record['id']}", record)
    assert (again.status_code, again.json()) == (200, record)
    contact = api.make("owner", "contacts", name="沈嘉禾", affiliations=[{"customer": record["id"], "part": "buys"}])
    assert contact["affiliations"][0]["customer"] == {"id": record["id"], "label": COMPANY["name"]}
    again = api("owner", "PATCH", f"contacts/{contact['id']}", contact)
    assert (again.status_code, again.json()) == (200, contact)


@pytest.mark.parametrize("entity", [entity.name for entity in registry])
def test_every_entity_has_its_endpoints(api: Api, entity: str) -> None:
    assert api("admin", "GET", entity).status_code == 200
    assert api("admin", "GET", f"schema/{entity}").json()["name"] == entity
    missing = api("admin", "GET", f"{entity}/{uuid.uuid4()}")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")


def test_errors_name_their_fields_and_lines(api: Api) -> None:
    answer = api("owner", "POST", "contacts", {"mobile": "12", "nope": 1, "affiliations": [{"customer": "?", "x": 1}]})
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    fields = {error["field"] for error in answer.json()["errors"]}
    assert fields == {"name", "mobile", "nope", "affiliations.0.customer", "affiliations.0.x"}


WRITES = [
    ("PATCH", "", {"region": "x"}),
    ("DELETE", "", None),
    ("POST", "/restore", None),
    ("POST", "/assign", {"to": str(uuid.uuid4())}),
]


@pytest.mark.parametrize(("method", "tail", "body"), WRITES)
@pytest.mark.parametrize(
    ("who", "status"),
    [("stranger", 404), ("teammate", 404), ("keeper", 403), ("read-only", 403), (None, 401), ("gx_wrong", 401)],
)
def test_a_refused_write_changes_nothing(
    world: World, who: str | None, status: int, method: str, tail: str, body: dict[str, str] | None
) -> None:
    api = world.api
    api.tokens["read-only"] = world.token("owner", "read")
    path = f"customers/{api.make('owner', 'customers', **COMPANY)['id']}"
    if tail == "/restore":
        api("owner", "DELETE", path)
    if tail == "/assign" and who == "teammate":
        assert api("owner", "POST", path + tail, body).status_code == 403
    before = fingerprint()
    answer = api(who, method, path + tail, body)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert COMPANY["name"] not in answer.content.decode()
    assert fingerprint() == before


@pytest.mark.parametrize(("who", "sees"), [("owner", True), ("manager", True), ("admin", True), ("keeper", True)])
def test_who_may_see_a_record_sees_it(api: Api, who: str, sees: bool) -> None:
    record = api.make("owner", "customers", **COMPANY)
    assert api(who, "GET", f"customers/{record['id']}").status_code == 200
    assert [row["id"] for row in api.items(who, "customers")] == [record["id"]]


@pytest.mark.parametrize("who", ["stranger", "teammate"])
def test_who_may_not_see_a_record_meets_it_nowhere(api: Api, who: str) -> None:
    record = api.make("owner", "customers", **COMPANY)
    path = f"customers/{record['id']}"
    assert [api(who, "GET", path + tail).status_code for tail in ("", "/history")] == [404, 404]
    listed = api(who, "GET", "customers", query={"count": "exact", "q": "澜屿"}).json()
    assert (listed["items"], listed["count"]) == ([], {"value": 0, "exact": True})
    assert api(who, "GET", "search", query={"q": "澜屿"}).json()["items"] == []
    done = api(
        who, "POST", "customers/bulk", {"ids": [record["id"]], "verb": "update", "values": {"region": "x"}}
    ).json()
    assert (done["done"], done["refused"][record["id"]]["code"]) == ([], "not_found")


def test_a_change_that_takes_the_record_away_answers_with_its_version_only(api: Api, world: World) -> None:
    record = api.make("clerk", "customers", **COMPANY)
    api("clerk", "POST", f"customers/{record['id']}/assign", {"to": str(world.users["owner"].pk)})
    moved = api("manager", "POST", f"customers/{record['id']}/assign", {"to": str(world.users["stranger"].pk)})
    assert (moved.status_code, moved.json()) == (200, {"id": record["id"], "version": 3})


def test_a_token_good_for_writing_only_reads_nothing(world: World) -> None:
    world.api.tokens["writer"] = world.token("owner", "write:customers")
    made = world.api("writer", "POST", "customers", COMPANY)
    assert (made.status_code, set(made.json())) == (201, {"id", "version"})
    refused = world.api("writer", "GET", f"customers/{made.json()['id']}")
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert 'scope="read"' in refused.headers["WWW-Authenticate"]
    assert world.api("writer", "POST", "contacts", {"name": "x"}).status_code == 403


def test_a_token_for_one_entity_finds_no_other(world: World) -> None:
    world.api.tokens["reader"] = world.token("owner", "read:customers")
    assert [item["name"] for item in world.api.items("reader", "")] == ["customers"]
    assert world.api("reader", "GET", "contacts").status_code == 403
    assert world.api("reader", "GET", "schema/contacts").status_code == 403
    assert world.api("reader", "GET", "search", query={"q": "a", "entities": "contacts"}).status_code == 403
    paths = world.api("reader", "GET", "openapi.json").json()["paths"]
    assert not [path for path in paths if path.startswith("/api/v1/contacts")]


def test_a_revoked_token_and_a_deactivated_user_are_out_at_once(world: World) -> None:
    assert world.api("owner", "GET", "customers").status_code == 200
    user = world.users["owner"]
    answer = world.api("admin", "POST", f"users/{user.pk}/deactivate")
    assert answer.status_code == 200, answer.content
    assert world.api("owner", "GET", "customers").status_code == 401
    assert Token.objects.filter(user=user, revoked_at__isnull=True).count() == 0
