"""Scheduled work of the engine itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guanxi.engine.events import sealing  # noqa: F401 (declares its reader)
from guanxi.engine.jobs import Run, job, queue

DAYS_OF_TICKETS = 7


@job("engine.tickets", label=_("Clear the queue of what is done"), schedule="17 19 * * *")
def clear_tickets(run: Run) -> None:
    """Delete the queue's own rows of work that ended some days ago; the jobs people see stay."""
    with run.transaction():
        queue.clear(DAYS_OF_TICKETS)
