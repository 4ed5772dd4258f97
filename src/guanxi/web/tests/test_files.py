"""Files on a record's page: sent by a script, looked at, their versions; never another record's."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from guanxi.engine import files
from guanxi.engine.models import StoredFile
from guanxi.engine.registry import registry
from guanxi.engine.testing.tables import unchanged
from guanxi.web.tests.world import World, text
from guanxi.web.views import preview

LOOKING = ("django_session",)
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
SCRIPT = b"plain words, then <b>bold</b> &amp; <script>alert(1)</script>"


@pytest.fixture(autouse=True)
def folder(settings: object, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def url(world: World) -> str:
    return f"/quotes/{world.make('owner', 'quotes', name='Q').pk}/"


def send(world: World, who: str, url: str, name: str, content: bytes, **more: str) -> object:
    sent = {"file": SimpleUploadedFile(name, content), **more}
    return world.post(who, f"{url}files/", sent, headers={"accept": "application/json"})


def test_a_script_is_told_what_became_of_each_file(world: World, url: str) -> None:
    assert send(world, "owner", url, "a.txt", b"one").status_code == 201  # type: ignore[attr-defined]
    assert send(world, "owner", url, "a.txt", b"two", as_version="yes").status_code == 201  # type: ignore[attr-defined]
    page = text(world.get("owner", f"{url}files/"))
    assert "Version 2, earlier ones" in page
    with unchanged(*LOOKING):
        empty = send(world, "owner", url, "b.txt", b"")
        assert (empty.status_code, empty.json()) == (422, {"message": "This file is empty."})  # type: ignore[attr-defined]
        for who, status in (("teammate", 404), ("stranger", 404), ("marketer", 403)):
            assert send(world, who, url, "c.txt", b"mine").status_code == status  # type: ignore[attr-defined]


def test_a_preview_shows_words_as_words(world: World, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, content in (("a.txt", "中文".encode("gb18030") * 40), ("long.txt", b"x" * 500), ("p.png", PNG)):
        send(world, "owner", url, name, content)
    picture, long, han = StoredFile.objects.order_by("-at")
    assert "中文中文" in text(world.get("owner", f"/files/{han.pk}/preview/"))
    monkeypatch.setattr(preview, "MOST_TEXT", 100)
    cut = text(world.get("owner", f"/files/{long.pk}/preview/", HX_Request="true"))
    assert "x" * 100 in cut
    assert "x" * 101 not in cut
    assert "This is the beginning" in cut
    assert f'<img src="/files/{picture.pk}/"' in world.get("owner", f"/files/{picture.pk}/preview/").content.decode()
    assert f"/files/{long.pk}/preview/" in world.get("owner", f"/files/{picture.pk}/preview/").content.decode()


def test_what_looks_like_a_page_is_not_shown(world: World, url: str) -> None:
    send(world, "owner", url, "page.txt", SCRIPT)
    page = world.get("owner", f"/files/{StoredFile.objects.get().pk}/preview/").content.decode()
    assert "alert(1)" not in page
    assert "can&#x27;t be shown here" in page or "can’t be shown here" in page or "can't be shown here" in page


def test_changing_the_id_gets_nobody_another_record_s_file(world: World, url: str) -> None:
    send(world, "owner", url, "a.txt", b"one")
    send(world, "owner", url, "a.txt", b"two", as_version="yes")
    for file in StoredFile.objects.all():
        for who in ("teammate", "stranger"):
            with unchanged(*LOOKING):
                for address in (f"/files/{file.pk}/", f"/files/{file.pk}/preview/"):
                    assert world.get(who, address).status_code == 404
                for address in (f"/files/{file.pk}/remove/", f"/files/{file.pk}/bring-back/"):
                    assert world.post(who, address).status_code == 404
        assert world.get("marketer", f"/files/{file.pk}/").status_code == 200
        with unchanged(*LOOKING):
            status = 403 if file.replaced_at else 404
            assert world.post("marketer", f"/files/{file.pk}/bring-back/").status_code == status
    old = StoredFile.objects.get(number=1)
    assert world.post("owner", f"/files/{old.pk}/bring-back/").status_code == 302
    key = url.split("/")[2]
    present = files.files_of(registry["quotes"], key, world.users["owner"])  # type: ignore[arg-type]
    assert [file.number for file in present] == [3]
