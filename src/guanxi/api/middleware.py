"""Whatever goes wrong below /api/, before or after an endpoint, is told as a problem."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from guanxi.api import problems

PREFIX = "/api/"


class Problems:
    """Turns error pages into problem details for programs."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.respond(request)
        if response.status_code < 400 or not request.path_info.startswith(PREFIX):
            return response
        if response.headers.get("Content-Type") == problems.MEDIA_TYPE:
            return response
        told = problems.answer(_problem(response.status_code, getattr(request, "request_id", "")))
        for name in set(response.headers) - {"Content-Type", "Content-Length"}:
            told.headers[name] = response.headers[name]
        return told


def _problem(status: int, request: str) -> dict[str, object]:
    if status == 404:
        return problems.plain("not_found", 404, _("There is nothing at this address."), request)
    if status >= 500:
        return problems.plain("error", status, _("This is our fault. The number of this request helps us."), request)
    return problems.plain("bad_request", status, _("This request can't be answered."), request)
