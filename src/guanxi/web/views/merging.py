"""Several records become one on a page, and are taken apart again."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guanxi.engine import fields
from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery, Conflict, Invalid, MergedInto, NotAllowed, NotFound
from guanxi.engine.models.merger import Merger
from guanxi.engine.reading import Query, read_page
from guanxi.engine.reading.allowed import verbs_among
from guanxi.engine.registry import registry
from guanxi.engine.uniting.carrying import MERGE
from guanxi.engine.uniting.leading import rows_of
from guanxi.engine.uniting.merging import LONGEST_REASON, MOST, NEEDED, merge
from guanxi.engine.uniting.merging import kept as merging_kept
from guanxi.engine.uniting.unmerging import Undone, foresee, unmerge
from guanxi.engine.wording import listed
from guanxi.web import addresses, cells
from guanxi.web.forms.fields import field_row
from guanxi.web.forms.once import do_once, sent_token, token
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.lists.bulk import keys as read_keys
from guanxi.web.merging import comparing
from guanxi.web.views.record import crumbs

TAKE, SURVIVOR, REASON = "take-", "survivor", "reason"
FOUND = 20
WHY = fields.Text(gettext_lazy("reason"), max_length=LONGEST_REASON, blank=True)
WHY.set_attributes_from_name(REASON)
Context = dict[str, Any]


def merging_face(request: Asking, name: str) -> Entity:
    """The entity, if this person may merge some of its records; raises NotFound, NotAllowed."""
    face = face_of(request, name)
    if not face.merges or not request.user.access.may(name, MERGE):
        raise NotAllowed()
    return face


@page("GET", "POST")
def side_by_side(request: Asking, entity: str) -> HttpResponse:
    """The records side by side: whose values stay, and which record does."""
    face = merging_face(request, entity)
    if not request.GET.get("records"):
        return redirect(addresses.list_url(face.name))  # where they are chosen
    keys = list(dict.fromkeys(read_keys(request.GET["records"].split(","))))
    if not 2 <= len(keys) <= MOST:
        raise BadQuery(_("Choose from two to five records."))
    may = verbs_among(face, keys, request.user, (MERGE, *NEEDED))
    try:
        rows = comparing.read(face, keys, request.user)
    except MergedInto as already:
        if request.method == "POST" and already.survivor in keys:  # sent twice, or somebody else was quicker
            return redirect(addresses.way_back(request, addresses.record_url(face.name, already.survivor)))
        raise
    if any(set(keys) - some for some in may.values()):
        raise NotAllowed(
            _("You may not merge all of these records: that asks for the right to change and delete each.")
        )
    if request.method != "POST":
        return _page(request, face, rows)
    try:
        done = do_once(request, lambda: _merge(request, face, keys))
    except Invalid as bad:
        return _page(request, face, rows, bad.errors)
    except Conflict:
        text = _("One of the records was changed in the meantime. Look at what differs now, then merge.")
        return _page(request, face, comparing.read(face, keys, request.user), {"": [text]}, status=409)
    record = addresses.record_url(face.name, done["survivor"])
    back = addresses.way_back(request, record)
    text = _("Merged %(things)s into this one") if back == record else _("Merged %(things)s into another one")
    messages.success(request, text % {"things": face.numbered(len(keys) - 1)})
    return redirect(back)


def _merge(request: Asking, face: Entity, keys: list[uuid.UUID]) -> Context:
    survivor = next(iter(read_keys([request.POST.get(SURVIVOR, "")])), keys[0])
    if survivor not in keys:
        raise BadQuery(_("The picked records can't be read."))
    chosen = {name: _whose(value) for name, value in _taken(request).items()}
    versions = {key: int(text) for key in keys if (text := request.POST.get(f"version-{key}", "")).isdigit()}
    merge(
        face,
        survivor,
        [key for key in keys if key != survivor],
        actor=request.user,
        chosen=chosen,
        versions=versions,
        reason=request.POST.get(REASON, ""),
    )
    return {"survivor": str(survivor)}


def _taken(request: Asking) -> dict[str, str]:
    """Field to what was chosen for it, as it was sent."""
    return {name.removeprefix(TAKE): str(request.POST[name]) for name in request.POST if name.startswith(TAKE)}


def _whose(value: str) -> uuid.UUID | str:
    try:
        return uuid.UUID(value)
    except ValueError:
        return value


def _page(
    request: Asking,
    face: Entity,
    rows: list[Context],
    errors: Mapping[str, list[str]] | None = None,
    status: int = 422,
) -> HttpResponse:
    errors = errors or {}
    heads = [comparing.shown(face, row, request.user) for row in rows]
    kept = request.POST.get(SURVIVOR) or max(heads, key=lambda head: head["weight"])["id"]
    differing, same = comparing.fields(face, rows, request.user, _taken(request))
    for field in differing:
        field["errors"] = errors.get(field["name"], [])
    shown = {field["name"] for field in differing} | {REASON}
    days = merging_kept().days
    context = {
        "crumbs": [
            {"label": capfirst(face.label_plural), "url": addresses.list_url(face.name)},
            {"label": _("Merge")},
        ],
        "title": _("Merge %(things)s") % {"things": face.numbered(len(rows))},
        "records": [head | {"kept": head["id"] == kept} for head in heads],
        "columns": len(rows),
        "differing": differing,
        "same": same,
        "problems": [text for name, texts in errors.items() if name not in shown for text in texts],
        "hidden": [sent_token(request) if errors else token()],
        "reason": field_row(WHY, request.POST.get(REASON, ""), name=REASON, errors=errors.get(REASON)),
        "button": _("Make them one"),
        "until": ngettext(
            "For %(n)d day they can be taken apart again.", "For %(n)d days they can be taken apart again.", days
        )
        % {"n": days},
        "cancel_url": addresses.way_back(request, addresses.record_url(face.name, rows[0]["id"])),
    }
    return render(request, "web/merge.html", context, status=status if errors else 200)


@page()
def merge_with(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """Which records shall be merged with this one: a search for them."""
    face = merging_face(request, entity)
    row = comparing.read(face, [key], request.user)[0]
    title = cells.title_of(face, row)
    asked = request.GET.get("q", title)[:200]
    found = read_page(face, request.user, Query(q=asked, limit=FOUND + 1)).rows if asked.strip() else []
    chosen = request.GET.getlist("records")
    if chosen:
        told = ",".join([str(key), *chosen])
        return redirect(addresses.page_url("merge", face.name, records=told))
    context = {
        "crumbs": [*crumbs(face, row, linked=True), {"label": _("Merge with …")}],
        "title": _("Merge “%(title)s” with …") % {"title": title},
        "form_url": addresses.page_url("merge-with", face.name, key),
        "asked": asked,
        "found": [_found(face, one) for one in found[:FOUND] if one["id"] != key],
        "label": face.label_plural,
    }
    return render(request, "web/merge_with.html", context)


def _found(face: Entity, row: Context) -> Context:
    """A record as somebody recognises it: its title, and a few of its facts."""
    facts = [
        cells.words(face.fields[name], row[name])
        for name in face.columns
        if name in face.fields and name != face.title and not face.fields[name].is_nothing(row.get(name))
    ]
    url = addresses.record_url(face.name, row["id"])
    return {"id": str(row["id"]), "title": cells.title_of(face, row), "meta": " · ".join(facts[:4]), "url": url}


@page("GET", "POST")
def take_apart(request: Asking, entity: str, key: uuid.UUID, merger: uuid.UUID) -> HttpResponse:
    """What taking a merging back would do, and doing it."""
    face = merging_face(request, entity)
    row = comparing.read(face, [key], request.user)[0]
    found = Merger.objects.filter(pk=merger, entity=face.name, survivor=key).first()
    if found is None:
        raise NotFound()
    if request.method == "POST":
        do_once(request, lambda: _unmerge(request, face, key, merger))
        return redirect(addresses.record_url(face.name, key))
    told = foresee(face, key, merger, actor=request.user)
    titles = _titles(face, found)
    context = {
        "crumbs": [*crumbs(face, row, linked=True), {"label": _("Take apart again")}],
        "title": _("Take “%(title)s” apart again") % {"title": cells.title_of(face, row)},
        "records": titles,
        "back": list(_counts(told.back)),
        "stays": list(stays(face, told, request.user.access)),
        "hidden": [token()],
        "button": _("Bring back %(things)s") % {"things": face.numbered(len(titles))},
        "until": date_format(timezone.localtime(found.until), "DATETIME_FORMAT"),
        "cancel_url": addresses.record_url(face.name, key),
    }
    return render(request, "web/unmerge.html", context)


def _unmerge(request: Asking, face: Entity, key: uuid.UUID, merger: uuid.UUID) -> Context:
    told = unmerge(face, key, merger, actor=request.user)
    messages.success(request, _("Brought back %(things)s") % {"things": face.numbered(len(told.records))})
    return {"records": [str(one) for one in told.records]}


def _titles(face: Entity, merger: Merger) -> list[str]:
    others = list(merger.others.filter(holds=True))  # type: ignore[attr-defined]
    return [
        cells.title_of(face, {"id": one.pk, face.title: getattr(one, face.title)})
        for one in rows_of(face, others).values()
    ]


def _counts(told: Mapping[str, int]) -> Iterator[str]:
    return (registry[name].numbered(number) for name, number in told.items() if name in registry)


def stays(face: Entity, told: Undone, access: Any) -> Iterator[str]:
    """What can't go back, line by line, as far as this person may know of it."""
    for words in _counts(told.stayed):
        yield _("%(things)s: changed since, so they stay with this record") % {"things": words}
    for names, text in (
        (told.fields, _("%(fields)s: changed since, so it stays as it is now")),
        (told.taken, _("%(fields)s: another record has the value now")),
    ):
        labels = [cells.label(face, name) for name in names if access.readable(face, name)]
        if labels:
            yield text % {"fields": listed(labels)}
