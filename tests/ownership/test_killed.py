"""A process is killed in the middle of the night: each record fell whole or not at all, and the rest falls after."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.utils import translation

from guanxi.engine.models import Event
from guanxi.ownership.models import OwnershipEntry
from tests.engine.workers import environment
from tests.ownership.world import Pools

pytestmark = pytest.mark.django_db(transaction=True)
DEADLY = """
import django; django.setup()
import os, signal
from guanxi.engine.jobs import enqueue
from guanxi.engine.testing import run_jobs_now
from guanxi.ownership import falling, following_up

falling.FALLING, calls, real = 2, [0], following_up.log

def killed(*given):
    calls[0] += 1
    if calls[0] == 2:
        os.kill(os.getpid(), signal.SIGKILL)  # the owners are taken, the log is not written
    return real(*given)

following_up.log = killed
enqueue("ownership.recycle", {}, actor=None)
run_jobs_now()
"""


@pytest.fixture
def kept() -> Iterator[Pools]:
    with translation.override("en"):
        yield Pools()


def test_killed_in_the_middle_of_the_night_nothing_is_half_done(kept: Pools) -> None:
    kept.rule()
    keys = [kept.owned("owner", f"Old {n}") for n in range(6)]
    for key in keys:
        kept.age(key, 31)
    done = subprocess.run([sys.executable, "-c", DEADLY], env=environment(), timeout=120)
    assert done.returncode == -signal.SIGKILL
    fell = [key for key in keys if kept.owner_of(key) == "pool"]
    assert len(fell) == 2
    for key in keys:
        whole = key in fell
        assert kept.log(key) == (["recycle"] if whole else [])
        assert Event.objects.filter(record=key, verb="recycle").exists() == whole
    kept.night()
    assert {kept.owner_of(key) for key in keys} == {"pool"}
    assert all(kept.log(key) == ["recycle"] for key in keys)
    assert OwnershipEntry._base_manager.count() == len(keys)
