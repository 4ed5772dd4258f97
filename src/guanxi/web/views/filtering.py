"""The filter builder of a list: drawn, changed row by row, and applied."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine.filters import compile_filter
from guanxi.web import addresses
from guanxi.web.addresses import page_url, with_query
from guanxi.web.filtering import drafts
from guanxi.web.filtering.builder import Builder, edited
from guanxi.web.filtering.drafts import ALL, ANY, Draft, Row
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.htmx import is_partial
from guanxi.web.lists.state import ListState

SHOW, SAVE = "show", "save"


@page()
def builder(request: Asking, entity: str) -> HttpResponse:
    """The builder as a page of its own or above the list; with `do=show` the way to what it lets through."""
    face = face_of(request, entity)
    state = ListState.read(face, request.GET)
    access = request.user.access
    sent = "j" in request.GET
    draft = drafts.read(request.GET) if sent else drafts.draft_of(face, state.filter, access)
    do = request.GET.get("do", "")
    if do in (SHOW, SAVE):
        try:
            wanted = drafts.filter_of(face, draft, access)
            compile_filter(face, wanted, access)
        except drafts.Wrong as wrong:
            return _drawn(request, Builder(state, draft, request.user, focus=next(iter(wrong.problems))), wrong)
        applied = replace(state, filter=wanted, cursor="")
        if do == SAVE:
            return _leave(request, with_query(page_url("view-save", face.name), applied.parameters()))
        return HttpResponseRedirect(applied.url())
    draft, focus = (
        _begun(draft, request.GET.get("field", ""), request.GET.get("focus", "")) if not sent else edited(draft, do)
    )
    return _drawn(request, Builder(state, draft, request.user, focus=focus))


def _leave(request: Asking, url: str) -> HttpResponse:
    """To another page, also when only a part was asked for."""
    if is_partial(request):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def _begun(draft: Draft, field: str, focus: str) -> tuple[Draft, str]:
    """As it opens: with a fresh row, or at the row that was asked for."""
    if focus.isdigit() and int(focus) < len(draft.members):
        return draft, focus
    if draft.join == ANY and draft.members:
        draft = Draft(ALL, (drafts.Block(ANY, draft.members),)) if _flat(draft) else draft  # type: ignore[arg-type]
    return Draft(draft.join, (*draft.members, Row(field))), str(len(draft.members))


def _flat(draft: Draft) -> bool:
    return not any(isinstance(member, drafts.Block) for member in draft.members)


def _drawn(request: Asking, builder: Builder, wrong: drafts.Wrong | None = None) -> HttpResponse:
    context = builder.context(wrong.problems if wrong else None)
    status = 422 if wrong else 200
    if is_partial(request):
        response = render(request, "web/parts/filter_builder.html", context | {"floats": True}, status=status)
        if wrong:
            for header, value in (
                ("Retarget", "#fb"),
                ("Reselect", "#fb"),
                ("Reswap", "outerHTML"),
                ("Push-Url", "false"),
            ):
                response.headers[f"HX-{header}"] = value
        return response
    face = builder.entity
    context |= {
        "crumbs": [
            {"label": capfirst(face.label_plural), "url": addresses.list_url(face.name)},
            {"label": _("Conditions")},
        ],
        "title": _("Conditions"),
    }
    return render(request, "web/filter.html", context, status=status)
