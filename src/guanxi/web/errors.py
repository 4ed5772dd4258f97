"""Pages for what can't be done: what happened in words, and how to go on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from guanxi.engine.errors import Conflict, EngineError, Invalid, MergedInto, NotAllowed, NotFound
from guanxi.engine.registry import registry
from guanxi.engine.wording import listed
from guanxi.people.helpers import who_grants
from guanxi.web import addresses
from guanxi.web.htmx import is_partial


def page(status: int, request_id: str = "") -> HttpResponse:
    """The page of a status; needs no database and no session."""
    return HttpResponse(render_to_string(f"{status}.html", {"request_id": request_id}), status=status)


def refusal(request: HttpRequest, refused: EngineError) -> HttpResponse:
    """What the engine refused, as a page; as a note above the present page when htmx asked."""
    if is_partial(request) or _by_script(request):
        return _note(refused)
    if isinstance(refused, MergedInto):
        return _merged(request, refused)
    if isinstance(refused, NotFound):
        return not_found(request, refused)
    if isinstance(refused, Conflict):
        return page(409)
    context = {"heading": _heading(refused), "text": text_of(refused), "ways": _ways(request)}
    if isinstance(refused, NotAllowed):
        context["ask"] = _whom_to_ask(request)
    return _within(request, context, refused.status)


def _merged(request: HttpRequest, refused: MergedInto) -> HttpResponse:
    """To the same page of the record that another was merged into; what was about to be done is told instead."""
    there = addresses.record_url(refused.entity, refused.survivor)
    match = request.resolver_match
    if request.method not in ("GET", "HEAD") or match is None:
        text = _("It was merged into another record. Nothing was changed.")
        ways = [{"label": _("To the record that it was merged into"), "url": there}]
        return _within(request, {"heading": _heading(refused), "text": text, "ways": ways}, refused.status)
    messages.info(request, _("The record you asked for was merged into this one."))
    if "key" not in match.kwargs or match.kwargs.get("entity") != refused.entity:
        return redirect(there)
    told = reverse(match.view_name, kwargs={**match.kwargs, "key": refused.survivor})
    return redirect(f"{told}?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else told)


def _within(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    """The page inside the shell for who is signed in, so that every way on is at hand; else by itself."""
    if _is_signed_in(request):
        return render(request, "web/lost.html", {"visit": "", **context}, status=status)
    return HttpResponse(render_to_string("web/refusal.html", context), status=status)


def _is_signed_in(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated


def _whom_to_ask(request: HttpRequest) -> str:
    """ "Ask Zhou Mingyuan…": the same for what isn't there and for what may not be seen."""
    names = who_grants(request.user) if _is_signed_in(request) else []  # type: ignore[arg-type]
    return _("If you need it, ask %(people)s to open it for you.") % {"people": listed(names)} if names else ""


def _note(refused: EngineError) -> HttpResponse:
    response = HttpResponse(
        render_to_string("web/parts/refusal.html", {"text": text_of(refused)}), status=refused.status
    )
    response.headers["HX-Retarget"] = "#main"
    response.headers["HX-Reswap"] = "afterbegin"
    response.headers["HX-Reselect"] = "#refusal"
    response.headers["HX-Push-Url"] = "false"
    response.headers["Gx-Note"] = "1"
    return response


def _by_script(request: HttpRequest) -> bool:
    """Whether a script sent the form: its page stays, with what was typed, and shows a note."""
    return "Gx-Form" in request.headers


def _heading(refused: EngineError) -> str:
    return {403: _("You may not do this"), 400: _("This request could not be read")}.get(
        refused.status, _("This can't be done")
    )


def text_of(refused: EngineError) -> str:
    """What it says to a person."""
    if isinstance(refused, Invalid):
        return " ".join(text for texts in refused.errors.values() for text in texts)
    return refused.message


def _ways(request: HttpRequest) -> list[dict[str, str]]:
    """Where to go on: the record, its list."""
    place = request.resolver_match.kwargs if request.resolver_match else {}
    ways = []
    if "entity" in place and not _may_read(request, place["entity"]):
        return []
    if "key" in place and "entity" in place and request.resolver_match.url_name != "record":  # type: ignore[union-attr]
        ways.append({"label": _("Back to the record"), "url": addresses.record_url(place["entity"], place["key"])})
    if "entity" in place:
        ways.append({"label": _("To the list"), "url": addresses.list_url(place["entity"])})
    return ways


def _may_read(request: HttpRequest, name: str) -> bool:
    user = getattr(request, "user", None)
    return user is None or (name in registry and user.is_authenticated and user.access.may(name, "read"))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not _is_signed_in(request):
        return page(403)
    text = _("Your role does not include it.")
    context = {"heading": _("You cannot see this page"), "text": text, "ask": _whom_to_ask(request)}
    return _within(request, context, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What isn't there and what may not be seen look the same."""
    if not _is_signed_in(request):
        return page(404)
    text = _("It may have been deleted, or the address is mistyped. What you may not see is shown as missing, too.")
    ways = [way for way in _ways(request)[-1:] if way["url"] != request.path]
    context = {"heading": _("There is nothing at this address"), "text": text, "ask": _whom_to_ask(request)}
    return _within(request, context | {"ways": ways, "searchable": True}, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return page(500, getattr(request, "request_id", ""))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return HttpResponse(render_to_string("403_csrf.html"), status=403, headers={"Gx-Csrf": "failed"})
