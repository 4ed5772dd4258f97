"""How much time is left to tell the authorities of a breach, beside its name."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from guanxi.engine.entity import Entity
from guanxi.engine.wording import labelled
from guanxi.privacy.clocks import LABELS, running
from guanxi.privacy.models import Breach

Context = dict[str, Any]


def chips(face: Entity, row: Context) -> list[Context]:
    """One for each clock that runs: quiet, urgent, or overdue and by how much."""
    if face.model is not Breach:
        return []
    now = timezone.now()
    found = []
    for clock in running(row):
        tone = "bad" if clock.is_over(now) else "warn" if now >= clock.urgent_from else ""
        label = labelled(LABELS[clock.place], clock.words(now))
        found.append({"label": label, "tone": tone, "icon_name": "alert-triangle" if tone else "clock"})
    return found
