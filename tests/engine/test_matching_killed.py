"""A process is killed in the middle of a matching run: a chunk is there whole or not at all, and the rest follows."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest
from django.utils import translation

from guanxi.api.tests.world import found
from guanxi.engine import gate
from guanxi.engine.duplicates import matching
from guanxi.engine.jobs import Job
from guanxi.engine.jobs.queue import again
from guanxi.engine.models import MatchPair
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from tests.engine.workers import environment

pytestmark = pytest.mark.django_db(transaction=True)
DEADLY = """
import django; django.setup()
import os, signal
from guanxi.engine.duplicates import matching
from guanxi.engine.testing import run_jobs_now

matching.CHUNK, calls, real = 1, [0], matching.keep_pairs

def killed(*given):
    calls[0] += 1
    real(*given)
    if calls[0] == 2:
        os.kill(os.getpid(), signal.SIGKILL)  # the pairs are written, the place where the run stands is not

matching.keep_pairs = killed
run_jobs_now()
"""


def test_killed_in_the_middle_a_run_goes_on_and_counts_nothing_twice() -> None:
    with translation.override("en"):
        world = found()
        for _n in range(4):
            gate.create(registry["customers"], {"name": "Aoxing Technology"}, actor=world.users["owner"])
        job = matching.begin(registry["customers"], world.users["admin"])
        done = subprocess.run([sys.executable, "-c", DEADLY], env=environment(), timeout=120)
        assert done.returncode == -signal.SIGKILL
        job.refresh_from_db()
        assert (MatchPair.objects.count(), job.memory["records"]) == (3, 1)
        again(Job._base_manager.get(pk=job.pk))  # as is done for every job whose worker died
        run_jobs_now()
    job.refresh_from_db()
    told = job.result or {}
    assert (job.state, told["records"], told["pairs"], MatchPair.objects.count()) == ("done", 4, 6, 6)
