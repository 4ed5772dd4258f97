"""What stands before every page: signed in, the right method, refusals of the engine told in words.

A page's script sends forms so that nothing typed is lost: it says for whom the page was made, and is told a redirect
instead of being led along it, so that the page after it is fetched once, by the browser.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect, resolve_url

from guanxi.engine.entity import Entity
from guanxi.engine.errors import EngineError, NotAllowed, NotFound
from guanxi.engine.permissions import Actor
from guanxi.engine.reading.query import refuse_nul
from guanxi.engine.registry import registry
from guanxi.web import errors

View = Callable[..., HttpResponseBase]
BY_SCRIPT, PERSON, LOCATION = "Gx-Form", "Gx-Person", "Gx-Location"
"""Headers: a script sends this form; the key of whom its page was made for; where a redirect leads."""


class Asking(HttpRequest):
    """A request behind the guard: somebody is signed in."""

    user: Actor  # type: ignore[assignment]


def page(*methods: str) -> Callable[[View], View]:
    """A page for people who are signed in; without methods it can only be looked at."""
    allowed = methods or ("GET",)
    allowed = (*allowed, "HEAD") if "GET" in allowed else allowed

    def guard(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            if request.headers.get(PERSON, str(request.user.pk)) != str(request.user.pk):
                return HttpResponse(status=401, headers={PERSON: "other"})
            if request.method not in allowed:
                return HttpResponseNotAllowed(allowed)
            try:
                refuse_nul(request.META.get("QUERY_STRING", ""))
                response = view(request, *args, **kwargs)
            except EngineError as refused:
                response = errors.refusal(request, refused)
            return _told(response) if BY_SCRIPT in request.headers else response

        return answer

    return guard


def _told(response: HttpResponseBase) -> HttpResponseBase:
    """A redirect as a header; cookies and messages stay for the page it leads to."""
    if response.status_code not in (301, 302, 303):
        return response
    response.headers[LOCATION] = response.headers["Location"]
    del response.headers["Location"]
    response.status_code = 204
    return response


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page, which leads back here unless something was about to be done; a script asks people itself."""
    if PERSON in request.headers:
        return HttpResponse(status=401)
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
    return redirect(settings.LOGIN_URL)


def face_of(request: Asking, name: str, verb: str = "read") -> Entity:
    """The entity of an address; one that isn't there and one that may not be seen look the same."""
    entity = registry.get(name)
    if entity is None or not request.user.access.may(name, "read"):
        raise NotFound()
    if not request.user.access.may(name, verb):
        raise NotAllowed()
    return entity
