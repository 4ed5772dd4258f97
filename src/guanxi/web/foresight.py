"""What a rule would do, on the pages that show it: the result, or how far the work is, with what can be done then."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.engine import gate
from guanxi.engine.models.job import CANCELLED
from guanxi.engine.nightly import NightlyRule
from guanxi.engine.permissions import Actor
from guanxi.engine.reading.allowed import verbs_on
from guanxi.engine.simulating import Look, begin, under_way
from guanxi.web.guard import Asking
from guanxi.web.views import jobs

Context = dict[str, Any]
ASKED, AGAIN, STOP = "foresight", "again", "stop"
"""What the buttons beside a result send."""


def answered(request: Asking, rule: NightlyRule) -> bool:
    """Begin anew or stop, where one of these buttons was pressed."""
    asked, actor = request.POST.get(ASKED, ""), request.user
    if request.method != "POST" or asked not in (AGAIN, STOP):
        return False
    if asked == AGAIN:
        begin(rule, actor)
    elif (job := under_way(rule, actor)) is not None:
        gate.act(jobs.face(), job.pk, "cancel", actor=actor)
    return True


def shown(seen: Look, actor: Actor, url: str) -> Context:
    """The context of foresight/state.html; `url`: the page on which it stands."""
    told: Context = {"url": url, "waiting": seen.is_waiting, "name": ASKED, "again": AGAIN, "stop": STOP}
    job = seen.job
    if job is None:
        made = timezone.localtime(seen.made_at).strftime("%Y-%m-%d %H:%M") if seen.made_at else ""
        note = _("A rule was changed since.") if seen.is_old else ""
        return told | {"made": _("Worked out: %(when)s") % {"when": made} if made else "", "note": note}
    progress = {"done": job.done, "total": job.total or None, "label": job.title}
    if seen.is_waiting:
        return told | {
            "title": _("Being worked out"),
            "progress": progress,
            "text": _("Being stopped …") if job.is_stopping else _how_far(job.done, job.total),
            "may_stop": not job.is_stopping and bool(verbs_on(jobs.face(), job.pk, actor, ("cancel",))),
        }
    return told | {"note": _("It was stopped.") if job.state == CANCELLED else job.error or _("It didn’t succeed.")}


def _how_far(done: int, total: int) -> str:
    if not total:
        return _("Very many records are being looked at …")
    return _("%(done)s of %(total)s") % {"done": f"{done:,}", "total": f"{total:,}"}
