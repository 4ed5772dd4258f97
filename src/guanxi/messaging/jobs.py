"""Background work of messaging."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guanxi.engine.jobs import Run, job
from guanxi.messaging.models import Notification

DAYS = 90
CHUNK = 5_000


@job("messaging.forget", label=_("Forget old notifications"), schedule="47 19 * * *")
def forget(run: Run) -> dict[str, Any]:
    """Delete what people were told three months ago, some at a time."""
    old = Notification.objects.filter(at__lt=timezone.now() - dt.timedelta(days=DAYS)).order_by("at")
    count = 0
    while True:
        run.check()
        with run.transaction():
            gone = Notification.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:CHUNK])).delete()[0]
        count += gone
        if gone < CHUNK:
            return {"forgotten": count}
