"""The proof of the log as background work: every week by itself, and whenever an administrator asks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.engine.errors import EngineError
from guanxi.engine.events import verifying
from guanxi.engine.events.writing import note
from guanxi.engine.jobs import Run, job
from guanxi.engine.registry import registry

NAME = "events.verify"


class HistoryBroken(EngineError):
    """The log contradicts itself."""

    code, status = "history_broken", 500

    def default_message(self) -> str:
        return _("The history is broken.")


@job(NAME, label=gettext_lazy("Prove the history"), retries=0, schedule="53 18 * * 6")
def prove(run: Run) -> dict[str, Any]:
    """Look at every event; the work fails at the first broken place and says where it is."""

    def progress(count: int) -> None:
        run.progress(count, 0, _("%(n)s events") % {"n": f"{count:,}"})

    proved = verifying.verify(list(registry), progress)
    if proved.broken is not None:
        note("history", "broken", {"what": proved.broken.what, "where": proved.broken.where})
        raise HistoryBroken(_("The history is broken: %(where)s") % {"where": proved.broken})
    told = {"n": f"{proved.events:,}", "seals": f"{proved.seals:,}"}
    run.progress(proved.events, proved.events, _("The history is whole: %(n)s events, %(seals)s seals.") % told)
    return {"events": proved.events, "seals": proved.seals, "redacted": proved.redacted}
