"""How often something may be done: so many times in so many seconds, all at once or spread out.

A limit is one moment that moves on with every use and may run only so far ahead of now. `Local` keeps the moments in
the process and costs nothing, for what happens with every request; `spend` keeps them in the database, for what must
hold over all processes, such as tries to sign in.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from guanxi.engine.errors import TooMany
from guanxi.engine.models.limit import Limit
from guanxi.engine.sql import spend as spend_in_database


@dataclass(frozen=True)
class Rate:
    """So many times in so many seconds."""

    times: int
    seconds: int = 60

    @property
    def step(self) -> float:
        return self.seconds / self.times


@dataclass(frozen=True, slots=True)
class Left:
    """What is left after a use: how many more at once, and after how many seconds everything is."""

    times: int
    full_in: float
    wait: float = 0.0
    """Seconds until the next try, when this one was refused."""

    @property
    def allowed(self) -> bool:
        return self.wait <= 0


class Local:
    """The limits of this process, those longest unused forgotten first."""

    def __init__(self, most_keys: int = 10_000, clock: Callable[[], float] = time.monotonic) -> None:
        self._until: OrderedDict[str, float] = OrderedDict()
        self._most = most_keys
        self._clock = clock
        self._lock = threading.Lock()

    def spend(self, key: str, rate: Rate) -> Left:
        """One use; what is left."""
        now = self._clock()
        with self._lock:
            until = max(self._until.get(key, now), now) + rate.step
            over = until - now - rate.seconds
            if over > 1e-9:
                return Left(0, until - rate.step - now, wait=over)
            self._until[key] = until
            self._until.move_to_end(key)
            while len(self._until) > self._most:
                self._until.popitem(last=False)
        return Left(int((rate.seconds - (until - now)) / rate.step + 1e-6), until - now)


def spend(key: str, rate: Rate) -> None:
    """One use that counts over all processes, at once and whatever becomes of it; raises TooMany.

    Call it outside a transaction: what is rolled back has not been counted.
    """
    step = dt.timedelta(seconds=rate.step)
    refused_until = spend_in_database(Limit, key[:120], step, dt.timedelta(seconds=rate.seconds) - step)
    if refused_until is not None:
        raise TooMany(max(1.0, (refused_until - timezone.now()).total_seconds()))


def forget_old() -> int:
    """Delete the marks that lie in the past and so mean nothing; how many there were."""
    return Limit.objects.filter(until__lt=timezone.now()).delete()[0]
