"""The filter builder of a list: drawn, changed row by row, and applied."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine.filters import compile_filter
from guanxi.engine.permissions import Actor
from guanxi.web.addresses import with_query
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
    return built(request, ListState.read(face, request.GET), request.user, capfirst(face.label_plural))


def built(request: Asking, state: ListState, actor: Actor, called: str) -> HttpResponse:
    """The builder of a list that an actor sees and that is called so; raises BadQuery."""
    face, access = state.entity, actor.access
    sent = "j" in request.GET
    draft = drafts.read(request.GET) if sent else drafts.draft_of(face, state.filter, access)
    do = request.GET.get("do", "")
    if do in (SHOW, SAVE):
        try:
            wanted = drafts.filter_of(face, draft, access)
            compile_filter(face, wanted, access)
        except drafts.Wrong as wrong:
            shown = Builder(state, draft, actor, focus=next(iter(wrong.problems)))
            return _drawn(request, shown, called, wrong)
        applied = replace(state, filter=wanted, cursor="")
        if do == SAVE and request.user.access.may("views", "create"):
            return _leave(request, with_query(applied.saving, applied.parameters()))
        return HttpResponseRedirect(applied.url())
    draft, focus = (
        _begun(draft, request.GET.get("field", ""), request.GET.get("focus", "")) if not sent else edited(draft, do)
    )
    return _drawn(request, Builder(state, draft, actor, focus=focus), called)


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


def _drawn(request: Asking, builder: Builder, called: str, wrong: drafts.Wrong | None = None) -> HttpResponse:
    context = builder.context(wrong.problems if wrong else None, saves=request.user.access.may("views", "create"))
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
    context |= {
        "crumbs": [{"label": called, "url": builder.state.home}, {"label": _("Conditions")}],
        "title": _("Conditions"),
    }
    return render(request, "web/filter.html", context, status=status)
