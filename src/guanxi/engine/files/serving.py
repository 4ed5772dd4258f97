"""Giving a file out: after the rights check, as a download, so that no browser carries out what is in it."""

from __future__ import annotations

import logging
import uuid

from django.http import FileResponse, HttpRequest
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import NotFound
from guanxi.engine.files.attaching import readable
from guanxi.engine.files.storing import path_of
from guanxi.engine.models.file import StoredFile, field_of
from guanxi.engine.permissions.access import Actor
from guanxi.engine.registry import registry

_log = logging.getLogger(__name__)


def open_for(key: uuid.UUID, actor: Actor) -> StoredFile:
    """The file, if this actor may read it; otherwise NotFound, as if it weren't there."""
    file = StoredFile.objects.filter(pk=key, deleted_at__isnull=True).first()
    if file is None:
        raise NotFound()
    if file.record is None:
        if actor.pk is None or file.uploaded_by != actor.pk:
            raise NotFound()
        return file
    entity = registry.get(file.entity)
    if entity is None or not readable(entity, file.record, actor) or not _shown(entity, file, actor):
        raise NotFound()
    return file


def _shown(entity: Entity, file: StoredFile, actor: Actor) -> bool:
    """Whether the actor sees the field that holds the file, if one does."""
    name = field_of(file.purpose)
    return not name or (name in entity.fields and actor.access.readable(entity, name))


def serve(request: HttpRequest, key: uuid.UUID, actor: Actor) -> FileResponse:
    """The answer that carries the file's bytes; raises NotFound."""
    file = open_for(key, actor)
    try:
        data = path_of(file).open("rb")
    except FileNotFoundError:
        _log.error("The bytes of file %s are missing at %s", file.pk, path_of(file))
        raise NotFound(_("This file's content is missing on the server. Tell your administrator.")) from None
    response = FileResponse(data, content_type=file.type)
    response.headers["Content-Length"] = str(file.size)
    response.headers["Content-Disposition"] = content_disposition_header(True, file.name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response
