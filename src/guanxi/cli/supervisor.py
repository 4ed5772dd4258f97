"""Keeping a set of processes and the embedded database alive until told to stop."""

import signal
import time
from collections.abc import Callable, Sequence
from types import FrameType

from guanxi.cli.child import Child

_TICK = 0.1
_STOP_SECONDS = 25.0
_PATIENCE = 5.0  # Seconds after which the other children no longer wait for the first.


class Supervisor:
    """Starts children, starts them again when they die, and stops them in reverse order."""

    def __init__(self, children: Sequence[Child], *, say: Callable[[str], None], tend: Callable[[], None]) -> None:
        self.children = children
        self._say = say
        self._tend = tend
        self._stopping = False

    def run(self, ready: Callable[[], bool], when_ready: Callable[[], None]) -> None:
        """Work until SIGTERM or SIGINT; `when_ready` is called once, as soon as `ready` holds.

        The first child has the machine to itself until it is ready: people wait for it.
        """
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        is_ready, began, started = False, time.monotonic(), 1
        try:
            self.children[0].start()
            while not self._stopping:
                time.sleep(_TICK)
                self._tend()
                for child in self.children[:started]:
                    if told := child.watch():
                        self._say(told)
                if not is_ready and ready():
                    is_ready = True
                    when_ready()
                if started == 1 and (is_ready or time.monotonic() - began > _PATIENCE):
                    started = len(self.children)
                    for child in self.children[1:]:
                        child.start()
        finally:
            self._stop()

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True

    def _stop(self) -> None:
        for child in reversed(self.children):
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + _STOP_SECONDS
        for child in reversed(self.children):
            child.end(deadline - time.monotonic())
