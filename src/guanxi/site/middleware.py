"""What every request passes: where it came from, and the headers that keep a page to itself."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from guanxi.engine import origin
from guanxi.kit.uuids import uuid7
from guanxi.messaging import streams
from guanxi.site.client_address import client_address

Respond = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'{live}; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def _live(request: HttpRequest) -> str:
    """The origin of the signals to open pages, where it isn't the page's own."""
    origin = streams.origin(request)
    return f" {origin}" if origin else ""


class Origin:
    """Everything done in a request is told to come from its page or endpoint, and from its address."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        via = "api" if request.path.startswith("/api/") else "web"
        request.request_id = uuid7().hex  # type: ignore[attr-defined]
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        address = client_address(request.META.get("REMOTE_ADDR", ""), forwarded, settings.PROXIES)
        request.META["REMOTE_ADDR"] = address  # For libraries, which look nowhere else.
        with origin.origin(via, address, request.request_id):  # type: ignore[attr-defined]
            response = self.respond(request)
        response.headers["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response


class Headers:
    """A strict policy for scripts and styles, and no caching of what a person sees."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.respond(request)
        response.headers.setdefault("Content-Security-Policy", POLICY.format(live=_live(request)))
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(self)")
        response.headers.setdefault("Cache-Control", "no-store")
        if request.headers.get("HX-Request"):
            patch_vary_headers(response, ("HX-Request",))
        return response
