"""Class J: whatever is handed in, under whatever name and claimed type, comes back as a download that nothing runs."""

import io
import struct
import zipfile
import zlib

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile

from guanxi.engine import files, gate
from guanxi.engine.files.types import sniff
from guanxi.engine.models import StoredFile
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry

pytestmark = pytest.mark.django_db

SCRIPT = b"<script>parent.document.title='run'</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
GIF = b"GIF89a" + bytes.fromhex("01000100800000000000ffffff2c00000000010001000002024401003b")
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF\n"


def png(comment: bytes = b"") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"tEXt", b"c\x00" + comment) + chunk(b"IDAT", zlib.compress(b"\0\0\0\0"))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")


def zipped(**members: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return whole.getvalue()


POLYGLOTS: dict[str, tuple[bytes, str]] = {
    "page.html": (b"<!DOCTYPE html><html>" + SCRIPT + b"</html>", "text/html"),
    "page.htm": (b"<HTML><BODY onload=alert(1)>", "text/html"),
    "fragment.html": (SCRIPT, "text/html"),
    "blank first.html": (b" " * 600 + SCRIPT, "text/html"),
    "bom.html": (b"\xef\xbb\xbf<html>" + SCRIPT, "text/html"),
    "utf16.html": ("\ufeff<html><script>alert(1)</script>".encode("utf-16-le"), "text/html"),
    "utf7.html": (b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-", "text/html; charset=utf-7"),
    "claims a picture.html": (SCRIPT, "image/png"),
    "picture.svg": (SVG, "image/svg+xml"),
    "prolog.svg": (b'<?xml version="1.0"?>' + SVG, "image/svg+xml"),
    "comment first.svg": (b"<!-- x -->" + SVG, "image/svg+xml"),
    "packed.svgz": (zlib.compress(SVG, wbits=31), "image/svg+xml"),
    "doc.xml": (b'<?xml version="1.0"?><x:script xmlns:x="http://www.w3.org/1999/xhtml">a()</x:script>', "text/xml"),
    "doc.xhtml": (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "application/xhtml+xml"),
    "entities.xml": (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "application/xml"),
    "sheet.xsl": (b'<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0"/>', "text/xsl"),
    "formula.mathml": (b'<math><maction actiontype="statusline" xlink:href="javascript:alert(1)">', "text/mathml"),
    "shell.php": (b"<?php system($_GET['c']); ?>", "application/x-php"),
    "short.phtml": (b"<?= `id` ?>", "text/plain"),
    "archive.phar": (b"<?php __HALT_COMPILER(); ?>\r\n" + b"\0" * 40 + b"GBMB", "application/octet-stream"),
    "picture.php.png": (png(b"<?php system('id'); ?>"), "image/png"),
    ".htaccess": (b"AddType application/x-httpd-php .png", "text/plain"),
    "code.js": (b"alert(document.domain)", "application/javascript"),
    "module.mjs": (b"export default alert(1)", "text/javascript"),
    "worker.wasm": (b"\x00asm\x01\x00\x00\x00", "application/wasm"),
    "style.css": (b"*{background:url(//evil/)}", "text/css"),
    "both.gif": (GIF[:6] + b"/*" + GIF[6:] + b"*/=1;alert(1)//", "image/gif"),
    "text after.gif": (GIF + SCRIPT, "image/gif"),
    "comment.jpg": (JPEG + b"\xff\xfe\x00\x40" + SCRIPT + b"\xff\xd9", "image/jpeg"),
    "comment.png": (png(SCRIPT), "image/png"),
    "bitmap.bmp": (b"BM=1;alert(1)//" + b"\0" * 40, "image/bmp"),
    "icon.ico": (b"\x00\x00\x01\x00\x01\x00" + SCRIPT, "image/x-icon"),
    "paper.pdf": (PDF, "application/pdf"),
    "page and paper.pdf": (PDF + SCRIPT, "text/html"),
    "late.pdf": (SCRIPT + PDF, "application/pdf"),
    "plain.zip": (zipped(a_dot_html=SCRIPT), "application/zip"),
    "page before.zip": (SCRIPT + zipped(a=b"x"), "application/zip"),
    "java.jar": (zipped(**{"META-INF__MANIFEST_dot_MF": b"Main-Class: X"}), "application/java-archive"),
    "macro.docm": (zipped(**{"word__vbaProject_dot_bin": b"\xd0\xcf\x11\xe0"}), "application/msword"),
    "mail.eml": (b"Content-Type: text/html\r\n\r\n" + SCRIPT, "message/rfc822"),
    "web.mhtml": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n" + SCRIPT, "multipart/related"),
    "flash.swf": (b"FWS\x06\x00\x00\x00", "application/x-shockwave-flash"),
    "link.url": (b"[InternetShortcut]\r\nURL=javascript:alert(1)", "text/plain"),
    "app.hta": (b"<hta:application><script>new ActiveXObject('WScript.Shell')</script>", "application/hta"),
    "card.vcf": (b"BEGIN:VCARD\r\nPHOTO;VALUE=uri:javascript:alert(1)\r\nEND:VCARD", "text/vcard"),
    "programme.exe": (b"MZ\x90\x00\x03", "image/png"),
}
HARMLESS = {
    "application/octet-stream",
    "application/pdf",
    "application/gzip",
    "application/zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "image/bmp",
    "image/gif",
    "image/jpeg",
    "image/png",
    "text/plain",
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


def test_the_forty_are_there():
    assert len(POLYGLOTS) >= 40


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
