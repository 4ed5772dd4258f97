"""Conditions inside a form: told in words, with a button that leads to the builder and back with everything typed."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery, Invalid
from guanxi.engine.fields.conditions import Conditions
from guanxi.engine.filters import compile_filter
from guanxi.engine.permissions import Access
from guanxi.engine.registry import registry
from guanxi.web.filtering import drafts
from guanxi.web.filtering.builder import Builder, edited
from guanxi.web.forms.values import Typed
from guanxi.web.guard import Asking
from guanxi.web.lists.conditions import in_words
from guanxi.web.lists.state import ListState

ASKED, CARRIED, DO = "conditions", "was.", "do"
"""The button that leads to the builder, what the form's own fields are called meanwhile, the builder's buttons."""
USE, CANCEL, JOIN = "show", "cancel", "j"
NOT_CARRIED = (ASKED, "csrfmiddlewaretoken")


def told(kind: Conditions, value: Any, entity: Any, access: Access) -> str:
    """Conditions in words, for somebody who may look at them; "" for none."""
    if kind.is_nothing(value):
        return ""
    face = registry.get(str(entity or ""))
    try:
        return in_words(face, value, access) if face else kind.to_text(value)
    except BadQuery:
        return capfirst(_("a condition that can't be read"))


def control(
    kind: Conditions, value: Any, entity: Any, access: Access, *, name: str, invalid: bool = False
) -> SafeString:
    """What stands in the form: the words, the value, the way to the builder."""
    text = value if isinstance(value, Typed) else kind.to_text(value)
    words = told(kind, value, entity, access) if text and not isinstance(value, Typed) else str(text)
    return format_html(
        '<span class="gx-conditions"{}><span class="{}">{}</span><input type="hidden" name="{}" value="{}">'
        '<button class="btn btn-sm" type="submit" name="{}" value="{}">{}</button></span>',
        SafeString(" data-wrong") if invalid else "",
        "gx-conditions-said" if words else "gx-conditions-said gx-t3",
        words or _("all of them"),
        name,
        str(text),
        ASKED,
        name,
        _("Change conditions") if words else _("Add conditions"),
    )


def was_asked(sent: QueryDict) -> bool:
    """Whether the form leads to the builder, or the builder was used."""
    return ASKED in sent


def step(request: Asking, face: Entity, form_url: str, crumbs: list[dict[str, Any]]) -> HttpResponse | QueryDict:
    """The builder's page; or, once it is done with, the form's data with what was built. Raises Invalid, BadQuery."""
    name = request.POST[ASKED]
    form = form_of(request.POST)
    kind, about = _about(face, form, name)
    if about is None or not request.user.access.may(about.name, "read"):
        raise Invalid({"": [_("Say first which records these conditions are about.")]})
    do, access = request.POST.get(DO, ""), request.user.access
    if do == CANCEL:
        return form
    built = JOIN in request.POST
    draft = drafts.read(request.POST) if built else _begun(kind, form.get(name, ""), about, access)
    wrong: drafts.Wrong | None = None
    if do == USE:
        try:
            wanted = drafts.filter_of(about, draft, access)
            compile_filter(about, wanted, access)
            form[name] = kind.to_text(wanted)
            return form
        except drafts.Wrong as problems:
            wrong = problems
    draft, focus = edited(draft, do) if do else (draft, "")
    builder = Builder(ListState.read(about, {}), draft, request.user, focus=focus)
    return _page(request, builder, form, name, form_url, crumbs, wrong)


def _begun(kind: Conditions, text: str, about: Entity, access: Access) -> drafts.Draft:
    """What the form says now; a first empty row where it says nothing."""
    try:
        draft = drafts.draft_of(about, kind.checked(kind.from_text(text)), access)
    except (ValidationError, BadQuery):
        draft = drafts.Draft()
    return draft if draft.members else drafts.Draft(members=(drafts.Row(),))


def form_of(sent: QueryDict) -> QueryDict:
    """The form's own data, out of what the form or the builder sent."""
    form = QueryDict(mutable=True)
    for name, values in sent.lists():
        if JOIN not in sent and name not in NOT_CARRIED:
            form.setlist(name, values)
        elif JOIN in sent and name.startswith(CARRIED):
            form.setlist(name.removeprefix(CARRIED), values)
    return form


def _about(face: Entity, form: QueryDict, name: str) -> tuple[Conditions, Entity | None]:
    """The field that a control of the form is for, and the entity that stands beside it; raises BadQuery."""
    *before, field = name.split("-")
    lines = face.lines.get(before[0]) if len(before) == 2 else None
    kind = (lines.fields if lines else face.fields).get(field)
    if not isinstance(kind, Conditions) or len(before) == 1:
        raise BadQuery(_("This form is incomplete. Reload the page and send it again."))
    return kind, registry.get(form.get("-".join([*before, kind.of]), ""))


def _page(
    request: Asking,
    builder: Builder,
    form: QueryDict,
    name: str,
    form_url: str,
    crumbs: list[dict[str, Any]],
    wrong: drafts.Wrong | None,
) -> HttpResponse:
    carried = [(CARRIED + key, value) for key, values in form.lists() for value in values]
    context = builder.context(wrong.problems if wrong else None)
    context["fb"] |= {
        "posts": True,
        "url": form_url,
        "hidden": [(ASKED, name), *carried],
        "saves": False,
    }
    title = _("Conditions on %(records)s") % {"records": builder.entity.label_plural}
    context |= {"crumbs": [*crumbs, {"label": _("Conditions")}], "title": title}
    return render(request, "web/filter.html", context, status=422 if wrong else 200)
