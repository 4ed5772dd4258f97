"""The pages on which a configuration goes out and comes in."""

from __future__ import annotations

import html
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guanxi.engine import gate, origin
from guanxi.engine.models import Move
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.kit.uuids import uuid7
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
    assert f'href="{place}back/"' in client.get(place).content.decode()
    ahead = client.get(f"{place}back/").content.decode()
    assert "Nothing stands in the way" in ahead
    assert ROLES.manager().filter(key="taster", deleted_at__isnull=True).exists()
    assert client.post(f"{place}back/", {"leave": "0"}).headers["Location"] == place
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


def test_what_later_work_would_be_lost_is_shown_and_kept(house: House) -> None:
    client = browser(house)
    place = bring(client, {"format": 1, "records": {"roles": [ROW, {"key": "idle", "name": "Idle"}]}})
    client.post(place, {"do": "apply", "chosen": ["roles/taster", "roles/idle"]})
    run_jobs_now()
    house.give("clerk", "clerk", "taster")
    shown = client.get(f"{place}back/").content.decode()
    assert "it is used by 1 user" in shown
    assert "Take back the other one" in shown
    refused = client.post(f"{place}back/", {"leave": "0"})
    assert refused.status_code == 409
    assert "it is used by 1 user" in refused.content.decode()
    run_jobs_now()
    assert ROLES.manager().filter(key="idle", deleted_at__isnull=True).exists()
    client.post(f"{place}back/", {"leave": "1"})
    run_jobs_now()
    left = set(ROLES.manager().filter(deleted_at__isnull=True).values_list("key", flat=True))
    assert left & {"taster", "idle"} == {"taster"}
    told = client.get(place).content.decode()
    assert "These stay as they are" in told
    assert "it is used by 1 user" in told
    assert client.get(f"{place}back/").headers["Location"] == place


def test_one_s_own_last_changes_go_back_together(house: House) -> None:
    client = browser(house)
    role = gate.create(ROLES, ROW, actor=house["admin"])
    with origin.origin("web", request=uuid7().hex):
        gate.update(ROLES, role.pk, {"note": "Changed"}, actor=house["admin"])
    with origin.origin("web", request=uuid7().hex):
        gate.delete(ROLES, role.pk, actor=house["admin"])
    page = client.get("/configuration/").content.decode()
    links = re.findall(r'href="(/configuration/back/[^"]+)"', page)
    assert "Delete: role “Taster”" in page
    before_change = html.unescape(links[1])
    assert "Out of the recycle bin" in client.get(before_change).content.decode()
    assert ROLES.manager().get(key="taster").deleted_at is not None
    assert client.post(before_change, {"leave": "0"}).status_code == 302
    back = ROLES.manager().get(key="taster")
    assert (back.deleted_at, back.note) == (None, "<b>Tastes</b>")
    assert "Taken back: 1" in client.get("/configuration/").content.decode()


@pytest.mark.parametrize(
    ("since", "status"),
    [("", 400), ("yesterday", 400), ("2026-11-01T00:00:00", 400), ("2020-01-01T00:00:00%2B00:00", 409)],
)
def test_a_moment_that_is_none_or_too_long_ago(house: House, since: str, status: int) -> None:
    gate.create(ROLES, ROW, actor=house["admin"])
    for ask in (browser(house).get, browser(house).post):
        assert ask(f"/configuration/back/?since={since}").status_code == status
    assert ROLES.manager().filter(key="taster", deleted_at__isnull=True).exists()


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
    own = "/configuration/back/?since=2026-11-29T00:00:00%2B00:00"
    asked = [client.get(url) for url in ("/configuration/", "/configuration/download/", place, f"{place}back/", own)]
    asked += [client.post(f"{place}back/", {"leave": "1"}), client.post(own, {"leave": "1"})]
    asked += [client.post("/configuration/", upload), client.post(place, {"do": "apply", "chosen": ["roles/taster"]})]
    assert {answer.status_code for answer in asked} <= {403, 404}
    run_jobs_now()
    assert Move._base_manager.count() == 1
    assert not ROLES.manager().filter(key="taster").exists()
