"""What the four pages share: the way between them, and their shell."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.engine import imports
from guanxi.engine.entity import Entity
from guanxi.engine.errors import NotFound
from guanxi.engine.models.imports import CHECKED, PREPARING, Import
from guanxi.engine.wording import strung
from guanxi.web import addresses
from guanxi.web.guard import Asking, face_of

Context = dict[str, Any]


def found(request: Asking, entity: str, key: uuid.UUID) -> tuple[Entity, Import]:
    """The entity and the import of an address; raises NotFound, NotAllowed."""
    face = face_of(request, entity)
    imports.may_import(face, request.user)
    work = imports.find(request.user, key)
    if work.entity != face.name:
        raise NotFound()
    return face, work


def step_url(work: Import) -> str:
    """The page on which an import stands."""
    if work.state == CHECKED:
        return url("import-check", work)
    return url("import-map" if work.state in PREPARING else "import-run", work)


def url(name: str, work: Import, **query: Any) -> str:
    """A page of an import."""
    return addresses.page_url(name, work.entity, work.pk, **query)


def shell(face: Entity, step: int, work: Import | None = None) -> Context:
    """Crumbs, title and steps."""
    labels = (_("Choose a file"), _("Map columns"), _("Check"), _("Import"))
    states = ["done"] * step + ["on"] + [""] * (len(labels) - step - 1)
    return {
        "crumbs": [
            {"label": capfirst(face.label_plural), "url": addresses.list_url(face.name)},
            {"label": _("Import")},
        ],
        "title": _("Import %(things)s") % {"things": face.label_plural},
        "title_file": _file(work) if work else "",
        "steps": [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)],
    }


def _file(work: Import) -> str:
    told = [work.file_name]
    if work.sheet:
        told.append(_("sheet %(name)s") % {"name": work.sheet})
    if work.total:
        told.append(ngettext("%(n)s row", "%(n)s rows", work.total) % {"n": f"{work.total:,}"})
    return strung(told)
