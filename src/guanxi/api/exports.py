"""Records taken out over HTTP: few at once, many by a job whose file is fetched later."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from guanxi.api.body import decode
from guanxi.api.endpoint import Answer, Call
from guanxi.api.listing import names, one_of
from guanxi.api.refusals import BadRequest
from guanxi.engine import exports, files
from guanxi.engine.errors import BadQuery, NotFound
from guanxi.engine.jobs import Job
from guanxi.engine.registry import registry
from guanxi.privacy import disclosing

JOBS = ("exports.make", exports.REGULAR, disclosing.JOB)
PARAMETERS = ("filter", "q", "sort", "fields", "format", "exact")


class Download(Answer):
    """Bytes to keep, never to show."""

    def __init__(self, content: bytes, kind: str, name: str) -> None:
        super().__init__(content)
        self.kind = kind
        self.name = name

    def response(self) -> HttpResponse:
        headers = {
            "Content-Disposition": content_disposition_header(True, self.name),
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, no-store",
        }
        return HttpResponse(self.data, content_type=self.kind, headers=headers)


class Stored(Answer):
    """A file as it is kept."""

    def response(self) -> FileResponse:
        return self.data  # type: ignore[no-any-return]


def now(call: Call) -> Answer:
    """GET of an export of up to 5,000 records, with the parameters of the list; `exact=true` as programs read it."""
    wanted = _wanted(call)
    if exports.count(wanted, call.actor, bound=exports.DIRECT) > exports.DIRECT:
        text = _("More than %(most)d records: ask by POST; they are then made in the background.")
        raise BadQuery(text % {"most": exports.DIRECT})
    return Download(b"".join(exports.take(wanted, call.actor)), wanted.type, wanted.file_name)


def later(call: Call) -> Answer:
    """POST with the same parameters: an export of any size, made in the background."""
    task = exports.begin(_wanted(call), call.actor)
    return Answer(told(task), 202, {"Location": f"/api/v1/exports/{task.pk}"})


def read(call: Call) -> Answer:
    """GET of an export that was asked for: where it stands."""
    call.parameters()
    return Answer(told(_job(call)))


def fetch(call: Call) -> Answer:
    """GET of the file that came of it."""
    call.parameters()
    task = _job(call)
    file = (task.result or {}).get("file")
    if not file:
        raise NotFound(_("The file isn't ready."))
    import uuid

    return Stored(files.serve(call.request, uuid.UUID(file), call.actor))


def _job(call: Call) -> Job:
    """The caller's own export, or what was taken out of a person; raises NotFound."""
    found = Job._base_manager.filter(pk=call.key, name__in=JOBS, owner=call.actor.pk).first()
    if found is None:
        raise NotFound()
    call.caller.demand("read", found.entity)
    return found


def told(task: Job) -> dict[str, Any]:
    """Where the work stands, and the file once there is one."""
    return {
        "id": task.pk,
        "entity": task.entity,
        "state": task.state,
        "done": task.done,
        "total": task.total,
        "error": task.error,
        "file": f"/api/v1/exports/{task.pk}/file" if (task.result or {}).get("file") else None,
    }


def _wanted(call: Call) -> exports.Wanted:
    entity = call.entity
    given = call.parameters(*PARAMETERS)
    form = given.get("format") or "csv"
    if form not in exports.formats_of(registry[entity.name]):
        known = ", ".join(exports.formats_of(entity))
        raise BadRequest(_("“%(name)s” is one of: %(known)s.") % {"name": "format", "known": known})
    return exports.Wanted(
        entity=entity.name,
        filter=decode(given["filter"]) if given.get("filter") else None,
        q=given.get("q", ""),
        sort=names(given, "sort") or (),
        fields=names(given, "fields"),
        format=form,
        safe=one_of(given, "exact", ("true", "false")) != "true",
    )
