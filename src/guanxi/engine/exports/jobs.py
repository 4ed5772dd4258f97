"""Large exports: made in the background, kept for whoever asked, and only for them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.engine.entity import Entity
from guanxi.engine.exports.wanted import Wanted, count, tell
from guanxi.engine.exports.writing import pieces
from guanxi.engine.files import store
from guanxi.engine.jobs import Job, Run, enqueue, job
from guanxi.engine.permissions.access import Actor

PURPOSE = "export"
MOST_BYTES = 2_000_000_000


def titled(entity: Entity) -> str:
    """What an export is called, in the language of the moment."""
    return _("Export %(records)s") % {"records": entity.label_plural}


def begin(wanted: Wanted, actor: Actor) -> Job:
    """Have an export made; its job's result names the file. Raises NotFound, NotAllowed, BadQuery."""
    count(wanted, actor, bound=1)
    title = titled(wanted.face)
    return enqueue("exports.make", {"wanted": wanted.as_json()}, actor=actor, title=title, entity=wanted.entity)


@job("exports.make", label=gettext_lazy("Export"), retries=1)
def make(run: Run, *, wanted: dict[str, Any]) -> dict[str, Any]:
    """Write an export to a file that only its asker can fetch."""
    asked = Wanted.from_json(wanted)
    actor = run.actor
    total = count(asked, actor)
    tell(asked, actor, total)
    file = store(_watched(run, asked, actor), actor=actor, purpose=PURPOSE, name=asked.file_name, most=MOST_BYTES)
    run.progress(total, total)
    return {"file": str(file.pk), "count": total, "name": asked.file_name}


def _watched(run: Run, wanted: Wanted, actor: Actor) -> Any:
    for piece in pieces(wanted, actor):
        run.check()
        yield piece
