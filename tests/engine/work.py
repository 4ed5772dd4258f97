"""Background work that only tests ask for."""

import os
import signal
import time
from pathlib import Path
from typing import Any

from django.db.models import F

from guanxi.engine.customfields import living
from guanxi.engine.errors import Invalid
from guanxi.engine.jobs import Run, job
from guanxi.engine.models import Counter
from guanxi.engine.models.customfield import CustomField


@job("test.steps", label="Steps", retries=2, pause=0.01)
def steps(run: Run, *, series: str, count: int = 3, pause: float = 0.0) -> dict[str, Any]:
    """Count each step once, in a table where twice would show."""
    for step in range(run.memory.get("next", 0), count):
        with run.transaction():
            add(f"{series}.{step}")
            time.sleep(pause / 2)
            run.memory["next"] = step + 1
            run.progress(step + 1, count, f"step {step + 1}")
        time.sleep(pause / 2)
        run.check()
    return {"steps": count}


@job("test.broken", label="Broken", retries=2, pause=0.01)
def broken(run: Run, *, times: int) -> None:
    """Fail so many times."""
    if run.attempt <= times:
        raise RuntimeError(f"attempt {run.attempt} of a secret thing")


@job("test.overtaken", label="Overtaken", retries=0)
def overtaken(run: Run) -> dict[str, Any]:
    """The first time, another thread takes a field away beneath it."""
    if run.attempt == 1:
        CustomField._base_manager.all().delete()
        living.refresh()
        raise AttributeError("'Quote' object has no attribute 'custom_shade'")
    return {"attempt": run.attempt}


@job("test.refused", label="Refused", retries=5)
def refused(run: Run) -> None:
    """What trying again can't mend."""
    raise Invalid({"file": ["no"]}, "This file can't be read.")


@job("test.deadly", label="Deadly", retries=2, pause=0.01)
def deadly(run: Run, *, marker: str) -> None:
    """Take the whole worker along."""
    with Path(marker).open("a") as file:
        file.write("x")
    os.kill(os.getpid(), signal.SIGKILL)


@job("test.endless", label="Endless", timeout=0.05, retries=0)
def endless(run: Run) -> None:
    """Never come to an end by itself."""
    while True:
        run.check()
        time.sleep(0.01)


@job("test.standing", label="Standing", schedule="0 0 1 1 *")
def standing(run: Run) -> None:
    """Once a year."""
    add("standing")


@job("test.whoami", label="Who am I", retries=0)
def whoami(run: Run, *, entity: str) -> dict[str, Any]:
    """Whether the person who asked may create records of an entity at this moment."""
    return {"may": run.actor.access.may(entity, "create"), "name": run.actor.username}


def add(series: str) -> None:
    """One more in a series."""
    Counter.objects.get_or_create(series=series)
    Counter.objects.filter(series=series).update(last=F("last") + 1)


def counted(prefix: str) -> dict[str, int]:
    """The series that begin so."""
    return dict(Counter.objects.filter(series__startswith=prefix).values_list("series", "last"))
