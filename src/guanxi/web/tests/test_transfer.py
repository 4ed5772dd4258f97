"""Files in and out by the pages: the four steps, refusals in words, downloads that nothing runs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from guanxi.engine import exports
from guanxi.engine.reading import Query, read_page
from guanxi.engine.registry import registry
from guanxi.engine.testing.jobs import run_jobs_now
from guanxi.engine.testing.tables import unchanged
from guanxi.web.tests.world import World, text

LOOKING = ("django_session",)
CSV = "Name,Kind,Telephone,Colour\nAlpha,Dealer,13800006120,red\nBeta,Dealer,138000,blue\nAlpha,Factory,,green\n"


def upload(content: str | bytes = CSV, name: str = "list.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def begun(world: World, who: str = "clerk") -> str:
    response = world.post(who, "/partners/import/", {"file": upload()})
    assert response.status_code == 302, text(response)
    return response.headers["Location"].removesuffix("map/")


def chosen(response: HttpResponse) -> dict[str, Any]:
    """What the mapping page sends when nobody changes anything."""
    html = response.content.decode()
    sent: dict[str, Any] = {}
    for name, options in re.findall(r'<select\b[^>]*?name="([^"]*)"[^>]*>(.*?)</select>', html, flags=re.DOTALL):
        sent[name] = (re.findall(r'<option value="([^"]*)" selected', options) or [""])[0]
    picked = re.search(r'name="matching" value="([^"]*)" checked', html)
    return sent | {"matching": picked[1] if picked else "skip", "act": "check"}


def names(world: World) -> list[str]:
    return [row["name"] for row in read_page(registry["partners"], world.users["clerk"], Query()).rows]


def test_four_steps_from_a_file_to_records(world: World) -> None:
    assert "Nothing is written yet" in text(world.get("clerk", "/partners/import/"))
    base = begun(world)
    page = world.get("clerk", f"{base}map/")
    told = text(page)
    assert "3 of 4 columns will be imported" in told
    assert "same name" in told
    assert names(world) == []
    sent = chosen(page)
    assert [sent[f"column-{place}"] for place in range(4)] == ["name", "kind", "phone", ""]
    response = world.post("clerk", f"{base}map/", sent, follow=True)
    told = text(response)
    assert "digits missing" in told
    assert "not imported" in told
    assert re.search(r"Import \d rows?, skip \d", told)
    assert names(world) == []
    assert "138000" in text(world.get("clerk", f"{base}check/?only=failed"))
    assert "Alpha" not in text(world.get("clerk", f"{base}check/?only=failed")).split("Result")[-1]
    assert world.post("clerk", f"{base}check/").headers["Location"] == f"{base}run/"
    running = world.get("clerk", f"{base}run/")
    assert "Waiting" in text(running)
    assert 'hx-trigger="every 1s"' in running.content.decode()
    run_jobs_now()
    ended = world.get("clerk", f"{base}run/", HX_Request="true", HX_Target="job")
    assert "<html" not in ended.content.decode()
    assert "Done" in text(ended)
    assert "hx-trigger" not in ended.content.decode()
    assert "Alpha" in names(world)
    assert "Beta" not in names(world)
    file = world.get("clerk", f"{base}problems/")
    content = b"".join(file.streaming_content).decode("utf-8-sig")
    assert "Beta" in content
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["X-Content-Type-Options"] == "nosniff"


def test_the_way_leads_to_where_an_import_stands(world: World) -> None:
    base = begun(world)
    assert world.get("clerk", f"{base}run/").headers["Location"] == f"{base}map/"
    assert world.get("clerk", f"{base}check/").headers["Location"] == f"{base}map/"
    assert world.get("clerk", f"{base}problems/").status_code == 404
    page = text(world.get("clerk", "/partners/import/"))
    assert "list.csv" in page


def test_a_wrong_mapping_is_told_at_its_column_and_kept(world: World) -> None:
    base = begun(world)
    sent = chosen(world.get("clerk", f"{base}map/")) | {"column-3": "name", "matching": "update"}
    response = world.post("clerk", f"{base}map/", sent)
    assert response.status_code == 422
    assert "goes to this field already" in text(response)
    nothing = world.post("clerk", f"{base}map/", {f"column-{place}": "" for place in range(4)} | {"matching": "skip"})
    assert nothing.status_code == 422
    assert "Choose a field for at least one column." in text(nothing)


def test_the_file_can_be_read_otherwise(world: World) -> None:
    content = "名称;类型\n澜屿;Dealer\n".encode("gb18030")
    response = world.post("clerk", "/partners/import/", {"file": upload(content)})
    base = response.headers["Location"].removesuffix("map/")
    page = world.get("clerk", f"{base}map/")
    assert "澜屿" in text(page)
    sent = {"act": "reread", "encoding": "big5", "delimiter": ";", "header_row": "1"}
    assert world.post("clerk", f"{base}map/", sent).status_code == 302
    assert "澜屿" not in text(world.get("clerk", f"{base}map/"))
    bad = world.post("clerk", f"{base}map/", sent | {"encoding": "klingon"})
    assert bad.status_code == 422


@pytest.mark.parametrize(
    ("content", "name"), [(b"", "empty.csv"), (b"\x89PNG\r\n\x1a\n\x00\x00", "a.csv"), (b"PK\x03\x04broken", "a.xlsx")]
)
def test_what_is_no_table_is_refused_in_words(world: World, content: bytes, name: str) -> None:
    with unchanged(*LOOKING):
        response = world.post("clerk", "/partners/import/", {"file": upload(content, name)})
    assert response.status_code == 422
    assert "gx-err" in response.content.decode()


def test_no_file_no_import(world: World) -> None:
    with unchanged(*LOOKING):
        assert world.post("clerk", "/partners/import/").status_code == 422


def test_only_who_may_import_and_only_their_own(world: World) -> None:
    base = begun(world)
    with unchanged(*LOOKING):
        assert world.get("owner", "/partners/import/").status_code == 403
        assert world.post("owner", "/partners/import/", {"file": upload()}).status_code == 403
        for step in ("map", "check", "run", "problems"):
            assert world.get("manager", f"{base}{step}/").status_code == 404, step
            assert world.get("owner", f"{base}{step}/").status_code == 403, step
        assert world.post("manager", f"{base}map/", {"column-0": "name"}).status_code == 404
        assert world.post("manager", f"{base}check/").status_code == 404
        other = base.replace("/partners/", "/quotes/")
        assert world.get("clerk", f"{other}map/").status_code == 404


def test_a_long_file_is_checked_in_the_background(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guanxi.engine.imports.jobs.INLINE", 1)
    base = begun(world)
    sent = chosen(world.get("clerk", f"{base}map/"))
    waiting = world.post("clerk", f"{base}map/", sent, follow=True)
    assert 'id="job"' in waiting.content.decode()
    assert "Being checked" in text(waiting) or "being checked" in text(waiting)
    run_jobs_now()
    again = world.get("clerk", f"{base}check/", HX_Request="true", HX_Target="job")
    assert again.headers["HX-Redirect"] == f"{base}check/"
    assert "skip" in text(world.get("clerk", f"{base}check/"))


def imported(world: World) -> str:
    """An import that is done: two partners."""
    base = begun(world)
    world.post("clerk", f"{base}map/", chosen(world.get("clerk", f"{base}map/")))
    world.post("clerk", f"{base}check/")
    run_jobs_now()
    return base


def test_a_whole_import_is_taken_back_after_being_asked(world: World) -> None:
    base = imported(world)
    assert names(world) == ["Alpha"]
    assert f'href="{base}undo/"' in world.get("clerk", f"{base}run/").content.decode()
    told = text(world.get("clerk", f"{base}undo/"))
    assert "To the recycle bin 1" in told
    assert "Stay as they are 0" in told
    assert names(world) == ["Alpha"], "looking ahead changes nothing"
    response = world.post("clerk", f"{base}undo/", follow=True)
    assert "Being taken back" in text(response)
    run_jobs_now()
    assert names(world) == []
    told = text(world.get("clerk", f"{base}run/"))
    assert "Taken back" in told
    assert "What was taken back" in told
    again = world.post("clerk", f"{base}undo/", follow=True)
    assert again.status_code == 200, "pressed twice, it leads to where the import stands"
    for who in ("owner", "manager", "marketer"):
        assert world.post(who, f"{base}undo/").status_code in (403, 404)


def test_what_would_be_lost_is_listed_before_an_import_is_taken_back(world: World) -> None:
    base = imported(world)
    key = read_page(registry["partners"], world.users["clerk"], Query()).rows[0]["id"]
    world.change("admin", "partners", key, name="Alpha & Sons")
    told = text(world.get("clerk", f"{base}undo/"))
    assert "Stay as they are 1" in told
    assert "Alpha &amp; Sons It was changed since." in told
    assert f'action="{base}undo/"' in world.get("clerk", f"{base}undo/").content.decode()
    assert (
        "btn-danger"
        not in world.get("clerk", f"{base}undo/").content.decode().partition("<main")[2].partition("</main")[0]
    )


def test_an_export_asks_for_the_form_and_gives_what_one_sees(world: World) -> None:
    world.make("owner", "partners", name="Mine", note="=1+1")
    world.make("stranger", "partners", name="Foreign")
    assert "Export 1 partner" in text(world.get("owner", "/partners/export/"))
    response = world.post("owner", "/partners/export/", {"format": "csv"})
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    assert "Mine" in content
    assert "Foreign" not in content
    assert "'=1+1" in content
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Security-Policy"].startswith("sandbox")
    some = world.post("owner", "/partners/export/", {"format": "csv", "q": "nothing"})
    assert b"Mine" not in b"".join(some.streaming_content)
    assert world.post("owner", "/partners/export/", {"format": "exe"}).status_code == 400


def test_hidden_fields_are_not_exported(world: World) -> None:
    world.make("owner", "quotes", name="Big", amount="1234.50", secret="confidential")
    response = world.post("marketer", "/quotes/export/", {"format": "csv"})
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    assert "Big" in content
    assert "confidential" not in content
    assert "1234.50" not in content


def test_a_large_export_is_made_in_the_background_for_its_asker(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "DIRECT", 1)
    for name in ("A", "B", "C"):
        world.make("owner", "partners", name=name)
    assert "background" in text(world.get("owner", "/partners/export/"))
    place = world.post("owner", "/partners/export/", {"format": "csv"}).headers["Location"]
    assert "Waiting" in text(world.get("owner", place))
    assert world.get("stranger", place).status_code == 404
    run_jobs_now()
    done = world.get("owner", place).content.decode()
    found = re.search(r'href="(/files/[^"]+)"', done)
    assert found
    assert b"A" in b"".join(world.get("owner", found[1]).streaming_content)
    assert world.get("stranger", found[1]).status_code == 404


def test_a_job_leads_to_its_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "DIRECT", 0)
    world.make("owner", "partners", name="A")
    place = world.post("owner", "/partners/export/", {"format": "csv"}).headers["Location"]
    key = place.split("/")[2]
    assert place in world.get("owner", f"/jobs/{key}/").content.decode()
    assert place in world.get("owner", "/").content.decode()
    part = world.get("owner", place, HX_Request="true", HX_Target="job")
    assert part.content.decode().lstrip().startswith("<section")


def test_the_outbox_is_for_administrators(world: World) -> None:
    from guanxi.engine.mail import Mail, post

    mail = post(Mail(to="a@example.com", subject="Reset", text="https://crm.example/reset/abc"))
    assert "Reset" in text(world.get("admin", "/outbox/"))
    assert "reset/abc" in text(world.get("admin", f"/outbox/{mail.pk}/"))
    with unchanged(*LOOKING):
        for url in ("/outbox/", f"/outbox/{mail.pk}/"):
            response = world.get("manager", url)
            assert response.status_code == 403
            assert b"reset/abc" not in response.content
