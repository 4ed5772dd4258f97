"""A person's data through programs: what the page does, for those to whom the page offers it."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from guanxi.api.tests.world import World, fingerprint
from guanxi.engine import gate
from guanxi.engine.jobs import Job
from guanxi.engine.models import Event
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now

ELSEWHERE = "01a22792-4193-7202-8d9d-bc2ddec5c6c6/contacts"
OTHERS = ("owner", "teammate", "manager", "stranger", "clerk", "marketer")


@pytest.fixture(autouse=True)
def place(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA_DIR, settings.FILES_DIR = tmp_path, tmp_path / "files"


@pytest.fixture
def mei(world: World) -> str:
    """The path of a contact."""
    return f"contacts/{world.api.make('owner', 'contacts', name='Zhang Meilan', mobile='13800006120')['id']}"


@pytest.fixture
def notice(world: World) -> str:
    words = {"name": "Newsletter", "text": "Once a month."}
    return str(gate.create(registry["privacy-notices"], words, actor=world.users["admin"]).pk)


def wrong_fields(answer: Any) -> list[str]:
    return [one["field"] for one in answer.json()["errors"]]


def refused(world: World, who: str, method: str, path: str, body: Any = None) -> None:
    """Refused, and nothing happened."""
    before = fingerprint()
    answer = world.api(who, method, path, body)
    assert answer.status_code in (403, 404), (who, path, answer.content)
    assert fingerprint() == before


def test_everything_of_a_person_is_taken_out_once_and_fetched_by_who_asked(world: World, mei: str) -> None:
    begun = [world.api("admin", "POST", f"{mei}/disclose", Idempotency_Key="k") for _twice in range(2)]
    assert [answer.status_code for answer in begun] == [202, 202]
    assert begun[0].content == begun[1].content
    assert Job._base_manager.filter(name="privacy.disclose").count() == 1
    where = begun[0].headers["Location"].removeprefix("/api/v1/")
    assert world.api("admin", "GET", where).json()["file"] is None
    run_jobs_now()
    told = world.api("admin", "GET", where).json()
    assert (told["state"], told["entity"]) == ("done", "contacts")
    file = world.api("admin", "GET", told["file"].removeprefix("/api/v1/"))
    with zipfile.ZipFile(io.BytesIO(b"".join(file.streaming_content))) as packed:
        assert json.loads(packed.read("data.json"))["person"]["title"] == "Zhang Meilan"
    assert Event.objects.get(verb="disclose").actor == world.users["admin"].pk
    for who in OTHERS:
        assert world.api(who, "GET", where).status_code == 404
        assert world.api(who, "GET", f"{where}/file").status_code == 404


def test_who_may_not_takes_out_and_erases_nothing(world: World, mei: str) -> None:
    for who in OTHERS:
        refused(world, who, "POST", f"{mei}/disclose")
        refused(world, who, "POST", f"{mei}/erase", {"why": "asked", "sure": True})
        refused(world, who, "POST", f"{mei}/erase?foresee=true", {"why": "asked"})
    refused(world, world.token("admin", "read:contacts"), "POST", f"{mei}/disclose")
    refused(world, world.token("admin", "write:customers"), "POST", f"{mei}/erase", {"why": "asked", "sure": True})
    company = world.api.make("owner", "customers", name="Northwind")["id"]
    for deed, body in (("disclose", None), ("erase", {"why": "asked", "sure": True})):
        refused(world, "admin", "POST", f"customers/{company}/{deed}", body)


def test_it_is_seen_how_much_would_go_before_it_goes(world: World, mei: str) -> None:
    before = fingerprint()
    ahead = world.api("admin", "POST", f"{mei}/erase?foresee=true", {"why": "asked by letter"})
    assert ahead.json() == {"done": False, "records": 1, "events": 2, "files": 0}
    assert fingerprint() == before
    done = [
        world.api("admin", "POST", f"{mei}/erase", {"why": "asked by letter", "sure": True}, Idempotency_Key="e")
        for _twice in range(2)
    ]
    assert [answer.json() for answer in done] == [ahead.json() | {"done": True}] * 2
    assert Event.objects.filter(verb="erase", version__gt=0).count() == 1
    left = world.api("owner", "GET", mei).json()
    assert ("Meilan" in left["name"], left["mobile"]) == (False, "")
    assert Event.objects.get(verb="erase", version__gt=0).reason == "asked by letter"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"sure": True}, "why"),
        ({"why": " ", "sure": True}, "why"),
        ({"why": 1, "sure": True}, "why"),
        ({"why": "x" * 201, "sure": True}, "why"),
        ({"why": "asked"}, "sure"),
        ({"why": "asked", "sure": "true"}, "sure"),
        ({"why": "asked", "sure": True, "more": 1}, "more"),
    ],
)
def test_asking_wrongly_erases_nobody(world: World, mei: str, body: dict[str, Any], field: str) -> None:
    before = fingerprint()
    answer = world.api("admin", "POST", f"{mei}/erase", body)
    assert (answer.status_code, wrong_fields(answer)) == (422, [field])
    assert fingerprint() == before


def test_an_account_in_use_is_not_erased(world: World) -> None:
    before = fingerprint()
    for way in ("erase", "erase?foresee=true"):
        path = f"users/{world.users['stranger'].pk}/{way}"
        assert world.api("admin", "POST", path, {"why": "left", "sure": True}).status_code == 422
    assert fingerprint() == before


def test_what_a_person_said_is_added_to_and_never_changed(world: World, mei: str, notice: str) -> None:
    yes = {"notice": notice, "channel": "email", "way": "form", "said_at": "2026-11-01T10:00:00+08:00"}
    made = [world.api("owner", "POST", f"{mei}/consents", yes, Idempotency_Key="c") for _twice in range(2)]
    assert [answer.status_code for answer in made] == [201, 201]
    assert made[0].json() == made[1].json()
    no = {**yes, "given": False, "said_at": "2026-11-02T10:00:00+08:00"}
    assert world.api("owner", "POST", f"{mei}/consents", no).status_code == 201
    told = world.api.items("owner", f"{mei}/consents")
    assert [(one["given"], one["holds"], one["about"]["id"]) for one in told] == [
        (False, True, mei.partition("/")[2]),
        (True, False, mei.partition("/")[2]),
    ]
    first = made[0].headers["Location"].removeprefix("/api/v1/")
    for method, body in (("PATCH", {"given": False}), ("DELETE", None)):
        refused(world, "admin", method, first, body)


def test_consent_is_said_and_read_by_who_has_the_person(world: World, mei: str, notice: str) -> None:
    said = {"notice": notice, "channel": "email"}
    assert world.api("owner", "POST", f"{mei}/consents", said).status_code == 201
    for who in ("teammate", "stranger"):
        refused(world, who, "POST", f"{mei}/consents", said)
        refused(world, who, "GET", f"{mei}/consents")
    assert len(world.api.items("manager", f"{mei}/consents")) == 1
    company = world.api.make("owner", "customers", name="Northwind")["id"]
    refused(world, "owner", "POST", f"customers/{company}/consents", said)
    refused(world, "owner", "GET", f"customers/{company}/consents")
    narrow = world.token("owner", "read:contacts", "write:contacts")
    refused(world, narrow, "POST", f"{mei}/consents", said)
    refused(world, narrow, "GET", f"{mei}/consents")


@pytest.mark.parametrize(
    "wrong",
    [
        {"notice": None},
        {"channel": "pigeon"},
        {"about": ELSEWHERE},
        {"summary": "All"},
    ],
)
def test_a_consent_that_says_nothing_or_too_much_is_refused(
    world: World, mei: str, notice: str, wrong: dict[str, Any]
) -> None:
    before = fingerprint()
    answer = world.api("owner", "POST", f"{mei}/consents", {"notice": notice, "channel": "email", **wrong})
    assert (answer.status_code, wrong_fields(answer)) == (422, list(wrong))
    assert fingerprint() == before


def test_the_description_offers_it_to_who_may(world: World) -> None:
    for who, may in (("admin", True), ("owner", False)):
        paths = world.api(who, "GET", "openapi.json").json()["paths"]
        assert ("/api/v1/contacts/{key}/erase" in paths, "/api/v1/contacts/{key}/disclose" in paths) == (may, may)
        assert set(paths["/api/v1/contacts/{key}/consents"]) == {"get", "post"}
        assert "/api/v1/notes/{key}/erase" not in paths
