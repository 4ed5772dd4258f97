"""What a layout makes of the form and of a record's page for somebody of a role, before it is saved."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery
from guanxi.engine.gate.cleaning import Cleaner
from guanxi.engine.permissions import Access, Actor, Mode
from guanxi.engine.permissions.grants import Place
from guanxi.engine.reading import Masked, Query, read_one, read_page
from guanxi.engine.reading.rows import mask
from guanxi.engine.registry import registry
from guanxi.engine.tailoring.words import Words
from guanxi.people import overview
from guanxi.people.access import access_by_roles
from guanxi.people.models import Role
from guanxi.web.forms.building import beginning, form
from guanxi.web.forms.submission import Submission
from guanxi.web.guard import Asking
from guanxi.web.ownlayouts.choosing import Laid, bare, trying
from guanxi.web.records import facts

LAYOUTS = "layouts"
ASKED, AS = "preview", "preview_as"
"""The button of the form, and the role it is pressed for."""
UNNAMED = "-"
LANGUAGES = ("en", "hans", "hant")
Context = dict[str, Any]


@dataclass
class Somebody:
    """A person of the role who is nobody in particular."""

    access: Access
    pk: Any = None


class Seen(Access):
    """What a role allows, and never more than whoever looks at it has."""

    def __init__(self, role: Access, viewer: Access) -> None:
        super().__init__(role.grants, role.rules, role.place)
        self.viewer = viewer

    def may(self, entity: str, verb: str) -> bool:
        return super().may(entity, verb) and self.viewer.may(entity, verb)

    def mode(self, entity: Entity, field: str) -> Mode:
        return min(super().mode(entity, field), self.viewer.mode(entity, field))


def was_asked(face: Entity, sent: QueryDict) -> bool:
    """Whether the button of the preview was pressed."""
    return face.name == LAYOUTS and ASKED in sent


def offer(face: Entity, request: Asking) -> Context:
    """The roles as whom a layout can be looked at; nothing on the form of anything else."""
    if face.name != LAYOUTS:
        return {}
    chosen = request.POST.get(AS, "")
    names = overview.role_names(role.key for role in _roles(request.user))
    roles = sorted(((str(role.pk), names[role.key]) for role in _roles(request.user)), key=lambda one: one[1])
    return {"preview": {"name": AS, "button": ASKED, "roles": roles, "chosen": chosen}} if roles else {}


def told(request: Asking, face: Entity, key: Any = None) -> Context:
    """The frames; raises Invalid for a layout that couldn't be saved so, BadQuery for a role that isn't there."""
    role = next((one for one in _roles(request.user) if str(one.pk) == request.POST.get(AS, "")), None)
    if role is None:
        raise BadQuery(_("Choose the role as which to look at it."))
    laid = _typed(request, face, key)
    about = registry[laid.entity]
    place = Place(subjects=(role.pk,))
    access = Seen(access_by_roles({role.pk: role.key}, place), request.user.access)
    if not access.may(about.name, "read"):
        return {"frames": [], "note": _("People of this role don't see these records.")}
    asked = copy(request)
    asked.user = Somebody(access)
    row = _sample(about, laid, request.user, access)
    with trying(laid):
        frames = [("form", _("Form"), _form(about, asked, row))]
        if row is not None:
            frames.append(("page", _("Record's page"), _page(about, row, access)))
    note = "" if row else _("There is no record yet to show a page of.")
    return {"frames": [{"key": k, "label": label, "html": html} for k, label, html in frames], "note": note}


def _roles(actor: Actor) -> list[Role]:
    return overview.roles_for(actor) if overview.knows_rights(actor) else []


def _typed(request: Asking, face: Entity, key: Any) -> Laid:
    sent = Submission(face, request.POST, request.user.access)
    values: Context = {**sent.fields, **sent.lines}
    values["name"] = values.get("name") or UNNAMED
    cleaned = Cleaner(face, request.user, "text").clean(values, creating=True)
    by, _equals, value = (cleaned.get("when") or "").partition("=")
    return Laid(
        cleaned["entity"],
        cleaned.get("role"),
        by.rpartition(".")[2],
        value,
        tuple(
            (Words(*(one.get(name, "") for name in LANGUAGES)), bare(one["holds"]))
            for one in cleaned.get("sections", ())
        ),
        bare(cleaned.get("key_facts", ())),
        bare(cleaned.get("columns", ())),
        bare(cleaned.get("quick", ())),
        frozenset(bare(cleaned.get("aside", ()))),
        key,
    )


def _sample(face: Entity, laid: Laid, viewer: Actor, access: Access) -> Context | None:
    """The newest record that the layout is for and its maker sees, with what people of the role see of it."""
    known = laid.by in face.fields and viewer.access.readable(face, laid.by)
    only = {"field": laid.by, "op": "eq", "value": laid.value} if known else None
    found = read_page(face, viewer, Query(filter=only, fields=(face.title,), limit=1)).rows
    if not found:
        return None
    row = read_one(face, found[0]["id"], viewer)
    return {name: shown for name, value in row.items() if (shown := _shown(face, name, value, access)) is not _CLOSED}


_CLOSED = object()


def _shown(face: Entity, name: str, value: Any, access: Access) -> Any:
    if name not in face.fields and name not in face.lines:
        return value
    mode = access.mode(face, name)
    if mode >= Mode.READ_ONLY or isinstance(value, Masked):
        return value
    return mask(face.fields[name].kind, value) if mode is Mode.MASKED and name in face.fields else _CLOSED


def _form(face: Entity, asked: Asking, row: Context | None) -> str:
    values = beginning(face, asked) if row is None else row
    context = form(face, asked, values, row=row)
    title = facts.header(face, row)["label"] if row else _("New %(thing)s") % {"thing": face.label}
    return _drawn("web/form.html", context | {"title": title, "submit_label": _("Save")})


def _page(face: Entity, row: Context, access: Access) -> str:
    context = {
        "record": facts.name(face, row),
        "facts": facts.key_facts(face, row, access),
        "left": facts.groups(face, row, access),
        "middle": facts.lines(face, row, access),
    }
    return _drawn("web/ownlayouts/page.html", context)


def _drawn(template: str, context: Context) -> str:
    return render_to_string(template, context | {"shell_template": "web/ownlayouts/frame.html"})
