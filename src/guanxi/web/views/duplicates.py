"""The pairs of records that may be the same, to be decided on, and the run that finds them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from guanxi.engine.duplicates import matching, pairs
from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery
from guanxi.engine.models.matchpair import DIFFERENT, LATER, OPEN, STATES
from guanxi.engine.permissions import Actor
from guanxi.web import addresses
from guanxi.web.forms.values import as_key
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.reviewing.groups import cards

Context = dict[str, Any]
SAME = "same"
PAGE = 10
TABS = {OPEN: gettext_lazy("To decide"), LATER: pgettext_lazy("decide", "Later"), DIFFERENT: gettext_lazy("Different")}
DONE_WORDS = {
    DIFFERENT: gettext_lazy("Noted: they are different, and stay so."),
    LATER: gettext_lazy("Put aside. They stand under “Later”."),
    OPEN: gettext_lazy("They are to be decided again."),
}
EMPTY = {
    LATER: (gettext_lazy("Nothing was put aside"), gettext_lazy("What you want to decide later stands here.")),
    DIFFERENT: (
        gettext_lazy("Nothing was said to be different"),
        gettext_lazy("What somebody said to be different stands here, and can be asked again."),
    ),
}


@page("GET", "POST")
def review(request: Asking, entity: str) -> HttpResponse:
    """The pairs of which this person may see both records, and what they say of them."""
    face = face_of(request, entity)
    pairs.authorise(face, request.user)
    state, after = request.GET.get("state", OPEN), request.GET.get("after", "")
    if state not in STATES:
        raise BadQuery(_("There is no such list."))
    if request.method == "POST":
        return _decided(request, face, here(face, state, after))
    found = pairs.queue(face, request.user, state=state, after=after, most=PAGE)
    context = {
        "title": _("Possible duplicates: %(things)s") % {"things": face.label_plural},
        "crumbs": [
            {"label": capfirst(face.label_plural), "url": addresses.list_url(face.name)},
            {"label": _("Possible duplicates")},
        ],
        "tabs": [{"label": label, "url": here(face, name), "on": name == state} for name, label in TABS.items()],
        "cards": cards(face, request.user, found.pairs, state),
        "merges": face.merges,
        "state": state,
        "looked": _looked(face),
        "look_url": addresses.page_url("look-for-duplicates", face.name)
        if matching.may_begin(request.user.access)
        else "",
        "rules_url": addresses.list_url(matching.RULES) if request.user.access.may(matching.RULES, "read") else "",
        "first_url": here(face, state) if after else "",
        "next_url": here(face, state, found.next) if found.next else "",
        "empty": _empty(face, state, request.user),
    }
    return render(request, "web/duplicates.html", context)


def here(face: Entity, state: str = OPEN, after: str = "") -> str:
    """The address of one of the lists."""
    asked = {"state": state if state != OPEN else "", "after": after}
    return addresses.page_url("duplicates", face.name, **{name: value for name, value in asked.items() if value})


def _decided(request: Asking, face: Entity, back: str) -> HttpResponse:
    keys = [key for text in request.POST.getlist("record") if (key := as_key(text)) is not None]
    said = request.POST.get("said", "")
    if not 2 <= len(keys) <= pairs.MOST:
        messages.error(request, _("Choose from two to five records."))
        return redirect(back)
    if said == SAME and face.merges:
        told = ",".join(map(str, keys))
        return redirect(addresses.page_url("merge", face.name, records=told, next=back))
    pairs.decide(face, keys, said, actor=request.user)
    messages.success(request, str(DONE_WORDS[said]))
    return redirect(back)


@page("POST")
def look(request: Asking, entity: str) -> HttpResponse:
    """Have duplicates looked for among all records of a kind."""
    job = matching.begin(face_of(request, entity), request.user)
    if job.owner_id == request.user.pk:  # type: ignore[attr-defined]
        return redirect(addresses.page_url("job-progress", job.pk))
    messages.info(request, _("They are being looked for already."))
    return redirect(addresses.page_url("duplicates", entity))


def _looked(face: Entity) -> str:
    """When duplicates were looked for last."""
    if matching.is_under_way(face):
        return _("They are being looked for now. What is found stands here at once.")
    last = matching.looked_at(face)
    if last is None:
        return ""
    return _("Looked for on %(moment)s") % {"moment": date_format(timezone.localtime(last), "DATETIME_FORMAT")}


def _empty(face: Entity, state: str, actor: Actor) -> Context:
    if state in EMPTY:
        title, text = EMPTY[state]
        return {"title": title, "text": text}
    found = _("What is found among the records that you may see stands here. An administrator has them looked for.")
    begin = _("Have all records held against each other: the button above begins it.")
    return {"title": _("Nothing to decide"), "text": begin if matching.may_begin(actor.access) else found}
