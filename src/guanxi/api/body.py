"""Reading what was sent: one JSON object, or a clear reason why not."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _

from guanxi.api.refusals import BadRequest, LengthMissing, NotJson, TooLarge
from guanxi.engine.imports import storage

DEEPEST = 20
ENVELOPE = 1_000_000
"""What a form may have besides its file."""
MEDIA_TYPES = ("application/json", "application/merge-patch+json")


def read_bytes(request: HttpRequest) -> bytes:
    """The body; raises TooLarge before reading what is too large."""
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if _length(request) > most:
        raise TooLarge(most)
    try:
        return request.body
    except RequestDataTooBig as large:
        raise TooLarge(most) from large
    except UnreadablePostError as broken:
        raise BadRequest(_("The body ended too soon.")) from broken


def asked(request: HttpRequest) -> bytes:
    """All that a request asks for, in bytes, by which one that comes again is known; files stand for themselves."""
    told = f"{request.method} {request.get_full_path()}\n".encode()
    if request.content_type != "multipart/form-data":
        return told + read_bytes(request)
    form, files = read_form(request)
    for name, text in sorted(form.items()):
        told += f"{name}={text}\n".encode()
    for name, file in sorted(files.items()):
        told += f"{name}={file.name}\n".encode() + hashlib.file_digest(file.file, "sha256").digest()
        file.seek(0)
    return told


def read_form(request: HttpRequest) -> tuple[dict[str, str], dict[str, Any]]:
    """The parts of a form with files; raises TooLarge before reading what is too large."""
    most = storage.most_bytes()
    if _length(request) > most + ENVELOPE:
        raise TooLarge(most)
    try:
        return request.POST.dict(), request.FILES.dict()
    except MultiPartParserError as bad:
        raise BadRequest(_("The parts of the body can't be told apart.")) from bad


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    if text == "0" and "HTTP_TRANSFER_ENCODING" in request.META:
        raise LengthMissing()
    if not text.isdigit():
        raise BadRequest(_("Content-Length is a number."))
    return int(text)


def read_object(request: HttpRequest) -> dict[str, Any]:
    """The body as an object; an empty body is an empty one."""
    data = read_bytes(request)
    if not data:
        return {}
    parameters = request.content_params or {}
    if request.content_type not in MEDIA_TYPES or parameters.get("charset", "utf-8").lower() != "utf-8":
        raise NotJson()
    told = decode(data)
    if not isinstance(told, dict):
        raise BadRequest(_("An object is expected: {…}."))
    return told


def decode(text: bytes | str) -> Any:
    """JSON as values: no NaN, no endless numbers, no half characters, no bottomless nesting; raises BadRequest."""
    try:
        told = msgspec.json.decode(text)
    except RecursionError as deep:
        raise _too_deep() from deep
    except msgspec.MsgspecError as bad:
        raise BadRequest(_("This is not JSON: %(reason)s.") % {"reason": str(bad)[:120]}) from bad
    except UnicodeError as bad:
        raise BadRequest(_("This is not UTF-8.")) from bad
    if isinstance(told, dict | list) and _deeper(told, DEEPEST):
        raise _too_deep()
    return told


def _deeper(told: Any, most: int) -> bool:
    level = [told]
    for _step in range(most):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def _too_deep() -> BadRequest:
    return BadRequest(_("Nested more than %(most)d levels deep.") % {"most": DEEPEST})
