"""Keeping a set of processes and the embedded database alive until told to stop."""

import signal
import time
from collections.abc import Callable, Sequence
from types import FrameType

from guanxi.cli.child import Child

_TICK = 0.1
_STOP_SECONDS = 25.0


class Supervisor:
    """Starts children, starts them again when they die, and stops them in reverse order."""

    def __init__(self, children: Sequence[Child], *, say: Callable[[str], None], tend: Callable[[], None]) -> None:
        self.children = children
        self._say = say
        self._tend = tend
        self._stopping = False

    def run(self, ready: Callable[[], bool], when_ready: Callable[[], None]) -> None:
        """Work until SIGTERM or SIGINT; `when_ready` is called once, as soon as `ready` holds."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        is_ready = False
        try:
            for child in self.children:
                child.start()
            while not self._stopping:
                time.sleep(_TICK)
                self._tend()
                for child in self.children:
                    if told := child.watch():
                        self._say(told)
                if not is_ready and ready():
                    is_ready = True
                    when_ready()
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
