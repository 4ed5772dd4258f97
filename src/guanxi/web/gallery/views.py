"""Renders one template with its sample; ?theme=dark, ?density=compact, ?language=en change how it looks."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.html import format_html

from guanxi.web.gallery import opened
from guanxi.web.gallery.exhibits import drawn
from guanxi.web.gallery.pages import PAGES
from guanxi.web.gallery.shell import shell

View = Callable[..., HttpResponse]


def in_debug_only(view: View) -> View:
    """The gallery does not exist on a real site."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: str) -> HttpResponse:
        if not settings.DEBUG:
            raise Http404
        language = request.GET.get("language", "")
        with translation.override(language if language in dict(settings.LANGUAGES) else translation.get_language()):
            return view(request, **kwargs)

    return guarded


@in_debug_only
def index(request: HttpRequest) -> HttpResponse:
    """Every page of the gallery, as a list."""
    rows = [_row("components", "every component in every state")]
    rows += [_row(name, page.template) for name, page in PAGES.items()]
    columns = [{"name": "name", "label": "Page"}, {"name": "template", "label": "Template"}]
    pager = {"text": f"{len(rows)} pages", "previous_url": "", "next_url": ""}
    context = {"title": "Gallery", "columns": columns, "rows": rows, "quick": None, "pager": pager}
    return render(request, "web/list.html", shell(request) | context)


@in_debug_only
def components(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    context = {"title": "Components", "exhibits": drawn(request)}
    return render(request, "web/gallery/components.html", shell(request) | context)


@in_debug_only
def events(request: HttpRequest) -> HttpResponse:
    """What the sample calendar shows."""
    return JsonResponse(opened.events())


@in_debug_only
def show(request: HttpRequest, name: str) -> HttpResponse:
    """One template with its sample."""
    if name not in PAGES:
        raise Http404
    page = PAGES[name]
    if page.toast:
        messages.success(request, page.toast, extra_tags="undo=/gallery/list/")
    return render(request, page.template, shell(request) | page.sample(), status=page.status)


def _row(name: str, template: str) -> dict[str, Any]:
    url = f"{name}/"
    link = format_html('<a href="{}">{}</a>', url, name)
    cells = [{"html": link, "slot": "title", "css": "gx-first"}, {"html": template, "css": "gx-t2", "slot": "a"}]
    return {"id": name, "url": url, "label": name, "cells": cells}
