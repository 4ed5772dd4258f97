"""Background work as it stands."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine.duplicates.thresholds import JOB as DUPLICATES
from guanxi.engine.entity import Entity
from guanxi.engine.models.job import ALIVE, DONE, FAILED, PARKED, Job
from guanxi.engine.permissions import Actor
from guanxi.engine.reading import Query, read_one, read_page
from guanxi.engine.reading.allowed import verbs_on
from guanxi.engine.reading.rows import titles_of
from guanxi.engine.registry import registry
from guanxi.engine.simulating import JOB as SIMULATION
from guanxi.engine.wording import strung
from guanxi.web import addresses
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.htmx import is_partial
from guanxi.web.records.actions import GRADING, fits
from guanxi.web.views.bulk import outcome

Context = dict[str, Any]
TONES = {"running": "acc", "waiting": "", DONE: "ok", FAILED: "bad", PARKED: "bad", "cancelled": "off"}
SHOWN = 5


def face() -> Entity:
    """The face of background work."""
    return registry.for_model(Job)


@page()
def progress(request: Asking, key: uuid.UUID) -> HttpResponse:
    """One job; the part that moves alone when htmx asks again."""
    jobs = face_of(request, face().name)
    row = read_one(jobs, key, request.user)
    context = {"job": job_state(jobs, row, request.user)}
    if is_partial(request, "job"):
        return render(request, "web/parts/job_state.html", context)
    context["crumbs"] = [  # type: ignore[assignment]
        {"label": capfirst(jobs.label_plural), "url": addresses.list_url(jobs.name)},
        {"label": row["title"]},
    ]
    return render(request, "web/job.html", context)


def job_state(jobs: Entity, row: Context, actor: Actor) -> Context:
    """The context of parts/job_state.html."""
    state = row["state"]
    stage = jobs.fields["state"]
    allowed = verbs_on(jobs, row["id"], actor, ("cancel", "retry"))
    urls = {
        f"{verb}_url": addresses.page_url("act", jobs.name, row["id"], verb)
        for verb in ("cancel", "retry")
        if verb in allowed and fits(jobs, jobs.actions[verb], row) and not row.get("is_stopping")
    }
    return {
        "title": row["title"],
        "state_url": addresses.page_url("job-progress", row["id"]),
        "running": state in ALIVE,
        "tone": TONES.get(state, ""),
        "status": capfirst(_("being cancelled") if row.get("is_stopping") and state in ALIVE else stage.to_text(state)),
        "progress": {"done": row["done"], "total": row["total"] or None, "label": row["title"]},
        "text": told(row),
        "who": str(row["owner"]) if row.get("owner") else _("System"),
        "started": _moment(row.get("started_at")),
        "ended": _moment(row.get("finished_at")),
        "problem": row.get("error") or "",
        **came_of_it(row, actor),
        **urls,
    }


def came_of_it(row: Context, actor: Actor) -> Context:
    """What came of it: for a change of many records their number and what was refused, else ways to go on."""
    job = Job._base_manager.only("result", "name", "entity", "record", "owner").get(pk=row["id"])
    told = job.result or {}
    about = registry.get(told.get("entity", ""))
    if about is None or "refusals" not in told:
        return {"results": results(job)}
    titles = titles_of(about.name, [uuid.UUID(key) for key, _why in told["refused"]], actor.access)
    to_list = {"label": capfirst(about.label_plural), "url": addresses.list_url(about.name), "icon": about.icon}
    return outcome(about, job, titles) | {"results": [to_list]}


def results(job: Job) -> list[Context]:
    """A file for whoever asked for it, or the import it belongs to."""
    file = (job.result or {}).get("file")
    if file:
        return [
            {
                "label": _("Download the file"),
                "url": addresses.page_url("file", file),
                "icon": "download",
                "primary": True,
            }
        ]
    about = registry.get(job.entity)
    if about is not None and job.name == DUPLICATES:
        url = addresses.page_url("duplicates", about.name)
        return [{"label": _("To the possible duplicates"), "url": url, "icon": "copy"}]
    if about is None or job.record is None:
        return []
    if job.name == SIMULATION:
        where = ("foreseen", job.record) if about.name == GRADING else ("act", about.name, job.record, "activate")
        url = addresses.page_url(*where)
        return [{"label": _("To the result"), "url": url, "icon": "eye", "primary": True}]
    url = addresses.record_url(about.name, job.record)
    return [{"label": _("To the %(thing)s") % {"thing": about.label}, "url": url, "icon": about.icon}]


def told(row: Context) -> str:
    """How far it is, in words."""
    steps = (
        _("%(done)s of %(total)s") % {"done": f"{row['done']:,}", "total": f"{row['total']:,}"} if row["total"] else ""
    )
    return strung(part for part in (steps, row["message"]) if part)


def running_jobs(actor: Actor) -> list[Context]:
    """What waits or runs for this person now."""
    jobs = face()
    if not actor.access.may(jobs.name, "read"):
        return []
    mine = {"field": "owner", "op": "eq", "value": "me"}
    alive = {"field": "state", "op": "in", "value": list(ALIVE)}
    query = Query(filter={"all": [mine, alive]}, fields=("title", "done", "total", "message"), limit=SHOWN)
    return [
        {
            "label": row["title"],
            "url": addresses.page_url("job-progress", row["id"]),
            "text": told(row),
            "progress": {"done": row["done"], "total": row["total"] or None, "label": row["title"]},
        }
        for row in read_page(jobs, actor, query).rows
    ]


def _moment(value: Any) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S") if value else ""
