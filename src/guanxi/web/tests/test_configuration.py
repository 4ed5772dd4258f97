"""The pages on which a configuration goes out and comes in."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guanxi.engine import gate
from guanxi.engine.models import Move
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from tests.house import House, build

pytestmark = pytest.mark.django_db
ROLES = registry["roles"]


@pytest.fixture
def house() -> House:
    return build()


def browser(house: House, who: str = "admin") -> Client:
    client = Client(headers={"Accept-Language": "en"})
    house[who].language = "en"
    client.force_login(house[who], backend="guanxi.people.backends.Backend")
    return client


def bring(client: Client, document: object) -> str:
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    answer = client.post("/configuration/", {"file": SimpleUploadedFile("test.json", data)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


ROW = {"key": "taster", "name": "Taster", "note": "<b>Tastes</b>"}
DOCUMENT = {"format": 1, "records": {"roles": [ROW], "unheard-of": []}}


def test_out_and_in_again(house: House) -> None:
    client = browser(house)
    gate.create(ROLES, ROW, actor=house["admin"])
    answer = client.get("/configuration/download/?part=roles")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="guanxi-configuration-')
    document = answer.json()
    assert [row["note"] for row in document["records"]["roles"] if row["key"] == "taster"] == ["<b>Tastes</b>"]
    ROLES.manager().filter(key="taster").delete()
    place = bring(client, document)
    shown = client.get(place).content.decode()
    assert "Taster" in shown
    assert 'value="roles/taster"' in shown
    client.post(place, {"do": "apply", "chosen": ["roles/taster"]})
    assert 'id="job"' in client.get(place).content.decode()
    run_jobs_now()
    assert ROLES.manager().filter(key="taster").exists()
    assert 'value="undo"' in client.get(place).content.decode()
    client.post(place, {"do": "undo"})
    run_jobs_now()
    assert not ROLES.manager().filter(key="taster", deleted_at__isnull=True).exists()
    assert "test.json" in client.get("/configuration/").content.decode()


def test_what_differs_and_what_is_in_the_way_is_shown_and_escaped(house: House) -> None:
    client = browser(house)
    gate.create(ROLES, {**ROW, "note": "As it is"}, actor=house["admin"])
    place = bring(client, {"format": 1, "records": {"roles": [ROW, {"key": "x", "name": ""}], "unheard-of": []}})
    client.post(place, {"do": "apply", "chosen": ["roles/taster", "roles/x"]})
    run_jobs_now()
    shown = client.get(place).content.decode()
    assert "As it is" in shown
    assert "&lt;b&gt;Tastes&lt;/b&gt;" in shown
    assert "unheard-of" in shown
    assert "gx-err" in shown
    assert ROLES.manager().get(key="taster").note == "As it is"


def test_nothing_ticked_is_told(house: House) -> None:
    client = browser(house)
    place = bring(client, DOCUMENT)
    client.post(place, {"do": "apply"})
    client.post(place, {"do": "dance", "chosen": ["roles/taster"]})
    assert Move._base_manager.get().job is None


@pytest.mark.parametrize("data", [b"", b"nonsense", b"{}"])
def test_another_file_is_refused_with_what_to_do(house: House, data: bytes) -> None:
    answer = browser(house).post("/configuration/", {"file": SimpleUploadedFile("x.json", data)})
    assert answer.status_code in (200, 422)
    assert 'role="alert"' in answer.content.decode()
    assert browser(house).post("/configuration/", {}).status_code == 422
    assert not Move._base_manager.exists()


@pytest.mark.parametrize("who", ["owner", "teammate", "manager", "stranger", "clerk", "nobody"])
def test_whoever_does_not_govern_finds_nothing_there(house: House, who: str) -> None:
    place = bring(browser(house), DOCUMENT)
    client = browser(house, who)
    upload = {"file": SimpleUploadedFile("x.json", json.dumps(DOCUMENT).encode())}
    asked = [client.get(url) for url in ("/configuration/", "/configuration/download/", place)]
    asked += [client.post("/configuration/", upload), client.post(place, {"do": "apply", "chosen": ["roles/taster"]})]
    assert {answer.status_code for answer in asked} <= {403, 404}
    run_jobs_now()
    assert Move._base_manager.count() == 1
    assert not ROLES.manager().filter(key="taster").exists()
