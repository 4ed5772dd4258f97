"""Background work of ownership. The hours are UTC: the night in China."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guanxi.engine.jobs import Run, job
from guanxi.ownership import falling, touching, warning
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
