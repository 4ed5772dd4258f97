"""What was written without a connection: once, as oneself, with one's own rights."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from guanxi.engine.idempotency import IdempotencyKey
from guanxi.engine.registry import registry
from guanxi.engine.testing.tables import unchanged
from guanxi.kit.uuids import uuid7, uuid7_at
from guanxi.messaging.models import Note
from guanxi.web.offline import files
from guanxi.web.tests.world import World, text

SEND = "/offline/send/"
QUIET = ("django_session", "engine_idempotencykey")


def sent(world: World, who: str, **values: Any) -> HttpResponse:
    """What a phone sends; a visit unless said otherwise."""
    told = {"entity": "notes", "id": str(uuid7()), "kind": "visit", "body": "Saw the crane", "place": "Pier 4"}
    return world.post(who, SEND, told | values)


def notes() -> list[Note]:
    return list(Note._base_manager.order_by("created_at"))


def test_a_note_written_on_the_way_is_made_under_its_own_key(world: World) -> None:
    partner = world.make("owner", "partners", name="Pier Works").pk
    key = uuid7()
    response = sent(world, "owner", id=str(key), about=f"{partner}/partners")
    assert (response.status_code, response.json()["url"]) == (201, f"/notes/{key}/")
    (note,) = notes()
    assert (note.pk, note.about, note.kind, note.place) == (key, f"{partner}/partners", "visit", "Pier 4")
    assert note.owner_id == note.created_by_id == world.users["owner"].pk  # type: ignore[attr-defined]
    assert note.body == "<p>Saw the crane</p>"


@pytest.mark.parametrize("forgotten", [False, True])
def test_sent_again_it_is_the_same_note_however_much_later(world: World, forgotten: bool) -> None:
    key = str(uuid7())
    assert sent(world, "owner", id=key).status_code == 201
    if forgotten:
        IdempotencyKey.objects.all().delete()
    again = sent(world, "owner", id=key)
    assert (again.status_code, again.json()["again"]) == (200, True)
    assert len(notes()) == 1


def test_somebody_elses_key_is_refused(world: World) -> None:
    key = str(uuid7())
    sent(world, "owner", id=key)
    with unchanged(*QUIET):
        for who in ("teammate", "stranger"):
            response = sent(world, who, id=key)
            assert (response.status_code, "Saw" in response.content.decode()) == (422, False)
    other = sent(world, "owner", id=key, body="Something else")
    assert other.status_code == 422
    assert notes()[0].body == "<p>Saw the crane</p>"


def test_it_is_never_sent_as_another_person(world: World) -> None:
    with unchanged(*QUIET):
        told = {"entity": "notes", "id": str(uuid7()), "body": "Mine"}
        mine = {"Gx-Person": str(world.users["owner"].pk)}
        assert world.browser("teammate").post(SEND, told, headers=mine).status_code == 401
        assert Client().post(SEND, told, headers=mine).status_code == 401


def test_about_what_one_may_not_see_nothing_is_made(world: World) -> None:
    partner = world.make("owner", "partners", name="Pier Works").pk
    with unchanged(*QUIET):
        for about in (f"{partner}/partners", f"{uuid.uuid4()}/partners", f"{partner}/nothing"):
            response = sent(world, "stranger", about=about)
            assert response.status_code == 404
            assert "Pier" not in response.json()["message"]
        assert sent(world, "owner", about="what").status_code == 400


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"entity": "partners", "name": "Hacked"}, 400),
        ({"entity": "no-such-thing"}, 404),
        ({"owner": "00000000-0000-7000-8000-000000000000"}, 400),
        ({"kind": "party"}, 422),
        ({"minutes": "many"}, 422),
        ({"id": ""}, 400),
        ({"id": str(uuid.uuid4())}, 400),
        ({"id": str(uuid7_at(4_000_000_000_000))}, 400),
    ],
)
def test_what_cant_be_taken_is_refused_in_words(world: World, values: dict[str, str], status: int) -> None:
    with unchanged(*QUIET):
        response = sent(world, "owner", **values)
        assert (response.status_code, bool(response.json()["message"])) == (status, True)


def test_the_worker_names_files_of_ours_only_and_they_are_there(world: World) -> None:
    response = Client().get("/worker.js")
    assert response.headers["Content-Type"].startswith("text/javascript")
    assert (response.headers["Service-Worker-Allowed"], response.headers["Cache-Control"]) == ("/", "no-cache")
    begin = response.content.decode().partition("\n")[0]
    told = json.loads(begin.removeprefix("self.GUANXI = ").removesuffix(";"))
    assert told["files"]
    assert all(path.startswith("/static/build/") for path in told["files"])
    assert all((files.BUILD / path.removeprefix("/static/build/")).is_file() for path in told["files"])
    assert any("quick_controller" in path for path in told["files"])
    for path in told["pages"].values():
        assert Client().get(path).status_code == 200


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Quick note"), ("zh-hans", "快速记录"), ("zh-hant", "快速記錄")]
)
def test_the_page_without_a_connection_holds_nothing_of_anybody(world: World, language: str, words: str) -> None:
    page, stranger = world.get("owner", f"/offline/{language}/"), Client().get(f"/offline/{language}/")
    assert page.content == stranger.content
    assert words in text(page)
    assert "data-person" not in page.content.decode()
    told = Client().get(f"/offline/{language}/manifest.webmanifest").json()
    assert (told["lang"], told["scope"], told["display"]) == (language, "/", "standalone")
    assert told["shortcuts"][0]["url"] == f"/offline/{language}/"
    assert all((files.BUILD / icon["src"].removeprefix("/static/build/")).is_file() for icon in told["icons"])


def test_only_what_says_so_can_be_written_without_a_connection() -> None:
    faces = {face.name: face.offline for face in registry if face.offline}
    assert set(faces) == {"notes"}
    assert all(name in registry["notes"].fields for name in faces["notes"])
