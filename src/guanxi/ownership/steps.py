"""By which step a record changes hands."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """The step, why, and by which rule."""

    name: str
    reason: str = ""
    rule: uuid.UUID | None = None
