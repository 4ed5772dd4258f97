"""A supervised process comes back when it dies, and goes when it is told to."""

import os
import signal
import sys
import time

from guanxi.cli.child import BEHIND, FIRST_PAUSE, LONGEST_PAUSE, Child


def python(source: str) -> list[str]:
    return [sys.executable, "-c", source]


def told_by(child: Child, seconds: float = 10) -> str:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if told := child.watch():
            return told
        time.sleep(0.02)
    return ""


def test_a_killed_child_is_told_of_and_started_again() -> None:
    child = Child("The clock", python("import time; time.sleep(60)"))
    child.start()
    first = child.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert told_by(child) == f"The clock ended with signal SIGKILL; it starts again in {FIRST_PAUSE * 2:g} s."
    assert child.pid is None
    assert told_by(child) == "The clock was started again."
    assert child.pid not in (None, first)
    assert child.restarts == 1
    child.signal(signal.SIGTERM)
    child.end(5)
    assert child.pid is None


def test_the_pauses_grow_up_to_a_limit() -> None:
    child = Child("The bad one", python("raise SystemExit(3)"))
    child.start()
    assert told_by(child) == "The bad one ended with exit code 3; it starts again in 1 s."
    told_by(child)
    assert told_by(child) == "The bad one ended with exit code 3; it starts again in 2 s."
    child._pause = LONGEST_PAUSE
    told_by(child)
    assert told_by(child).endswith(f"it starts again in {LONGEST_PAUSE:g} s.")


def test_a_child_that_does_not_listen_is_killed() -> None:
    deaf = Child("The deaf one", python("import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"))
    deaf.start()
    time.sleep(0.3)
    deaf.signal(signal.SIGTERM)
    began = time.monotonic()
    deaf.end(0.5)
    assert deaf.pid is None
    assert time.monotonic() - began < 5


def test_one_that_gives_way_lets_others_go_first() -> None:
    """Other processes are asked for more often by the kernel."""
    for gives_way, behind in ((False, 0), (True, BEHIND)):
        child = Child("The clock", python("import time; time.sleep(60)"), gives_way=gives_way)
        child.start()
        assert child.pid is not None
        assert os.getpriority(os.PRIO_PROCESS, child.pid) == os.nice(0) + behind
        child.signal(signal.SIGKILL)
        child.end(5)
