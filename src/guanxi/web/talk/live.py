"""What open pages ask by themselves: a ticket for the stream, what waits, and who changed what they show."""

from __future__ import annotations

import uuid
from collections import defaultdict

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from guanxi.engine.errors import NotFound
from guanxi.engine.fields.anchor import parted
from guanxi.engine.fields.link import Ref
from guanxi.engine.reading import read_one
from guanxi.engine.registry import registry
from guanxi.messaging import streams, waiting
from guanxi.messaging.live import tickets
from guanxi.web.guard import Asking, face_of, page

FIELDS = ("updated_by",)


@page("POST")
def ticket(request: Asking) -> JsonResponse:
    """A ticket for the stream, with what waits and the versions of the records that the page shows.

    Asked again each minute, and each half minute where no stream can be had. Records that the person may not read are
    left out of the ticket: nothing is ever signalled of them.
    """
    versions = _versions(request)
    keys = list(versions)
    return JsonResponse(
        {
            "url": streams.url(request),
            "ticket": streams.ticket(request, request.user.pk, keys),
            "seconds": tickets.LIFE,
            "me": str(request.user.pk),
            "waiting": waiting.waiting(request.user),
            "versions": {str(key): [version, by and str(by)] for key, (version, by) in versions.items()},
        }
    )


def _versions(request: Asking) -> dict[uuid.UUID, tuple[int, uuid.UUID | None]]:
    """Those of the page's records that this person may read: version and last hand; a query for each entity."""
    wanted: dict[str, set[uuid.UUID]] = defaultdict(set)
    for text in request.POST.getlist("watch")[: tickets.MOST_RECORDS]:
        try:
            entity, key = parted(text)
        except ValueError:
            continue
        wanted[entity].add(key)
    found: dict[uuid.UUID, tuple[int, uuid.UUID | None]] = {}
    for entity, keys in wanted.items():
        face = registry.get(entity)
        if face is not None and request.user.access.may(entity, "read"):
            rows = request.user.access.narrow(face, face.manager().filter(pk__in=keys))
            found |= {key: (version, by) for key, version, by in rows.values_list("pk", "version", "updated_by")}
    return found


@page()
def changed(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """One sentence: who changed a record last."""
    face = face_of(request, entity)
    access = request.user.access
    fields = tuple(name for name in FIELDS if access.readable(face, name))
    try:
        row = read_one(face, key, request.user, fields)
    except NotFound:
        return HttpResponse(
            _("This record isn't there any more, or you may not see it now."), content_type="text/plain"
        )
    by = row.get("updated_by")
    who = str(by) if isinstance(by, Ref) and by.label else _("Somebody")
    told = _("%(who)s just changed this %(thing)s") % {"who": who, "thing": face.label}
    return HttpResponse(told, content_type="text/plain; charset=utf-8")
