"""What a file is, by its first bytes; neither its name nor the browser is asked."""

from __future__ import annotations

UNKNOWN = "application/octet-stream"
PLAIN = "text/plain"
HEAD = 8_192
"""Bytes that are looked at."""

_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"BM", "image/bmp"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"7z\xbc\xaf'\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1a\x45\xdf\xa3", "video/webm"),
)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_IN_ZIP: tuple[tuple[bytes, str], ...] = (
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.spreadsheet"),
    (b"mimetypeapplication/vnd.oasis.opendocument.presentation", "application/vnd.oasis.opendocument.presentation"),
    (b"word/", f"{_OFFICE}wordprocessingml.document"),
    (b"xl/", f"{_OFFICE}spreadsheetml.sheet"),
    (b"ppt/", f"{_OFFICE}presentationml.presentation"),
)
_ACTIVE = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"<?php", b"<body", b"<iframe", b"<img", b"<math")
"""What a browser or a server could take for a page or a program; given out as bytes without a meaning."""


def sniff(head: bytes) -> str:
    """The content type of a file that begins with these bytes."""
    for offset, signature, name in _SIGNATURES:
        if head.startswith(signature, offset):
            return name
    if head.startswith(b"RIFF"):
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}.get(head[8:12], UNKNOWN)
    if head.startswith(b"PK\x03\x04"):
        return next((name for mark, name in _IN_ZIP if mark in head), "application/zip")
    return PLAIN if _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    """Whether it is text in an encoding that people use here, and none that a browser would carry out."""
    if not head or b"\x00" in head or any(mark in head.lower() for mark in _ACTIVE):
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            text = head.decode(encoding)
        except UnicodeDecodeError as broken:
            if broken.start < len(head) - 4:  # A character may be cut at the end.
                continue
            text = head[: broken.start].decode(encoding)
        return all(character >= " " or character in "\t\r\n\f" for character in text)
    return False
