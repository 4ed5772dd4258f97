"""One's own page: who one is, how the product looks, which language it speaks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guanxi.engine import gate
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid
from guanxi.engine.reading import read_one
from guanxi.engine.registry import registry
from guanxi.web import addresses, cells
from guanxi.web.forms.fields import field_row
from guanxi.web.guard import Asking, page

Context = dict[str, Any]
VERB = "set_preferences"
PRESSED = ("language", "theme", "density")
"""Preferences that have buttons of their own on the page."""
YEAR = 60 * 60 * 24 * 365


def face() -> Entity:
    """The face of the product's users."""
    return registry.for_model(get_user_model())


@page("GET", "POST")
def profile(request: Asking) -> HttpResponse:
    """Who one is, and one's preferences."""
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            save_preferences(request, {name: request.POST[name] for name in asked() if name in request.POST})
        except Invalid as bad:
            errors = bad.errors
        else:
            messages.success(request, _("Saved"))
            return redirect("web:profile")
    people, user = face(), request.user
    row = read_one(people, user.pk, user) if user.access.may(people.name, "read") else {}
    given = {name: request.POST.get(name, getattr(user, name)) for name in asked() if name not in PRESSED}
    context = {
        "title": _("Profile"),
        "facts": [
            {"label": cells.label(people, name), "html": cells.detail(people.fields[name], row[name])}
            for name in (people.title, *people.key_facts)
            if name in row
        ],
        "form_url": addresses.page_url("profile"),
        "fields": [
            field_row(people.fields[name], value, name=name, errors=errors.get(name)) for name, value in given.items()
        ],
    }
    return render(request, "web/profile.html", context, status=422 if errors else 200)


@page("POST")
def preferences(request: Asking) -> HttpResponse:
    """One preference by a button: appearance, row height."""
    save_preferences(request, {name: request.POST[name] for name in asked() if name in request.POST})
    return redirect(addresses.way_back(request, addresses.page_url("profile")))


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on; also for who isn't signed in."""
    wanted = request.POST.get("language", "")
    response = redirect(addresses.way_back(request, "/"))
    if wanted not in dict(settings.LANGUAGES):
        return response
    if request.user.is_authenticated:
        save_preferences(request, {"language": wanted})  # type: ignore[arg-type]
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        wanted,
        max_age=YEAR,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


def asked() -> tuple[str, ...]:
    """The preferences there are."""
    return face().actions[VERB].asks


def save_preferences(request: Asking, changed: Context) -> None:
    """Some preferences anew, the others as they are; raises Invalid."""
    user = request.user
    if not changed:
        return
    values = {name: _typed(getattr(user, name)) for name in asked()} | changed
    gate.act(face(), user.pk, VERB, values, actor=user, given="text")
    if "language" in changed:
        translation.activate(changed["language"])


def _typed(value: Any) -> Any:
    """A preference as a form would send it."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
