"""Rights told in words: what a person may do and why, who may see a record, what two roles differ in."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery, NotFound
from guanxi.engine.permissions import Access, Actor, explaining
from guanxi.engine.registry import registry
from guanxi.engine.wording import listed
from guanxi.people import overview, regions
from guanxi.people.access import access_by_roles, access_of
from guanxi.people.models.role import Role
from guanxi.people.models.user import User
from guanxi.people.overview import ROLES, knows_rights, role_names, who_may
from guanxi.web import addresses, cells, marks, places
from guanxi.web.forms.values import as_key
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.records.standing_in import words
from guanxi.web.rightswords import Teller, mode_in_words, scope_in_short, verb_in_words
from guanxi.web.views.record import crumbs, found

SHOWN = ("read", "create", "update", "delete", "import", "export")
"""The verbs that have a column of their own."""
ON_ONE = ("read", "update", "delete")
BEFORE_ONE = ("create", "import")
"""Verbs that no record is there for yet."""
MOST_REGIONS = 20
Context = dict[str, Any]


@page()
def rights(request: Asking, key: uuid.UUID) -> HttpResponse:
    """What one person may do, by kind of record, with the reasons; on one record, when the address names one."""
    face, actor = face_of(request, marks.people()), request.user
    if key != actor.pk and not knows_rights(actor):
        raise NotFound()
    row, _is_deleted = found(face, key, actor)
    person = overview.person(key)
    access = access_of(person)
    given = overview.roles_of(person)
    names = role_names(given.values())
    shown = _asked_entity(request)
    context = {
        "crumbs": [*crumbs(face, row, linked=True), {"label": _("Rights")}],
        "title": _("What %(person)s may do") % {"person": person.name},
        "inactive": not person.is_active or person.deleted_at is not None,
        "roles": _roles(given, names, actor),
        "place": _place(access),
        "market": _market(access),
        "times": _times(person, access, names),
        "columns": [verb_in_words(None, verb) for verb in SHOWN],
        "rows": [_row(face, access, key) for face in _faces(access)],
        "detail": _detail(request, shown, access, actor) if shown else None,
    }
    return render(request, "web/rights.html", context)


@page()
def who(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """Everybody who may see one record, what else they may do with it, and why."""
    face, actor = face_of(request, entity), request.user
    row, is_deleted = found(face, key, actor)
    if not knows_rights(actor):
        raise NotFound()
    given = request.GET.get("after", "")
    after = as_key(given) if given else None
    if given and after is None:
        raise BadQuery(_("This page mark can't be read. Begin again from the first page."))
    verbs = [verb for verb in ON_ONE if verb in face.all_verbs]
    standings, further = who_may(face, key, verbs, after=after)
    teller = Teller(face, actor.access, [verdict for one in standings for verdict in one.verdicts])
    context = {
        "crumbs": [*crumbs(face, row, linked=True), {"label": _("Who can see this")}],
        "title": _("Who can see %(title)s") % {"title": cells.title_of(face, row)},
        "is_deleted": is_deleted,
        "anchored": face.goes_along,
        "rows": [
            {
                "person": marks.person(one.user.pk, one.user.name),
                "department": one.user.department.name if one.user.department else "",
                "may": [verb_in_words(face, verdict.verb) for verdict in one.verdicts if verdict.allowed],
                "why": teller.reasons(one.verdicts[0])[:1],
                "url": addresses.page_url("rights", one.user.pk, entity=face.name, record=key),
            }
            for one in standings
        ],
        "more_url": addresses.page_url("who", face.name, key, after=further) if further else "",
    }
    return render(request, "web/who.html", context)


@page()
def compare(request: Asking) -> HttpResponse:
    """In what two roles differ, by kind of record, verb and field."""
    actor = request.user
    face_of(request, ROLES)
    roles = overview.roles_for(actor)
    labels = role_names(role.key for role in roles)
    told = sorted(((str(role.pk), labels[role.key]) for role in roles), key=lambda option: option[1])
    chosen = {name: _role(roles, request.GET.get(name, "")) for name in ("one", "other")}
    one, other = chosen["one"], chosen["other"]
    differences = _differences(one, other, actor) if one and other else None
    context = {
        "crumbs": [
            {"label": capfirst(registry[ROLES].label_plural), "url": addresses.list_url(ROLES)},
            {"label": _("Compare")},
        ],
        "title": _("Compare two roles"),
        "choices": [
            {
                "name": name,
                "label": label,
                "options": [
                    {"value": value, "label": text, "chosen": bool(role) and value == str(role.pk)}  # type: ignore[union-attr]
                    for value, text in told
                ],
            }
            for (name, role), label in zip(chosen.items(), (_("One role"), _("The other")), strict=True)
        ],
        "names": [labels[role.key] for role in (one, other) if role],
        "same": bool(one and other) and not differences,
        "differences": differences,
    }
    return render(request, "web/compare_roles.html", context)


# --- one person -----------------------------------------------------------------------------------------------------


def _roles(given: dict[Any, str], names: dict[str, str], actor: Actor) -> list[Context]:
    linked = knows_rights(actor)
    return [
        {"label": names.get(key, key), "url": addresses.record_url(ROLES, pk) if linked else ""}
        for pk, key in given.items()
    ]


def _market(access: Access) -> str:
    """Which sales regions are theirs; "" where none are."""
    if not access.place.regions:
        return ""
    names = listed(regions.names(access.place.regions[:MOST_REGIONS]))
    more = len(access.place.regions) - MOST_REGIONS
    told = _("“In their sales regions” is what lies in these: %(names)s.") % {"names": names}
    return f"{told} (+{more})" if more > 0 else told


def _place(access: Access) -> str:
    """Whose records "their department's" are."""
    colleagues, below = len(access.place.colleagues), len(access.place.colleagues_below)
    if access.place.department is None:
        return _("In no department: “their department's” are only this person's own.")
    told = {"colleagues": colleagues, "below": below}
    return _("“Their department's” are those of %(colleagues)d people, with the departments below %(below)d.") % told


def _times(person: User, access: Access, names: dict[str, str]) -> list[str]:
    """What of it ends by itself, and when: roles, and standing in for others."""
    told = []
    for key, moment in overview.ends_of(person):
        until = timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
        told.append(_("%(role)s ends by itself: %(until)s.") % {"role": names.get(key, key), "until": until})
    return [*told, *(_("Stands in for %(name)s until %(day)s.") % words(lent) for lent in access.lent)]


def _faces(access: Access) -> list[Entity]:
    """The kinds of record that this person has anything to do with, those of the business first."""
    faces = [face for face in registry if any(access.may(face.name, verb) for verb in face.all_verbs)]
    return sorted(faces, key=lambda face: (not places.is_business(face), face.label_plural))


def _row(face: Entity, access: Access, key: uuid.UUID) -> Context:
    verdicts = {verdict.verb: verdict for verdict in explaining.on_entity(access, face)}
    more = sum(verdict.allowed for verb, verdict in verdicts.items() if verb not in SHOWN)
    return {
        "label": face.label_plural,
        "icon": face.icon,
        "url": f"{addresses.page_url('rights', key, entity=face.name)}#why",
        "cells": [scope_in_short(verdicts.get(verb)) for verb in SHOWN],
        "more": more,
        "limits": len(explaining.limits(access, face)),
    }


def _asked_entity(request: Asking) -> Entity | None:
    """The kind of record the address asks about; raises NotFound where the asking person may not know of it."""
    name = request.GET.get("entity", "")
    if not name:
        return None
    return face_of(request, name)


def _detail(request: Asking, face: Entity, access: Access, actor: Actor) -> Context:
    record = as_key(request.GET.get("record", ""))
    if request.GET.get("record") and record is None:
        raise NotFound()
    title = ""
    if record is not None:
        row, _is_deleted = found(face, record, actor)
        title = cells.title_of(face, row)
        verbs = [verb for verb in face.all_verbs if verb not in BEFORE_ONE]
        verdicts = explaining.on_record([access], face, record, verbs)[0]
    else:
        verdicts = explaining.on_entity(access, face)
    teller = Teller(face, actor.access, verdicts)
    return {
        "label": face.label_plural,
        "title": title,
        "record_url": addresses.record_url(face.name, record) if record else "",
        "verbs": [teller.verdict(verdict) for verdict in verdicts],
        "limits": teller.limits(explaining.limits(access, face)),
    }


# --- two roles ------------------------------------------------------------------------------------------------------


def _role(roles: list[Role], given: str) -> Role | None:
    return next((role for role in roles if str(role.pk) == given), None)


def _differences(one: Role, other: Role, actor: Actor) -> list[Context]:
    """What is not the same, by kind of record."""
    sides = [access_by_roles({role.pk: role.key}, subjects=()) for role in (one, other)]
    faces = sorted(registry, key=lambda face: (not places.is_business(face), face.label_plural))
    seen = [face for face in faces if actor.access.may(face.name, "read")]
    told: dict[str, list[Context]] = {}
    for difference in overview.differences(sides, seen):
        told.setdefault(difference.entity.label_plural, []).append(_difference(difference, actor))
    return [{"label": label, "rows": rows} for label, rows in told.items()]


def _difference(difference: overview.Difference, actor: Actor) -> Context:
    face = difference.entity
    if difference.verdicts:
        teller = Teller(face, actor.access, ())
        words = [teller.in_full(verdict) for verdict in difference.verdicts]
        return {"label": verb_in_words(face, difference.verdicts[0].verb), "cells": words}
    words = [mode_in_words(mode) for mode in difference.modes]
    return {"label": cells.label(face, difference.field), "cells": words}
