"""A process is killed while it grades: each record was graded whole or not at all, and the rest is graded after."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.utils import translation

from guanxi.engine.models import Event
from tests.engine.workers import environment
from tests.grading.world import Grades
from tests.house import build

pytestmark = pytest.mark.django_db(transaction=True)
DEADLY = """
import django; django.setup()
import os, signal
from guanxi.engine.jobs import enqueue
from guanxi.engine.testing import run_jobs_now
from guanxi.grading import jobs

jobs.CHUNK, calls, real = 2, [0], jobs.save_many

def killed(*given):
    done = real(*given)
    calls[0] += 1
    if calls[0] == 2:
        os.kill(os.getpid(), signal.SIGKILL)  # the second chunk is written, and not committed
    return done

jobs.save_many = killed
enqueue("grading.grade", {}, actor=None)
run_jobs_now()
"""


@pytest.fixture
def kept() -> Iterator[Grades]:
    with translation.override("en"):
        yield Grades(build())


def test_killed_in_the_middle_nothing_is_half_done(kept: Grades) -> None:
    keys = [kept.customer(f"Old {n}", "owner", (20_000, 5)) for n in range(6)]
    kept.rule()
    done = subprocess.run([sys.executable, "-c", DEADLY], env=environment(), timeout=120)
    assert done.returncode == -signal.SIGKILL
    graded = [key for key in keys if kept.grade(key) == "B"]
    assert len(graded) == 2
    for key in keys:
        assert Event.objects.filter(record=key, changes__has_key="grade").exists() == (key in graded)
        assert bool(kept.now(key).grade_why) == (key in graded)
    kept.night()
    assert {kept.grade(key) for key in keys} == {"B"}
    assert all(Event.objects.filter(record=key, changes__has_key="grade").count() == 1 for key in keys)
