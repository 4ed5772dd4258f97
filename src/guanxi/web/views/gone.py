"""A form of a record that somebody deleted meanwhile: what was typed is here, and can be saved all the same."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine import gate
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid
from guanxi.engine.reading import history
from guanxi.engine.reading.allowed import verbs_on
from guanxi.web import addresses, cells
from guanxi.web.forms.building import form
from guanxi.web.forms.once import do_once, token
from guanxi.web.forms.submission import Submission
from guanxi.web.guard import Asking

Context = dict[str, Any]


def gone_page(request: Asking, face: Entity, row: Context, bad: Invalid | None = None) -> HttpResponse:
    """The form again, with who deleted the record, and the two ways to keep what was typed."""
    url, title = addresses.record_url(face.name, row["id"]), cells.title_of(face, row)
    sent = Submission(face, request.POST, request.user.access)
    verbs = verbs_on(face, row["id"], request.user, ("restore",)) if "restore" in face.verbs else ()
    may_restore = "restore" in verbs
    may_create = "create" in face.verbs and request.user.access.may(face.name, "create")
    context = form(face, request, row | sent.shown(), row=row, errors=bad.errors if bad else None) | {
        "crumbs": [
            {"label": capfirst(face.label_plural), "url": addresses.list_url(face.name)},
            {"label": title, "url": url},
            {"label": _("Edit")},
        ],
        "title": _("Edit %(title)s") % {"title": title},
        "note": {"text": _told(request, face, row, may_restore)},
        "form_url": addresses.page_url("edit", face.name, row["id"]),
        "form_hidden": [("version", request.POST.get("version", "")), token()],
        "submit_label": _("Restore and save") if may_restore else "",
        "submit_name": "revive",
        "copy_url": addresses.page_url("new", face.name) if may_create else "",
        "cancel_url": url,
        "dirty": True,
    }
    return render(request, "web/form.html", context, status=422 if bad else 410)


def revived(request: Asking, face: Entity, row: Context) -> HttpResponse:
    """Take the record out of the bin and save what was typed, both or neither."""
    sent = Submission(face, request.POST, request.user.access)

    def work() -> dict[str, str]:
        gate.restore(face, row["id"], actor=request.user)
        gate.update(face, row["id"], sent.values(), actor=request.user, given="text")
        return {"id": str(row["id"])}

    try:
        do_once(request, work)
    except Invalid as bad:
        return gone_page(request, face, row, bad)
    messages.success(request, _("Restored and saved"))
    return redirect(addresses.record_url(face.name, row["id"]))


def _told(request: Asking, face: Entity, row: Context, may_restore: bool) -> str:
    last = history(face, row["id"], request.user, limit=1)[0]
    who = last.who or _("System")
    when = timezone.localtime(last.at).strftime("%H:%M")
    told = _("%(who)s deleted this record at %(when)s. What you typed is still here.") % {"who": who, "when": when}
    return told if may_restore else f"{told} {_('Ask for it to be restored, or save yours as a new record.')}"
