"""Class J: eighty files that are two things at once × every place where a file can be handed in.

Whatever is kept comes out as a download that nothing runs; a picture comes out made anew, with nothing else in it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from guanxi.engine import exports, gate
from guanxi.engine.customfields import living
from guanxi.engine.fields.file import upload_name
from guanxi.engine.files import path_of
from guanxi.engine.models import StoredFile
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.people import tokens
from tests.engine.customising import add
from tests.engine.polyglots import PICTURES, POLYGLOTS
from tests.house import House, build

pytestmark = pytest.mark.django_db
ANSWERS = {200, 201, 302, 400, 413, 415, 422}
RUN = (b"<script", b"<?php", b"onload", b"javascript:", b"document.domain", b"<svg", b"%PDF", b"PK\x03\x04")
SHOWN = {"image/png", "image/jpeg"}
NEVER = ("text/html", "/xml", "+xml", "svg", "script", "css", "wasm", "flash", "mhtml", "x-php")
KEPT_AS_PICTURES = ("form picture", "form signature", "program picture", "program signature", "pasted picture")


@pytest.fixture(scope="module")
def _made(django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        house = build()
        for kind in ("file", "picture", "signature"):
            add(house["admin"], kind.title(), kind, key=kind)
        yield house
        transaction.set_rollback(True)
    living.clear()


@pytest.fixture
def house(_made: House, db: None, settings: Any, tmp_path: Path) -> House:
    settings.FILES_DIR = tmp_path / "files"
    settings.GUANXI_API_RATE = 900_000
    living.refresh()  # what the company made its own is forgotten after each test
    return _made


def signed_in(house: House) -> Client:
    client = Client()
    client.force_login(house["clerk"])
    return client


def program_of(house: House) -> Client:
    """A program of the clerk's, with a token for this once."""
    clerk = house["clerk"]
    clerk.tokens.all().delete()
    return Client(headers={"Authorization": f"Bearer {tokens.make(clerk, 'test')}"})


def by_form(field: str) -> Callable[[House, Any], Any]:
    def send(house: House, file: Any) -> Any:
        name = f"custom_{field}"
        return signed_in(house).post("/quotes/new/", {"name": "x", name: "", upload_name(name): file})

    return send


def by_program(field: str) -> Callable[[House, Any], Any]:
    def send(house: House, file: Any) -> Any:
        return program_of(house).post("/api/v1/quotes/files", {"field": f"custom_{field}", "file": file})

    return send


def to_a_record(house: House, file: Any) -> Any:
    key = gate.create(registry["partners"], {"name": "Partner"}, actor=house["clerk"]).pk
    return signed_in(house).post(f"/partners/{key}/files/", {"file": file})


def api_import(house: House, file: Any) -> Any:
    return program_of(house).post("/api/v1/imports", {"entity": "partners", "file": file})


def configuration(house: House, file: Any) -> Any:
    client = Client()
    client.force_login(house["admin"])
    return client.post("/configuration/", {"file": file})


ENTRIES: dict[str, Callable[[House, Any], Any]] = {
    "a record's files": to_a_record,
    **{f"form {kind}": by_form(kind) for kind in ("file", "picture", "signature")},
    **{f"program {kind}": by_program(kind) for kind in ("file", "picture", "signature")},
    "pasted picture": lambda house, file: signed_in(house).post("/talk/pictures/", {"file": file}),
    "import by page": lambda house, file: signed_in(house).post("/partners/import/", {"file": file}),
    "import by program": api_import,
    "configuration": configuration,
}


def harmless(headers: Any) -> bool:
    return (
        headers["Content-Disposition"].startswith("attachment")
        and headers["X-Content-Type-Options"] == "nosniff"
        and "sandbox" in headers["Content-Security-Policy"]
        and not any(word in headers["Content-Type"] for word in NEVER)
    )


@pytest.mark.parametrize("entry", ENTRIES)
def test_whatever_is_handed_in_nothing_of_it_runs(house: House, entry: str) -> None:
    for name, (content, claimed) in POLYGLOTS.items():
        before = set(StoredFile.objects.values_list("pk", flat=True))
        answer = ENTRIES[entry](house, SimpleUploadedFile(name, content, claimed))
        assert answer.status_code in ANSWERS, (entry, name, answer.status_code)
        assert b"alert(1)</script>" not in answer.content, (entry, name)
        kept = StoredFile.objects.exclude(pk__in=before)
        assert kept or entry not in KEPT_AS_PICTURES or name not in PICTURES, f"{entry}: {name} is a picture"
        for file in kept:
            served = signed_in(house).get(f"/files/{file.pk}/")
            assert harmless(served.headers), (entry, name, dict(served.headers))
            data = path_of(file).read_bytes()
            assert b"".join(served.streaming_content) == data
            looked = signed_in(house).get(f"/files/{file.pk}/preview/")
            assert looked.headers["Content-Type"].startswith("text/html")
            assert b"<script>" not in looked.content.replace(b"<script>\n", b"")
            if entry in KEPT_AS_PICTURES:
                assert file.type in SHOWN, (entry, name)
                assert not [mark for mark in RUN if mark in data], (entry, name)
                Image.open(io.BytesIO(data)).verify()


def test_every_answer_that_is_a_file_says_so(house: House) -> None:
    """Exports of every form, rows with problems, the configuration: made for keeping, not for showing."""
    admin = Client()
    admin.force_login(house["admin"])
    program = Client(headers={"Authorization": f"Bearer {tokens.make(house['admin'], 'test')}"})
    gate.create(
        registry["contacts"], {"name": "<script>alert(1)</script>", "email": "a@example.com"}, actor=house["admin"]
    )
    answers = [admin.get("/configuration/download/")]
    answers += [admin.post("/contacts/export/", {"format": form}) for form in exports.FORMATS]
    answers += [program.get(f"/api/v1/contacts/export?{urlencode({'format': form})}") for form in exports.FORMATS]
    task = program.post("/api/v1/contacts/export", "{}", content_type="application/json").json()
    run_jobs_now()
    answers.append(program.get(f"/api/v1/exports/{task['id']}/file"))
    work = program.post(
        "/api/v1/imports", {"entity": "contacts", "file": SimpleUploadedFile("a.csv", b"name,email\n<script>,no\n")}
    ).json()
    run_jobs_now()
    answers += [
        program.get(f"/api/v1/imports/{work['id']}/problems"),
        admin.get(f"/contacts/import/{work['id']}/problems/"),
    ]
    for answer in answers:
        if answer.status_code == 404:  # no row had a problem, or nothing was checked
            continue
        assert answer.status_code == 200, answer.content[:300]
        assert harmless(answer.headers), dict(answer.headers)
        assert "no-store" in answer.headers["Cache-Control"]
    assert sum(answer.status_code == 200 for answer in answers) >= 10
