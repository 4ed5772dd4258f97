"""Whether a page that was open for long still stands: who is signed in now, and the token its forms need."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render

from guanxi.web.guard import Asking, page


def standing(request: HttpRequest) -> HttpResponse:
    """For scripts: the key of who is signed in (none: nobody), and a fresh token against forged requests."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    person = str(request.user.pk) if request.user.is_authenticated else None
    return JsonResponse({"person": person, "token": get_token(request)})


@page()
def back(request: Asking) -> HttpResponse:
    """Where signing in again in a second tab ends: it tells the first one, and closes."""
    return render(request, "web/back.html")
