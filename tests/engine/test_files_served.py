"""Class J: whatever is handed in, under whatever name and claimed type, comes back as a download that nothing runs."""

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile

from guanxi.engine import files, gate
from guanxi.engine.files.types import sniff
from guanxi.engine.models import StoredFile
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from tests.engine.polyglots import POLYGLOTS, zipped

pytestmark = pytest.mark.django_db

HARMLESS = {
    "application/octet-stream",
    "application/pdf",
    "application/gzip",
    "application/rtf",
    "application/x-ole-storage",
    "application/zip",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "audio/mpeg",
    "image/bmp",
    "image/gif",
    "image/heic",
    "image/jpeg",
    "image/png",
    "image/tiff",
    "image/webp",
    "text/plain",
    "video/mp4",
    "video/webm",
}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR


@pytest.fixture
def clerk(client):
    """Somebody who may change partners, signed in."""
    with as_system("tests") as system:
        role = registry["roles"].manager().get(key="clerk")
        key = gate.create(
            registry["users"], {"username": "files.clerk", "name": "Clerk", "roles": [{"role": role.pk}]}, actor=system
        ).pk
    user = get_user_model()._base_manager.get(pk=key)
    client.force_login(user)
    return user


@pytest.fixture
def record(clerk):
    return gate.create(registry["partners"], {"name": "Partner"}, actor=clerk)


def address(record, rest="files/"):
    return f"/partners/{record.pk}/{rest}"


@pytest.mark.parametrize("name", POLYGLOTS)
def test_a_dangerous_file_comes_back_as_a_download(client, record, name):
    content, claimed = POLYGLOTS[name]
    answer = client.post(address(record), {"file": SimpleUploadedFile(name, content, claimed)})
    assert answer.status_code == 302
    file = StoredFile.objects.get()
    served = client.get(f"/files/{file.pk}/")
    assert b"".join(served.streaming_content) == content
    headers = served.headers
    assert headers["Content-Disposition"].startswith("attachment")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Content-Type"] in HARMLESS
    assert headers["Content-Length"] == str(len(content))


def test_the_eighty_are_there():
    assert len(POLYGLOTS) >= 80


@pytest.mark.parametrize(
    ("head", "type"),
    [
        (b"name,phone\n\xe6\xbe\x9c\xe5\xb1\xbf,1", "text/plain"),
        ("客户,电话\n".encode("gb18030"), "text/plain"),
        (("文" * 4000).encode()[:8191], "text/plain"),
        (b"", "application/octet-stream"),
        (b"\x00\x01", "application/octet-stream"),
        (zipped(xl__workbook=b"x"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00EVIL", "application/octet-stream"),
    ],
)
def test_what_it_is_is_read_from_its_bytes(head, type):
    assert sniff(head) == type


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("report.pdf", 'attachment; filename="report.pdf"'),
        ("报价 单.pdf", "attachment; filename*=utf-8''%E6%8A%A5%E4%BB%B7%20%E5%8D%95.pdf"),
        ("it's.pdf", 'attachment; filename="it\'s.pdf"'),
    ],
)
def test_its_name_is_told_as_browsers_understand_it(client, record, clerk, name, told):
    file = files.attach(registry["partners"], record.pk, SimpleUploadedFile(name, b"x"), actor=clerk)
    assert client.get(f"/files/{file.pk}/").headers["Content-Disposition"] == told


def test_several_at_once_listed_and_removed(client, record):
    uploads = [SimpleUploadedFile(f"{n}.txt", b"text") for n in range(3)]
    assert client.post(address(record), {"file": uploads}).headers["Location"] == f"/partners/{record.pk}/#files"
    page = client.get(address(record))
    assert all(f"{n}.txt" in page.text for n in range(3))
    file = StoredFile.objects.first()
    assert client.post(f"/files/{file.pk}/remove/").status_code == 302
    assert client.get(f"/files/{file.pk}/").status_code == 404
    assert client.get(f"/files/{file.pk}/remove/").status_code == 405


@pytest.mark.parametrize("sent", [{}, {"file": "text"}, {"file": SimpleUploadedFile("empty.txt", b"")}])
def test_what_is_no_file_is_refused_in_words(client, record, sent):
    assert client.post(address(record), sent).status_code == 422
    assert not StoredFile.objects.exists()


def test_bytes_that_are_gone_are_a_clear_404(client, record, clerk):
    file = files.attach(registry["partners"], record.pk, SimpleUploadedFile("a.txt", b"x"), actor=clerk)
    files.path_of(file).unlink()
    assert client.get(f"/files/{file.pk}/").status_code == 404


def test_nobody_is_asked_to_sign_in_and_strangers_find_nothing(client, record, clerk):
    file = files.attach(registry["partners"], record.pk, SimpleUploadedFile("a.txt", b"x"), actor=clerk)
    with as_system("tests") as system:
        key = gate.create(registry["users"], {"username": "files.nobody", "name": "N"}, actor=system).pk
    client.logout()
    assert client.get(f"/files/{file.pk}/").status_code == 302
    stranger = get_user_model()._base_manager.get(pk=key)
    client.force_login(stranger)
    assert client.get(f"/files/{file.pk}/").status_code == 404
    assert client.get(address(record)).status_code == 404
    assert client.post(address(record), {"file": SimpleUploadedFile("b.txt", b"x")}).status_code == 404
    assert client.post(f"/files/{file.pk}/remove/").status_code == 404
    assert StoredFile.objects.get().deleted_at is None
