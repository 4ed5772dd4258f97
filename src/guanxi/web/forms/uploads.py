"""Files that came with a form: kept before it is read, so that they stay when the form comes back."""

from __future__ import annotations

from copy import copy

from django.http import QueryDict
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid
from guanxi.engine.fields.file import File, upload_name
from guanxi.engine.files.taking import take
from guanxi.web.guard import Asking


def with_files(request: Asking, face: Entity) -> tuple[QueryDict, dict[str, list[str]]]:
    """The form's data with the files that were chosen in the fields that hold them, and what was wrong with others."""
    data: QueryDict = request.POST
    wrong: dict[str, list[str]] = {}
    open_ = set(request.user.access.writable(face))
    chosen = {name: request.FILES[upload_name(name)] for name in face.holding if upload_name(name) in request.FILES}
    for name, upload in chosen.items():
        kind = face.fields[name]
        if name not in open_ or not isinstance(kind, File):
            continue
        try:
            value = take(kind, upload, request.user)
        except Invalid as bad:
            wrong[name] = bad.errors.get("file") or [_("This file can’t be taken.")]
            continue
        data = copy(data)
        data.setlist(name, [value])
    return data, wrong
