"""The fourth page, and the wait for a long check: how far, with what end."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.models.imports import ALIVE, CANCELLED, DONE, ENDED, UNDOING, UNDONE, Import
from guanxi.engine.models.job import ALIVE as JOB_ALIVE
from guanxi.engine.models.job import Job
from guanxi.engine.permissions import Actor
from guanxi.engine.reading.allowed import verbs_on
from guanxi.engine.registry import registry
from guanxi.web import addresses
from guanxi.web.importing.checking import figures
from guanxi.web.importing.steps import url

Context = dict[str, Any]


def check_state(work: Import) -> Context:
    """The check of a large file while it runs, or what ended it."""
    done, total, state, error = _job(work)
    running = state in JOB_ALIVE
    return {
        "title": work.file_name,
        "state_url": url("import-check", work),
        "running": running,
        "tone": "acc" if running else "bad",
        "status": _("being checked") if running else _("not checked"),
        "progress": {"done": done, "total": total or None, "label": _("Check")},
        "text": _rows_of(done, total),
        "problem": "" if running else error or _("The check ended early. Go back and start it again."),
        "results": [] if running else [{"label": _("Back"), "url": url("import-map", work), "icon": "chevron-left"}],
    }


def run_state(face: Entity, work: Import, actor: Actor) -> Context:
    """The import while it runs and when it has ended."""
    running = work.state in (*ALIVE, UNDOING)
    done, total, _state, _error = _job(work)
    tone = "acc" if running else "ok" if work.state == DONE else "off" if work.state in (CANCELLED, UNDONE) else "bad"
    faces = registry.for_model(Import)
    may = verbs_on(faces, work.pk, actor, ("cancel", "undo"))
    may_cancel = work.state in ALIVE and "cancel" in may
    may_undo = work.state in ENDED and work.brought_something and "undo" in may
    return {
        "title": work.file_name,
        "state_url": url("import-run", work),
        "running": running,
        "tone": tone,
        "status": capfirst(faces.fields["state"].to_text(work.state)),
        "progress": {"done": done, "total": total or None, "label": _("Import")},
        "text": _rows_of(done, total) if running else "",
        "figures": figures(work.counts) if not running else [],
        "started": _moment(work.started_at),
        "ended": _moment(work.finished_at),
        "problem": work.error,
        "cancel_url": addresses.page_url("act", faces.name, work.pk, "cancel") if may_cancel else "",
        "results": [] if running else _results(face, work, may_undo=may_undo),
    }


def _results(face: Entity, work: Import, *, may_undo: bool) -> list[Context]:
    told = [
        {
            "label": _("To the %(things)s") % {"things": face.label_plural},
            "url": addresses.with_query(addresses.list_url(face.name), {"sort": "-updated_at"}),
            "icon": face.icon,
            "primary": True,
        }
    ]
    if work.counts["failed"] and work.spool is not None:
        label = _("Rows with problems (%(n)s)") % {"n": f"{work.counts['failed']:,}"}
        told.append({"label": label, "url": url("import-problems", work), "icon": "download"})
    again = {"label": _("Import another file"), "url": addresses.page_url("import", face.name), "icon": "upload"}
    if may_undo:
        back = {"label": _("Take back"), "url": url("import-undo", work), "icon": "arrow-back-up"}
        return [*told, again, back]
    if work.state == UNDONE and work.job is not None:
        came = addresses.page_url("job-progress", work.job)
        return [*told, again, {"label": _("What was taken back"), "url": came, "icon": "arrow-back-up"}]
    return [*told, again]


def _job(work: Import) -> tuple[int, int, str, str]:
    if work.job is None:
        return 0, 0, "", ""
    rows = Job._base_manager.filter(pk=work.job).values_list("done", "total", "state", "error")
    return rows.first() or (0, 0, "", "")


def _rows_of(done: int, total: int) -> str:
    return _("%(done)s of %(total)s rows") % {"done": f"{done:,}", "total": f"{total:,}"} if total else ""


def _moment(value: Any) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S") if value else ""
