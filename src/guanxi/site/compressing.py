"""Pages are sent compressed: they are most of what a slow line has to carry."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import brotli
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string

LEAST = 1_400
"""Bytes below which compression saves no packet."""
QUALITY = 2
"""A quarter of a millisecond for a list page, within a tenth of the size that four times as long would give."""
PADDING = 100
"""So many bytes at most, different in each answer, hide the length of what was compressed (BREACH)."""


class Compressed:
    """Compress HTML with what the browser accepts: Brotli, else gzip.

    Only pages: what programs read carries strong ETags, which name the bytes as they are; files have been compressed
    before.
    """

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.respond(request)
        if not isinstance(response, HttpResponse) or not _is_worth_it(response):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        accepted = _accepted(request.headers.get("Accept-Encoding", ""))
        if "br" in accepted:
            padding = b"<!--" + b"-" * secrets.randbelow(PADDING) + b"-->"
            _sent_as(response, "br", brotli.compress(response.content + padding, quality=QUALITY))
        elif "gzip" in accepted:
            _sent_as(response, "gzip", compress_string(response.content, max_random_bytes=PADDING))
        return response


def _is_worth_it(response: HttpResponse) -> bool:
    html = response.headers.get("Content-Type", "").startswith("text/html")
    return html and not response.has_header("Content-Encoding") and len(response.content) >= LEAST


def _accepted(header: str) -> set[str]:
    """The encodings a browser takes; one of weight nought it doesn't."""
    named = (part.replace(" ", "").lower().partition(";q=") for part in header[:200].split(","))
    return {name for name, _sign, weight in named if weight.strip("0.") or not _sign}


def _sent_as(response: HttpResponse, encoding: str, content: bytes) -> None:
    response.content = content
    response.headers["Content-Encoding"] = encoding
    response.headers["Content-Length"] = str(len(content))
