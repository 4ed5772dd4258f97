"""Files for the fields that hold one: handed in first, given to a record by its id, and fetched again."""

from __future__ import annotations

import uuid

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from guanxi.api.body import read_form
from guanxi.api.endpoint import Answer, Call
from guanxi.api.exports import Stored
from guanxi.api.refusals import BadRequest
from guanxi.engine import files
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.fields.file import File
from guanxi.engine.files.taking import take


def hand_in(call: Call) -> Answer:
    """POST of a `file` for a `field`: what the field then takes. Nobody else sees it until a record holds it."""
    call.parameters()
    entity, access = call.entity, call.actor.access
    call.caller.demand("write", entity.name)
    if not any(access.may(entity.name, verb) for verb in ("create", "update")):
        raise NotAllowed() if access.may(entity.name, "read") else NotFound()
    name, file = _form(call)
    kind = entity.fields.get(name)
    if not isinstance(kind, File) or name not in access.writable(entity):
        raise Invalid({"field": [_("No field of this name holds a file.")]})
    return Answer(kind.to_json(take(kind, file, call.actor)), 201)


def _form(call: Call) -> tuple[str, UploadedFile]:
    if call.request.content_type != "multipart/form-data":  # type: ignore[attr-defined]
        raise BadRequest(_("The file is sent as multipart/form-data, in a part named “file”."))
    form, given = read_form(call.request)
    if set(given) != {"file"}:
        raise Invalid({"file": [_("Exactly one file is expected here.")]})
    return form.get("field", ""), given["file"]


def fetch(call: Call) -> Answer:
    """GET of a file that a record holds."""
    call.parameters()
    call.caller.demand("read", call.entity.name)
    try:
        key = uuid.UUID(call.place["file"])
    except ValueError:
        raise NotFound() from None
    found = files.open_for(key, call.actor)
    if (found.entity, found.record) != (call.entity.name, call.key):
        raise NotFound()
    return Stored(files.serve(call.request, key, call.actor))
