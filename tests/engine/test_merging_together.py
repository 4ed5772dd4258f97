"""Two who merge at once, and a process that is killed in the middle: all of it happens once, or nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
import uuid
from typing import Any

import pytest

from guanxi.engine.errors import MergedInto
from guanxi.engine.models import Event, Merged, Merger
from guanxi.engine.testing.company import Acting
from guanxi.engine.testing.tables import hashes
from guanxi.engine.uniting.merging import merge
from guanxi.engine.uniting.places import places
from tests.engine.test_merging import CONTACTS, CUSTOMERS, made
from tests.engine.test_together import at_once, check_chain
from tests.engine.workers import environment

pytestmark = pytest.mark.django_db(transaction=True)
DEADLY = """
import django; django.setup()
import os, signal, sys, uuid
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.engine.uniting import merging

def killed(*given): os.kill(os.getpid(), signal.SIGKILL)
merging.carry_rows = killed  # the last step of all

with as_system("a test") as system:
    merging.merge(registry["customers"], uuid.UUID(sys.argv[1]), [uuid.UUID(sys.argv[2])], actor=system)
"""


def leading_to(key: uuid.UUID) -> set[uuid.UUID]:
    """Contacts; what logs the customer's life leads there as well."""
    (of_contacts,) = (place for place in places(CUSTOMERS) if place.entity is CONTACTS)
    return of_contacts.keys("customers", [key])


def test_of_two_mergings_of_the_same_records_one_happens(boss: Acting) -> None:
    first, second = (made(CUSTOMERS, boss, name=name).pk for name in ("A", "B"))
    people = {made(CONTACTS, boss, name=f"P{n}", affiliations=[{"customer": key}]).pk
              for n, key in enumerate((first, second, second))}  # fmt: skip

    def work(survivor: uuid.UUID, other: uuid.UUID) -> Any:
        try:
            return merge(CUSTOMERS, survivor, [other], actor=boss)
        except MergedInto as refused:
            return refused

    told = at_once(lambda: work(first, second), lambda: work(second, first), lambda: work(first, second))
    happened = [one for one in told if isinstance(one, Merger)]
    assert len(happened) == 1
    survivor = happened[0].survivor
    assert all(one.survivor == survivor for one in told)
    assert leading_to(survivor) == people
    assert Merged.objects.filter(holds=True).count() == 1
    for key in (first, second, *people):
        check_chain(key)


def test_killed_in_the_middle_nothing_happened(boss: Acting) -> None:
    first, second = (made(CUSTOMERS, boss, name=name).pk for name in ("A", "B"))
    lin = made(CONTACTS, boss, name="Lin", affiliations=[{"customer": second}]).pk
    before = hashes(("engine_event",))  # the note that somebody acted beyond rights commits by itself
    done = subprocess.run([sys.executable, "-c", DEADLY, str(first), str(second)], env=environment(), timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert hashes(("engine_event",)) == before
    assert not Event.objects.filter(verb="merge").exists()
    assert leading_to(second) == {lin}
    merge(CUSTOMERS, first, [second], actor=boss)
    assert leading_to(first) == {lin}
