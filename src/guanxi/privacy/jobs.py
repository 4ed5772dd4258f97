"""Background work of privacy."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from guanxi.engine.jobs import Run, job
from guanxi.privacy import alarm, disclosing, ledger, reminding, retaining  # noqa: F401 (declares its job)


@job("privacy.watch", label=_("Look for unusual reading"), schedule="*/10 * * * *", retries=1)
def watch(run: Run) -> dict[str, Any]:
    """Tell administrators who reads unusually much."""
    with run.transaction():
        return {"alarms": len(alarm.look()), "forgotten": alarm.forget_old()}


@job("privacy.erasures", label=_("Keep erased people erased"), schedule="33 18 * * *", retries=1)
def repeat_erasures(run: Run) -> dict[str, Any]:
    """Erase again whom a restored backup brought back."""
    run.check()
    return {"erased": ledger.repeat()}


@job("privacy.retention", label=_("Apply the retention rules"), schedule="43 18 * * *", retries=1)
def retain(run: Run) -> dict[str, Any]:
    """Let go what rules say is kept no longer."""
    return retaining.apply_all(run)


@job("privacy.deadlines", label=_("Remind of the deadlines of data breaches"), schedule="* * * * *", retries=0)
def deadlines(run: Run) -> dict[str, Any]:
    """What was told is written in one transaction: a worker that dies tells nothing twice."""
    with run.transaction():
        return {"told": reminding.remind()}
