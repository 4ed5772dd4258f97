"""What is known of a person: taken out for them, or erased for good."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.engine import fields
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.gate.erasing import LONGEST_REASON, VERB, is_person
from guanxi.engine.privacy import telling_fields
from guanxi.engine.reading.allowed import verbs_on
from guanxi.engine.registry import registry
from guanxi.privacy import consenting, disclosing, ledger
from guanxi.web import addresses, cells
from guanxi.web.forms.fields import field_row
from guanxi.web.forms.lines import default_of
from guanxi.web.forms.values import tidy, titles_for, to_shown
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.records import consents
from guanxi.web.records.actions import as_record
from guanxi.web.views.record import crumbs, found

WHY = fields.Text(gettext_lazy("why"), max_length=LONGEST_REASON)
WHY.set_attributes_from_name("why")
SURE = fields.YesNo(gettext_lazy("I know that this can't be taken back"))
SURE.set_attributes_from_name("sure")
VERBS = (disclosing.VERB, VERB)
CONSENT = consenting.GIVEN
Context = dict[str, Any]


@page()
def person(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """Two ways: take everything out, or erase the person."""
    face, row, may = _asked(request, entity, key)
    return _page(request, face, row, may)


@page("POST")
def consent(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """Write down what the person said."""
    face, row, may = _asked(request, entity, key)
    typed = {name: tidy(request.POST.get(name, "")) for name in CONSENT}
    try:
        consenting.say(face, key, typed, request.user, given="text")
    except Invalid as bad:
        return _page(request, face, row, may, said=bad)
    messages.success(request, _("Saved"))
    return redirect(addresses.page_url("person", face.name, key))


@page("POST")
def disclose(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """Have everything taken out in the background."""
    face = face_of(request, entity)
    job = disclosing.begin(face, key, request.user)
    return redirect(addresses.page_url("job-progress", job.pk))


@page("POST")
def erase(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """Erase the person, once the asker said why and that they know what it means."""
    face, row, may = _asked(request, entity, key)
    if VERB not in may:
        raise NotAllowed()
    errors: dict[str, list[str]] = {}
    if request.POST.get("sure") not in ("on", "1", "true", "yes"):
        errors["sure"] = [_("Tick this to erase the person.")]
    if not request.POST.get("why", "").strip():
        errors["why"] = [_("Say why.")]
    if not errors:
        try:
            told = ledger.erase(face, key, actor=request.user, why=request.POST["why"])
        except Invalid as bad:
            errors = bad.errors
        else:
            text = _("Erased: %(records)d records, %(events)d entries of the history, %(files)d files.")
            messages.success(request, text % {"records": told.records, "events": told.events, "files": told.files})
            return redirect(addresses.page_url("person", face.name, key))
    return _page(request, face, row, may, errors)


def _asked(request: Asking, entity: str, key: uuid.UUID) -> tuple[Entity, Context, set[str]]:
    """The person and what the asker may do; a company isn't found here."""
    face = face_of(request, entity)
    row, _is_deleted = found(face, key, request.user)
    if not face.person or not is_person(face, as_record(face, row)):
        raise NotFound()
    return face, row, set(verbs_on(face, key, request.user, (*VERBS, "update")))


def _consent_fields(request: Asking, said: Invalid | None) -> list[Context]:
    """The controls of a new consent, as they were filled in where it was refused."""
    consents = registry[consenting.CONSENTS]
    kinds = {name: consents.fields[name] for name in CONSENT}
    typed = {name: tidy(request.POST.get(name, "")) for name in CONSENT}
    titles = titles_for([(kind, typed[name]) for name, kind in kinds.items()], request.user.access) if said else {}
    return [
        field_row(
            kind,
            to_shown(kind, typed[name], titles) if said else default_of(kind),
            name=name,
            errors=said.errors.get(name) if said else None,
        )
        for name, kind in kinds.items()
    ]


def _page(
    request: Asking,
    face: Entity,
    row: Context,
    may: set[str],
    errors: dict[str, list[str]] | None = None,
    said: Invalid | None = None,
) -> HttpResponse:
    errors, key = errors or {}, row["id"]
    context = {
        "crumbs": [*crumbs(face, row, linked=True), {"label": _("Personal data")}],
        "title": _("Personal data of %(name)s") % {"name": cells.title_of(face, row)},
        "personal": [cells.label(face, name) for name in telling_fields(face)],
        "disclose_url": addresses.page_url("person-disclose", face.name, key) if disclosing.VERB in may else "",
        "erase_url": addresses.page_url("person-erase", face.name, key) if VERB in may else "",
        "problems": errors.get("", []),
        "open": bool(said),
        "consents": consents.told(face, key, request.user),
        "consent_url": addresses.page_url("person-consent", face.name, key) if "update" in may else "",
        "consent_fields": _consent_fields(request, said) if "update" in may else [],
        "fields": [
            field_row(WHY, request.POST.get("why", ""), name="why", errors=errors.get("why"), needed=True),
            field_row(SURE, False, name="sure", errors=errors.get("sure")),
        ],
    }
    return render(request, "web/person.html", context, status=422 if errors or said else 200)
