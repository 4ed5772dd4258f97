"""What stands before every page: signed in, the right method, refusals of the engine told in words."""

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
from guanxi.engine.registry import registry
from guanxi.web import errors

View = Callable[..., HttpResponseBase]


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
            if request.method not in allowed:
                return HttpResponseNotAllowed(allowed)
            try:
                return view(request, *args, **kwargs)
            except EngineError as refused:
                return errors.refusal(request, refused)

        return answer

    return guard


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page, which leads back here unless something was about to be done."""
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
