"""A company's own kind of record in the browser, for programs and in files, by the rights of real people."""

from __future__ import annotations

import io
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from guanxi.cli.registry import Commands
from guanxi.engine import checks, exports, gate, imports
from guanxi.engine.customentities.icons import ICONS
from guanxi.engine.customfields import living
from guanxi.engine.reading import Query, read_one, read_page
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.people import tokens
from guanxi.people.models import Role
from guanxi.web import checks as faces
from guanxi.web import icons
from tests.engine.kinds import KINDS, face, shipments
from tests.house import House

pytestmark = pytest.mark.django_db
SHIPPED = "sample-shipments"


@pytest.fixture
def row(house: House) -> Any:
    """The kind, on customers, and a right of sales to their own."""
    made = shipments(house["admin"], relations=[{"target": "customers"}])
    role = Role._base_manager.get(key="sales_representative")
    line = {"entity": SHIPPED, "verbs": "read create update delete restore import export", "scope": "own"}
    gate.update(registry["roles"], role.pk, {"permissions": [line]}, actor=house["admin"])
    return made


def browser(house: House, who: str) -> Client:
    client = Client()
    client.force_login(house[who])
    return client


def program(house: House, who: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {tokens.make(house[who], 'test')}"})


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path, follow=True)
    assert answer.status_code == status, (path, answer.status_code)
    return b"".join(answer).decode() if answer.streaming else answer.content.decode()


def test_pages(house: House, row: Any) -> None:
    customer = gate.create(registry["customers"], {"name": "Pier Ltd"}, actor=house["owner"]).pk
    client = browser(house, "owner")
    home = text(client, "/")
    assert "Sample shipments" in home
    page = text(client, f"/customers/{customer}/")
    assert f"/{SHIPPED}/new/?custom_customer={customer}" in page
    form = text(client, f"/{SHIPPED}/new/?custom_customer={customer}")
    assert "Pier Ltd" in form
    sent = {"name": "Red cloth", "custom_customer": str(customer), "stage": "sent"}
    assert client.post(f"/{SHIPPED}/new/", sent).status_code == 302
    (made,) = read_page(face(row), house["owner"], Query(fields=("name", "number", "custom_customer"))).rows
    assert str(made["custom_customer"]) == "Pier Ltd"
    one = f"/{SHIPPED}/{made['id']}/"
    for path in (one, f"{one}edit/", f"{one}history/", f"{one}print/", f"/{SHIPPED}/", f"/{SHIPPED}/?layout=board"):
        assert "Red cloth" in text(client, path), path
    for path in (f"/{SHIPPED}/filter/", f"/{SHIPPED}/columns/", f"/{SHIPPED}/import/"):
        text(client, path)
    text(browser(house, "admin"), f"{one}who/")
    assert "Red cloth" in text(client, f"/customers/{customer}/")
    assert "Red cloth" in text(client, "/search/?q=Red+cloth")
    assert made["number"] in text(client, f"/search/?q={made['number']}")
    assert "Red cloth" in text(client, f"/options/{SHIPPED}/?q=red")
    assert "Sample shipments" in text(browser(house, "admin"), f"/users/{house.keys['owner']}/rights/")
    stranger = browser(house, "stranger")
    assert "Red cloth" not in text(stranger, f"/{SHIPPED}/")
    text(stranger, one, 404)
    text(browser(house, "executive"), f"/{SHIPPED}/", 404)


def test_the_page_of_a_kind_lists_its_fields_and_leads_to_new_ones(house: House, row: Any) -> None:
    client = browser(house, "admin")
    fields = registry["custom-fields"]
    gate.create(fields, {"label": "Weave", "entity": SHIPPED}, actor=house["admin"])
    gate.create(fields, {"label": "Shoe size", "entity": "customers"}, actor=house["admin"])
    page = text(client, f"/custom-entities/{row.pk}/")
    assert f"/custom-fields/new/?entity={SHIPPED}" in page
    assert "Weave" in page
    assert "Shoe size" not in page
    gate.delete(KINDS, row.pk, actor=house["admin"])
    assert "Weave" not in text(client, f"/custom-entities/{row.pk}/")


def test_its_face_has_no_faults_and_every_icon_is_in_the_sprite(row: Any) -> None:
    living.refresh()
    assert [*checks.problems(face(row)), *faces.problems(face(row))] == []
    assert {key for key, _label in ICONS} <= icons.names()


def test_new_words_are_in_the_navigation_of_the_next_page(house: House, row: Any) -> None:
    client = browser(house, "owner")
    assert "Sample shipments" in text(client, "/")
    gate.update(KINDS, row.pk, {"label_plural": "Parcels sent"}, actor=house["admin"])
    assert "Parcels sent" in text(client, "/")
    assert "Parcels sent" in text(client, "/help/")


def test_a_card_is_put_into_another_column(house: House, row: Any) -> None:
    made = gate.create(face(row), {"name": "Red cloth"}, actor=house["owner"])
    client = browser(house, "owner")
    answer = client.post(f"/{SHIPPED}/{made.pk}/put/stage/?layout=board&layout_by=stage", {"to": "arrived"})
    assert answer.status_code < 400, answer.content
    assert read_one(face(row), made.pk, house["owner"])["stage"] == "arrived"


def test_programs(house: House, row: Any) -> None:
    client = program(house, "owner")
    body = {"name": "Red cloth", "stage": "arrived"}
    made = client.post(f"/api/v1/{SHIPPED}", body, content_type="application/json").json()
    assert (made["name"], made["stage"]) == ("Red cloth", "arrived")
    assert made["number"].startswith("SS-")
    one = f"/api/v1/{SHIPPED}/{made['id']}"
    moved = client.patch(one, {"stage": "lost"}, content_type="application/json", headers={"If-Match": '"1"'})
    assert moved.json()["stage"] == "lost"
    assert client.get(f"/api/v1/{SHIPPED}", {"q": "red"}).json()["items"][0]["id"] == made["id"]
    assert [hit["id"] for hit in client.get("/api/v1/search", {"q": "Red cloth"}).json()["items"]] == [made["id"]]
    assert SHIPPED in {item["name"] for item in client.get("/api/v1/").json()["items"]}
    told = {field["name"]: field for field in client.get(f"/api/v1/schema/{SHIPPED}").json()["fields"]}
    assert {"name", "number", "stage", "custom_customer", "owner"} <= set(told)
    described = client.get("/api/v1/openapi.json").json()
    assert f"/api/v1/{SHIPPED}/{{key}}" in described["paths"]
    assert client.get(f"{one}/history").json()["items"]
    assert client.delete(one).status_code in (200, 204)
    assert client.get(one).status_code == 404
    assert client.post(f"{one}/restore", {}, content_type="application/json").status_code == 200
    assert program(house, "executive").get(f"/api/v1/{SHIPPED}").status_code == 404
    admin = program(house, "admin")
    kinds = {"label": "Visit", "stages": [{"label": "Planned"}]}
    assert admin.post("/api/v1/custom-entities", kinds, content_type="application/json").status_code == 201
    refused = client.post("/api/v1/custom-entities", kinds, content_type="application/json")
    assert refused.status_code in (403, 404)
    assert len(read_page(KINDS, house["admin"], Query()).rows) == 2


def test_files_bring_it_in_and_take_it_out(house: House, row: Any) -> None:
    owner, shipped = house["owner"], face(row)
    gate.create(registry["customers"], {"name": "Pier Ltd"}, actor=owner)
    file = io.BytesIO(b"name,stage,Customer\nRed cloth,Arrived,Pier Ltd\nSilk,Lost,\n")
    work = imports.start(owner, shipped, file, "shipments.csv")
    assert set(work.mapping.values()) == {"name", "stage", "custom_customer"}
    imports.begin(work, owner)
    run_jobs_now()
    rows = read_page(shipped, owner, Query(sort=("name",))).rows
    assert [(one["name"], one["stage"], str(one["custom_customer"] or "")) for one in rows] == [
        ("Red cloth", "arrived", "Pier Ltd"),
        ("Silk", "lost", ""),
    ]
    whole = b"".join(exports.take(exports.Wanted(SHIPPED), owner)).decode("utf-8-sig")
    assert "Red cloth" in whole
    assert "Arrived" in whole
    assert not b"".join(exports.take(exports.Wanted(SHIPPED), house["stranger"])).decode().count("Red cloth")


def test_many_are_changed_at_once(house: House, row: Any) -> None:
    client, shipped = browser(house, "owner"), face(row)
    keys = [gate.create(shipped, {"name": name}, actor=house["owner"]).pk for name in ("a", "b")]
    body = {"ids": [str(key) for key in keys], "verb": "update", "values": {"stage": "lost"}}
    answer = program(house, "owner").post(f"/api/v1/{SHIPPED}/bulk", body, content_type="application/json")
    assert answer.status_code < 300, answer.content
    assert {one["stage"] for one in read_page(shipped, house["owner"], Query()).rows} == {"lost"}
    assert client.get(f"/{SHIPPED}/bulk/").status_code < 500


def test_people_talk_about_it_and_nothing_breaks_when_the_kind_goes(house: House, row: Any) -> None:
    owner, shipped = house["owner"], face(row)
    made = gate.create(shipped, {"name": "Red cloth"}, actor=owner)
    api = program(house, "owner")
    one = f"/api/v1/{SHIPPED}/{made.pk}"
    assert api.post(f"{one}/comments", {"body": "Sent?"}, content_type="application/json").status_code == 201
    note = api.post(f"{one}/notes", {"body": "Called."}, content_type="application/json")
    assert note.status_code == 201, note.content
    assert api.post(f"{one}/follow", {"wanted": True}, content_type="application/json").status_code < 300
    client = browser(house, "owner")
    assert "Sent?" in text(client, f"/{SHIPPED}/{made.pk}/")
    view = {"name": "Mine", "columns": "name"}
    client.post(f"/{SHIPPED}/views/save/", view)
    work = imports.start(owner, shipped, io.BytesIO(b"name\nSilk\n"), "shipments.csv")
    imports.begin(work, owner)
    run_jobs_now()
    exported = api.post(f"/api/v1/{SHIPPED}/export", {}, content_type="application/json")
    assert exported.status_code == 202, exported.content
    gate.delete(KINDS, row.pk, actor=house["admin"])
    for who in ("owner", "admin"):
        client = browser(house, who)
        for path in (
            "/", "/imports/", f"/imports/{work.pk}/", "/jobs/", "/notifications/", "/comments/", "/notes/",
            "/saved-views/", "/search/?q=Red", "/help/", "/calendar/", "/palette/?q=red", "/roles/", "/standing/",
            f"/users/{house.keys['owner']}/rights/", "/custom-fields/", "/settings/",
        ):  # fmt: skip
            answer = client.get(path, follow=True)
            assert answer.status_code < 500, path
            if path not in ("/search/?q=Red", "/palette/?q=red"):
                assert "Red cloth" not in answer.content.decode(), path
        text(client, f"/{SHIPPED}/", 404)
        text(client, f"/{SHIPPED}/{made.pk}/", 404)
        text(client, f"/imports/{work.pk}/")
    for path in ("notifications", "imports", "jobs", "comments", "notes", "", "openapi.json", "search?q=Red"):
        assert api.get(f"/api/v1/{path}").status_code < 500, path
    assert api.get(one).status_code == 404
    assert client.post(f"/imports/{work.pk}/do/undo/").status_code < 500
    run_jobs_now()
    gate.restore(KINDS, row.pk, actor=house["admin"])
    assert "Sent?" in text(browser(house, "owner"), f"/{SHIPPED}/{made.pk}/")


def test_a_process_follows_what_another_changed(house: House) -> None:
    admin = house["admin"]
    client = browser(house, "admin")
    text(client, f"/{SHIPPED}/", 404)
    gate.create(KINDS, {"label": "Sample shipment", "label_plural": "Sample shipments"}, actor=admin)
    assert SHIPPED not in registry, "another process commits; this one isn't told"
    assert "Sample shipments" in text(client, f"/{SHIPPED}/")
    living.clear()
    made = CliRunner().invoke(Commands(name="guanxi"), ["export", SHIPPED, "-"])
    assert made.exit_code == 0, made.output
