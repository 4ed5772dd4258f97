"""Background work of ownership. The hours are UTC: the night in China."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guanxi.engine.jobs import Run, job
from guanxi.engine.registry import registry
from guanxi.ownership import falling, handing, touching, warning
from guanxi.ownership.models import SeenInPool

DAYS_OF_SEEN = 3


@job("ownership.recycle", label=_("Carry out the recycle rules"), schedule="13 18 * * *", retries=3)
def recycle(run: Run) -> dict[str, Any]:
    """Look at what was followed up, let fall what is due, tell owners of what will be."""
    if not run.memory.get("caught_up"):
        with run.transaction():
            touching.catch_up()
            SeenInPool.objects.filter(day__lt=timezone.localdate() - dt.timedelta(days=DAYS_OF_SEEN)).delete()
            run.memory["caught_up"] = True
    told = falling.recycle(run)
    if not run.memory.get("warned"):
        with run.transaction():
            told["warned"] = warning.tell()
            run.memory["warned"] = True
    return told


@job("ownership.hand_over", label=_("Hand over what nobody owns to whoever is in charge of its region"), retries=3)
def hand_over(run: Run, *, entity: str) -> dict[str, Any]:
    """Of one kind of record: at once what was made a moment ago, and whatever else is there."""
    face = registry.get(entity)
    return {"handed": handing.hand_over(run, face) if face is not None else 0}
