"""Views taken out by the clock: a file for each receiver, with their own rights, told and kept like every export."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone, translation

from guanxi.api.tests.world import found
from guanxi.engine import files, gate
from guanxi.engine.errors import EngineError, NotAllowed, NotFound
from guanxi.engine.events.writing import Event
from guanxi.engine.jobs import Job
from guanxi.engine.models.file import StoredFile
from guanxi.engine.models.mail import OutgoingMail
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.engine.regular import jobs
from guanxi.engine.testing.jobs import run_jobs_now
from guanxi.messaging.models import Notification
from guanxi.web.models import RegularExport

FACE = "regular-exports"


class Silent:
    def check(self):
        """Nobody stops it."""


@pytest.fixture
def world(db):
    with translation.override("en"):
        world = found()
        for who, name in (("owner", "Mine"), ("teammate", "Theirs"), ("stranger", "Elsewhere")):
            person = world.users[who]
            gate.create(registry["customers"], {"name": name, "owner": person.pk}, actor=world.users["admin"])
        yield world


def view(actor, query="", **values):
    told = {"name": "All of them", "entity": "customers", "query": query, **values}
    return gate.create(registry["views"], told, actor=actor)


def regular(actor, **values):
    told = {"name": "Every Monday", "format": "csv", "view": values.pop("view", None) or view(actor).pk, **values}
    return gate.create(registry[FACE], told, actor=actor)


def now(work):
    return RegularExport._base_manager.get(pk=work.pk)


def run(work, actor):
    gate.act(registry[FACE], work.pk, "run_now", actor=actor)
    return run_jobs_now()


def read(job):
    stored = StoredFile.objects.get(pk=uuid.UUID(job.result["file"]))
    return files.storing.path_of(stored).read_text("utf-8-sig")


def told(person):
    return list(Notification.objects.filter(user=person.pk, kind="work").values_list("source", "told__state"))


def test_a_view_becomes_a_file_of_the_owner(world):
    owner = world.users["owner"]
    work = regular(owner, view=view(owner, 'filter={"field":"name","op":"eq","value":"Mine"}').pk)
    assert (work.state, work.next_at is not None) == ("on", True)
    (job,) = run(work, owner)
    assert ("Mine" in read(job), "Theirs" in read(job), job.owner_id) == (True, False, owner.pk)
    assert (now(work).last_result, told(owner)) == ("Owner: 1 rows", [(job.pk, "done")])
    event = Event.objects.get(entity="customers", verb="export")
    assert (event.actor, event.changes["count"]) == (owner.pk, 1)
    assert world.api("owner", "GET", f"exports/{job.pk}").json()["file"]
    assert world.api("teammate", "GET", f"exports/{job.pk}").status_code == 404


def test_each_receiver_gets_what_they_may_see_themselves(world):
    admin, names = world.users["admin"], ("owner", "stranger")
    lines = [{"person": world.users[name].pk} for name in names]
    work = regular(admin, receivers=lines, told_well=True)
    done = {job.owner_id: read(job) for job in run(work, admin)}
    assert set(done) == {world.users[name].pk for name in names}
    assert "Elsewhere" not in done[world.users["owner"].pk]
    assert "Mine" not in done[world.users["stranger"].pk]
    assert "Elsewhere" in done[world.users["stranger"].pk]
    assert [len(told(world.users[name])) for name in names] == [1, 1]


def test_who_may_not_take_out_gets_nothing_and_the_owner_is_told(world):
    admin, keeper = world.users["admin"], world.users["keeper"]
    work = regular(admin, receivers=[{"person": keeper.pk}])
    (job,) = run(work, admin)
    assert (job.state, StoredFile.objects.count(), told(keeper)) == ("failed", 0, [])
    assert (now(work).failures, told(admin)) == (1, [(work.pk, "failed")])


def test_others_are_named_by_who_may_and_seen_by_nobody_else(world):
    owner, stranger = world.users["owner"], world.users["stranger"]
    with pytest.raises((NotAllowed, EngineError)):
        regular(owner, receivers=[{"person": stranger.pk}])
    assert RegularExport._base_manager.count() == 0
    work = regular(owner)
    for who in ("teammate", "stranger", "manager"):
        with pytest.raises(NotFound):
            run(work, world.users[who])
    assert not Job._base_manager.filter(record=work.pk).exists()


def test_by_mail_goes_a_link_and_never_the_data(world):
    owner = world.users["owner"]
    with as_system("test") as system:
        gate.update(registry["users"], owner.pk, {"email": "owner@example.com"}, actor=system)
    work = regular(owner, by_mail=True)
    (job,) = run(work, owner)
    mail = OutgoingMail.objects.get()
    assert (mail.to, str(job.pk) in mail.text, "Mine" in mail.text + mail.html) == ("owner@example.com", True, False)


def test_the_clock_makes_them_and_a_view_that_is_gone_is_a_failure(world):
    owner = world.users["owner"]
    shown = view(owner)
    work = regular(owner, view=shown.pk, stop_after=1, unit="weeks", weekdays=["mo"])
    assert now(work).next_at.astimezone(dt.timezone(dt.timedelta(hours=8))).weekday() == 0
    RegularExport._base_manager.update(next_at=timezone.now())
    assert jobs.clock(Silent()) == {"begun": 1}
    assert [job.state for job in run_jobs_now()] == ["done"]
    gate.delete(registry["views"], shown.pk, actor=owner)
    RegularExport._base_manager.update(next_at=timezone.now())
    assert jobs.clock(Silent()) == {"begun": 0}
    assert (now(work).state, now(work).next_at, "view isn't there" in now(work).last_result) == ("stopped", None, True)


def test_who_has_left_receives_nothing(world):
    admin, owner = world.users["admin"], world.users["owner"]
    work = regular(admin, receivers=[{"person": owner.pk}])
    with as_system("test") as system:
        gate.act(registry["users"], owner.pk, "deactivate", actor=system)
    with pytest.raises(EngineError):
        run(work, admin)
    assert not Job._base_manager.filter(record=work.pk).exists()
