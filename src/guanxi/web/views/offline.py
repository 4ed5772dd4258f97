"""Without a connection: the page for quick notes, the worker's script, the manifest, and where notes are sent later."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from guanxi.engine.errors import BadQuery, EngineError, Invalid
from guanxi.kit.uuids import milliseconds
from guanxi.messaging.models.note import DIRECTIONS, KINDS, OUTCOMES
from guanxi.web import addresses
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.offline import files, receiving

AHEAD = dt.timedelta(days=2)
"""How wrong a phone's clock may be."""
OURS = ("csrfmiddlewaretoken", "entity", "id", "about")
THEME = {"light": "#f5f6f8", "dark": "#0e1014"}
Context = dict[str, Any]


@page("POST")
def send(request: Asking) -> JsonResponse:
    """One thing written without a connection: `entity`, `id` (made on the phone), `about` (KEY/ENTITY), its fields.

    The same id again is answered as the first time. A refusal is told in words, for the list of what waits.
    """
    sent = request.POST
    values = {name: sent[name] for name in sent if name not in OURS}
    try:
        face = face_of(request, sent.get("entity", ""), "create")
        key = _key(sent.get("id", ""))
        again = receiving.receive(face, key, values, request.user, about=sent.get("about", ""))
    except EngineError as refused:
        return JsonResponse({"message": _words(refused)}, status=refused.status)
    told = {"id": str(key), "url": addresses.record_url(face.name, key), "again": again}
    return JsonResponse(told, status=200 if again else 201)


def quick(request: HttpRequest, language: str) -> HttpResponse:
    """The same for everybody, so that the browser may keep it; whose notes wait, it finds out by script."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(("GET", "HEAD"))
    with translation.override(_language(language)):
        context = {
            "kinds": [(key, str(label)) for key, label in KINDS],
            "directions": [(key, str(label)) for key, label in DIRECTIONS],
            "outcomes": [(key, str(label)) for key, label in OUTCOMES],
            "manifest_language": language,
        }
        return HttpResponse(render_to_string("web/quick.html", context))  # Without the request: nothing of anybody.


def worker(request: HttpRequest) -> HttpResponse:
    """The script that runs beside the pages; asked for at the root, so that it may answer for all of them."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(("GET", "HEAD"))
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"}
    return HttpResponse(files.script(), content_type="text/javascript; charset=utf-8", headers=headers)


def manifest(request: HttpRequest, language: str) -> HttpResponse:
    """What a phone shows of the product once it is installed."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(("GET", "HEAD"))
    with translation.override(_language(language)):
        told = {
            "id": "/",
            "name": _("Guanxi"),
            "short_name": _("Guanxi"),
            "description": _("Customers, and everything between you and them."),
            "lang": language,
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "background_color": THEME["light"],
            "theme_color": THEME["light"],
            "icons": [
                {"src": static(f"build/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
                for size in (192, 512)
            ]
            + [
                {
                    "src": static("build/icon-mask-512.png"),
                    "sizes": "512x512",
                    "type": "image/png",
                    "purpose": "maskable",
                }
            ],
            "shortcuts": [
                {"name": _("Quick note"), "url": addresses.page_url("quick", language)},
                {"name": _("Search"), "url": addresses.page_url("search")},
            ],
        }
    answer = JsonResponse(told, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})
    answer.headers["Cache-Control"] = "max-age=3600"
    return answer


def _language(code: str) -> str:
    if code not in dict(settings.LANGUAGES):
        raise Http404
    return code


def _key(text: str) -> uuid.UUID:
    """A key made on a phone: by its clock, which must not be far ahead, or the record would stand first for long."""
    try:
        key = uuid.UUID(text)
    except ValueError as bad:
        raise BadQuery(_("This has no key that can be read.")) from bad
    latest = (timezone.now() + AHEAD).timestamp() * 1000
    if key.version != 7 or milliseconds(key) > latest:
        raise BadQuery(_("This has no key that can be read."))
    return key


def _words(refused: EngineError) -> str:
    if isinstance(refused, Invalid):
        return " ".join(text for texts in refused.errors.values() for text in texts)
    return refused.message
