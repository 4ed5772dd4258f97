"""Telling of rights that begin and end by themselves: who has them, and who lent them, each once."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guanxi.engine.jobs import Run, job
from guanxi.messaging import notifying
from guanxi.messaging.models.notification import RIGHTS
from guanxi.people import turns
from guanxi.people.turns import ROLE, SHARE, Turn

TURN, UNTIL = "turn", "until"
"""What a notification tells: which turn it was, and the end of what begins."""


@job("messaging.turns", label=_("Tell of rights that begin and end"), schedule="2 * * * *", retries=0)
def tell_turns(run: Run) -> dict[str, int]:
    """What was told, and up to when, is written in one transaction: a worker that dies tells nothing twice."""
    with run.transaction():
        return {"told": tell_until(timezone.now())}


def tell_until(now: dt.datetime) -> int:
    """Tell of what began or ended since the last time; returns how many turns there were."""
    with transaction.atomic():
        found = turns.news(now)
        for turn in found:
            if turn.holder is not None:
                _tell_holder(turn)
            if turn.lender is not None and turn.lender != turn.holder:
                _tell_lender(turn)
    return len(found)


def _tell_holder(turn: Turn) -> None:
    """What ended of a shared record is told as a number: it can't be seen any more."""
    if turn.what == SHARE and not turn.begins:
        fold = f"{RIGHTS}:{_name(turn)}:{turn.entity}"
        notifying.notify([turn.holder], RIGHTS, turn.entity, told={TURN: _name(turn)}, fold=fold)
        return
    other = ["roles", str(turn.role)] if turn.what == ROLE else ["users", str(turn.lender)] if turn.lender else None
    _tell(turn, turn.holder, f"{_name(turn)}_mine", other)


def _tell_lender(turn: Turn) -> None:
    holder = ["users", str(turn.holder)] if turn.holder else None
    _tell(turn, turn.lender, _name(turn), ["roles", str(turn.role)] if turn.what == ROLE else holder)


def _tell(turn: Turn, person: uuid.UUID | None, name: str, other: list[str] | None) -> None:
    """Whoever was told is not told again, when a role is written down anew with the same end."""
    moment, about = int((turn.until or turn.at).timestamp()), turn.role or turn.holder
    fold = f"{name}:{turn.record.hex}:{about.hex if about else ''}:{moment}"
    if person is not None and not notifying.told_of([person], fold):
        told: dict[str, Any] = {TURN: name}
        if other is not None:
            told[notifying.OTHER] = other
        if turn.until is not None:
            told[UNTIL] = turn.until.isoformat()
        notifying.notify([person], RIGHTS, turn.entity, turn.record, told=told, fold=fold)


def _name(turn: Turn) -> str:
    return f"{turn.what}_{'begins' if turn.begins else 'ends'}"
