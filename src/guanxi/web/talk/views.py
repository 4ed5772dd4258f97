"""Reading and writing what is said about a record."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from guanxi.engine import gate
from guanxi.engine.errors import BadQuery, Invalid, NotFound
from guanxi.engine.fields.anchor import parted
from guanxi.engine.registry import registry
from guanxi.messaging import following, mentions, pictures, talking
from guanxi.messaging import timeline as happened
from guanxi.messaging.models.note import CALL, KINDS, MESSAGE, VISIT
from guanxi.messaging.rooms import Room, may_read, room
from guanxi.web import addresses
from guanxi.web.forms.once import do_once
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.htmx import is_partial
from guanxi.web.talk import column, showing

NOTE_FIELDS = {
    CALL: ("direction", "outcome", "minutes", "happened_at"),
    VISIT: ("direction", "place", "minutes", "happened_at"),
    MESSAGE: ("direction", "happened_at"),
}


@page("GET", "POST")
def talk(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """The timeline of a record, or something new on it."""
    if request.method == "POST":
        return _say(request, entity, key)
    place = _place(request, entity, key, deleted=True)
    what = request.GET.get("what", happened.ALL)
    if what not in happened.KINDS:
        raise BadQuery(_("There is no such part of the timeline."))
    if not is_partial(request):
        return redirect(addresses.record_url(entity, key))
    context = {"talk": column.region(place, request.user, what, request.GET.get("mark", ""))}
    return render(request, "web/talk/days.html" if context["talk"]["going_on"] else "web/talk/region.html", context)


def _say(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    place = room(face_of(request, entity), key, request.user)
    sent, kind = request.POST, request.POST.get("kind", "comment")

    def work() -> dict[str, Any]:
        if kind == "comment":
            talking.comment(
                place,
                sent.get("words", ""),
                request.user,
                named=sent.getlist("named"),
                quotes=sent.get("quotes", ""),
            )
        elif kind in dict(KINDS):
            given = {name: sent.get(name, "") for name in NOTE_FIELDS.get(kind, ())}
            talking.write_note(place, {"kind": kind, "body": _written(sent), **given}, request.user)
        else:
            raise BadQuery(_("There is nothing of this kind to write."))
        return {}

    try:
        do_once(request, work)
    except Invalid as bad:
        return _refused(request, bad, place)
    if not is_partial(request):
        return redirect(addresses.record_url(entity, key))
    context = {"talk": column.region(place, request.user), "follow": column.followed(place, request.user)}
    return render(request, "web/talk/region.html", context)


def _written(sent: Any) -> str:
    body: str = sent.get("body", "")
    if not body.strip():
        raise Invalid({"body": [_("Write something first.")]})
    return body


def _refused(request: Asking, bad: Invalid, place: Room) -> HttpResponse:
    """What was wrong, in the composer; what was typed stays there."""
    told = [text for texts in bad.errors.values() for text in texts]
    if not is_partial(request):
        for text in told:
            messages.error(request, text)
        return redirect(addresses.record_url(place.entity.name, place.key))
    response = render(request, "web/talk/refused.html", {"problems": told}, status=422)
    response.headers["HX-Retarget"] = "#talk-problems"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


@page()
def people(request: Asking, entity: str, key: uuid.UUID) -> JsonResponse:
    """Colleagues whose names begin as was typed."""
    place = room(face_of(request, entity), key, request.user)
    return JsonResponse({"people": mentions.offered(place, request.GET.get("q", "")[:60], request.user)})


@page("POST")
def follow(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """Hear of a record from now on, or no more."""
    place = _place(request, entity, key, deleted=True)
    word = request.POST.get("wanted", "")
    if word not in ("0", "1"):
        raise BadQuery(_("This form is incomplete. Reload the page and send it again."))
    wanted = word == "1"
    following.follow(place, request.user, wanted=wanted)
    if not is_partial(request):
        return redirect(addresses.record_url(entity, key))
    return render(request, "web/talk/follow.html", {"follow": column.follow_state(entity, key, follows=wanted)})


@page("GET", "POST")
def comment(request: Asking, key: uuid.UUID) -> HttpResponse:
    """One comment; with `edit` the form for its words, which a POST changes."""
    place, item = _comment(request, key)
    if request.method != "POST":
        context = {"event": showing.comment_event(item.row, request.user), "raw": item.row.get("body", "")}
        context["version"] = item.row["version"]
        template = (
            "web/talk/edit.html" if "edit" in request.GET and context["event"]["edit_url"] else "web/talk/event.html"
        )
        return render(request, template, context)
    version = request.POST.get("version", "")
    try:
        talking.edit(
            key,
            request.POST.get("words", ""),
            request.user,
            version=int(version) if version.isascii() and version.isdigit() else None,
            named=request.POST.getlist("named"),
        )
    except Invalid as bad:
        context = {"event": showing.comment_event(item.row, request.user), "raw": request.POST.get("words", "")}
        context |= {"version": version, "problems": [text for texts in bad.errors.values() for text in texts]}
        return render(request, "web/talk/edit.html", context, status=422)
    return _again(request, place, key)


@page("POST")
def comment_delete(request: Asking, key: uuid.UUID) -> HttpResponse:
    """Take a comment of one's own away; it lies in the recycle bin for a while."""
    place, _item = _comment(request, key)
    gate.delete(registry["comments"], key, actor=request.user)
    if not is_partial(request):
        return redirect(addresses.record_url(place.entity.name, place.key))
    return HttpResponse("")


@page("POST")
def react(request: Asking, key: uuid.UUID) -> HttpResponse:
    """Put a sign under a comment, or take it away."""
    place, _item = _comment(request, key)
    talking.react(key, request.POST.get("sign", ""), request.user)
    return _again(request, place, key)


@page("POST")
def picture(request: Asking) -> JsonResponse:
    """Take in a picture that was pasted into a text."""
    upload = request.FILES.get("file")
    if upload is None:
        raise Invalid({"file": [_("Choose a file.")]})
    try:
        kept = pictures.keep(upload, request.user)
    except Invalid as bad:
        return JsonResponse({"problem": " ".join(bad.errors.get("file", [bad.message]))}, status=422)
    return JsonResponse({"url": addresses.page_url("file", kept.pk)})


def _again(request: Asking, place: Room, key: uuid.UUID) -> HttpResponse:
    if not is_partial(request):
        return redirect(addresses.record_url(place.entity.name, place.key))
    item = happened.one_comment(place, key, request.user)
    if item is None:
        raise NotFound()
    return render(request, "web/talk/event.html", {"event": showing.comment_event(item.row, request.user)})


def _comment(request: Asking, key: uuid.UUID) -> tuple[Room, happened.Item]:
    """A comment that this person sees, with the record it stands on; raises NotFound."""
    face = registry["comments"]
    if not may_read(face, key, request.user):
        raise NotFound()
    about = face.manager().values_list("about", flat=True).get(pk=key)
    if not about:
        raise NotFound()
    entity, record = parted(about)
    place = Room(registry[entity], record)
    item = happened.one_comment(place, key, request.user)
    if item is None:
        raise NotFound()
    return place, item


def _place(request: Asking, entity: str, key: uuid.UUID, *, deleted: bool = False) -> Room:
    face = face_of(request, entity)
    if not may_read(face, key, request.user, deleted=deleted):
        raise NotFound()
    return Room(face, key)
