"""One supervised process: started, watched, started again when it dies, with longer and longer pauses."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
BEHIND = 5  # So much nicer is a process that gives way: a third of a processor for which another asks as well.
STEADY_AFTER = 60.0  # Seconds of life after which a death counts as the first again.
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class Child:
    """A process with a name and a command."""

    def __init__(self, name: str, command: Sequence[str], *, gives_way: bool = False) -> None:
        """`gives_way`: whether others go first where the processors are not enough for all."""
        self.name = name
        self.command = list(command)
        self.gives_way = gives_way
        self.restarts = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause = FIRST_PAUSE
        self._due = 0.0

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches only the supervisor."""
        self._process = subprocess.Popen(self.command, start_new_session=True, preexec_fn=self._prepare)
        self._started = time.monotonic()

    def _prepare(self) -> None:
        """In the new process: the kernel ends it if the supervisor is killed."""
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if self.gives_way:
            os.nice(BEHIND)

    def watch(self) -> str:
        """Start it again if it died and its pause is over; returns what there is to tell, if anything."""
        if self._process is None:
            if time.monotonic() < self._due:
                return ""
            self.restarts += 1
            self.start()
            return f"{self.name} was started again."
        code = self._process.poll()
        if code is None:
            return ""
        lived = time.monotonic() - self._started
        self._pause = FIRST_PAUSE if lived > STEADY_AFTER else min(self._pause * 2, LONGEST_PAUSE)
        self._due = time.monotonic() + self._pause
        self._process = None
        return f"{self.name} ended with {_ending(code)}; it starts again in {self._pause:g} s."

    def signal(self, number: int) -> None:
        """Send a signal, if it runs."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(number)

    def end(self, seconds: float) -> None:
        """Wait for it to end; after that many seconds it is killed with all it started."""
        if self._process is None:
            return
        try:
            self._process.wait(max(seconds, 0))
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def _ending(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
