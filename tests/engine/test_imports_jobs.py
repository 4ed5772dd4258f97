"""Imports in the background: real workers that are killed, a cancel, a person who may not any more."""

import pytest
from django.utils import translation

from guanxi.api.tests.world import found
from guanxi.engine import gate, imports
from guanxi.engine.exports import Wanted
from guanxi.engine.exports.reading import read
from guanxi.engine.imports import error_file, storage
from guanxi.engine.imports.jobs import tidy
from guanxi.engine.imports.running import Foreground
from guanxi.engine.jobs import Job
from guanxi.engine.models import Event, Import, PendingLink
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.engine.testing.jobs import run_jobs_now
from tests.engine.importing import column, events, take
from tests.engine.workers import until, workers


@pytest.fixture
def world(db):
    with translation.override("en"):
        yield found()


def now(work):
    return Import._base_manager.get(pk=work.pk)


def test_a_job_carries_it_out_and_tells_how_far(world):
    clerk = world.users["clerk"]
    work = take(clerk, "customers", "name,phone\nA,\nB,12\n")
    imports.begin(work, clerk)
    assert now(work).state == "waiting"
    (job,) = run_jobs_now()
    assert (job.state, job.done, job.total, job.result["created"], job.entity, job.record) == (
        "done", 2, 2, 1, "imports", work.pk,
    )  # fmt: skip
    work = now(work)
    assert (work.state, work.counts["created"], work.counts["failed"]) == ("done", 1, 1)
    assert [row[-2] for row in error_file.rows(work)] == ["3"]


def test_a_large_file_is_checked_in_the_background(world, monkeypatch):
    monkeypatch.setattr("guanxi.engine.imports.jobs.INLINE", 1)
    clerk = world.users["clerk"]
    work = take(clerk, "customers", "name\nA\nB\n")
    imports.check(work, clerk)
    assert now(work).checked is None
    assert run_jobs_now()[0].state == "done"
    assert (now(work).state, now(work).checked["created"]) == ("checked", 2)
    assert column(clerk, "customers", "name") == []


def test_cancelled_while_it_waits_nothing_comes_in(world):
    clerk = world.users["clerk"]
    work = take(clerk, "customers", "name\nA\n")
    imports.begin(work, clerk)
    gate.act(registry["imports"], work.pk, "cancel", actor=clerk)
    assert run_jobs_now() == []
    assert (now(work).state, Job._base_manager.get(pk=work.job).state) == ("cancelled", "cancelled")
    assert column(clerk, "customers", "name") == []


def test_cancelled_while_it_runs_what_came_in_stays(world, monkeypatch):
    monkeypatch.setattr("guanxi.engine.imports.running.CHUNK", 2)
    clerk = world.users["clerk"]
    work = take(clerk, "customers", "name\nA\nB\nC\nD\nE\n")
    imports.begin(work, clerk)
    whole = imports.working.Runner._chunk

    def chunk(runner, *arguments):
        whole(runner, *arguments)
        if runner.position == 4:
            gate.act(registry["imports"], work.pk, "cancel", actor=clerk)

    monkeypatch.setattr(imports.working.Runner, "_chunk", chunk)
    run_jobs_now()
    assert (now(work).state, now(work).counts["created"]) == ("cancelled", 4)
    assert sorted(column(clerk, "customers", "name")) == ["A", "B", "C", "D"]


def test_who_was_deactivated_meanwhile_brings_nothing_in(world):
    clerk = world.users["clerk"]
    work = take(clerk, "customers", "name\nA\n")
    imports.begin(work, clerk)
    with as_system("test") as system:
        gate.act(registry["users"], clerk.pk, "deactivate", actor=system)
    run_jobs_now()
    assert imports.working.follow(now(work)).state == "failed"
    tidy(None)
    assert (now(work).state, "can't be used" in now(work).error) == ("failed", True)
    assert column(world.users["admin"], "customers", "name") == []


def test_old_files_go_and_the_import_stays(world, monkeypatch):
    clerk = world.users["clerk"]
    work = take(clerk, "customers", "name\nA\n")
    path = storage.path_of(work.file)
    tidy(None)
    assert path.exists()
    monkeypatch.setattr("guanxi.engine.imports.jobs.KEPT_FOR", -imports.jobs.KEPT_FOR)
    tidy(None)
    assert not path.exists()
    assert now(work).file is None


def test_an_import_whose_command_was_killed_ends_as_failed(world, monkeypatch):
    clerk = world.users["clerk"]
    work = take(clerk, "customers", "name\nA\n")
    Import._base_manager.filter(pk=work.pk).update(state="running", started_at=work.created_at)
    tidy(None)
    assert now(work).state == "running"
    monkeypatch.setattr("guanxi.engine.imports.jobs.SILENT", -imports.jobs.SILENT)
    tidy(None)
    assert (now(work).state, now(work).finished_at is not None) == ("failed", True)


def test_gone_on_with_it_knows_how_many_rows_are_left_and_has_the_helper_for_them(world, monkeypatch):
    monkeypatch.setattr("guanxi.engine.imports.running.CHUNK", 2)
    monkeypatch.setattr("guanxi.engine.imports.running.MANY", 2)
    given, told = [], []
    monkeypatch.setattr("guanxi.kit.aside.Aside.give", lambda aside, batch: given.append(len(batch)))
    clerk = world.users["clerk"]
    work = take(clerk, "customers", "name\n" + "".join(f"N{n}\n" for n in range(8)))
    steps = Foreground(clerk, lambda done, total: told.append((done, total)))
    whole = imports.working.Runner._chunk

    def chunk(runner, *arguments):
        if runner.position == 2 and len(told) == 1:
            raise KeyboardInterrupt
        whole(runner, *arguments)

    monkeypatch.setattr(imports.working.Runner, "_chunk", chunk)
    imports.working.set_mapping(work, clerk)
    with pytest.raises(KeyboardInterrupt):
        imports.working.run(work, steps)
    assert (now(work).position, now(work).state, told) == (2, "running", [(2, 8)])
    given.clear()
    told.append("again")
    imports.working.run(now(work), steps)
    assert told[2:] == [(4, 8), (6, 8), (8, 8)]
    assert sum(given) == 6
    assert now(work).counts["created"] == 8
    assert sorted(column(clerk, "customers", "name")) == [f"N{n}" for n in range(8)]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("at", [1_000, 4_000])
def test_killed_in_the_middle_it_loses_and_repeats_nothing(at):
    """A worker dies by kill -9 between any two instructions; another goes on from the last rows that were saved."""
    with translation.override("en"):
        clerk = found().users["clerk"]
    total = 8_000
    lines = [
        f"N{n},{f'N{(n + 700) % total}' if n % 100 == 1 else ''},{12 if n % 50 == 0 else ''}" for n in range(total)
    ]
    work = take(clerk, "customers", "name,parent,phone\n" + "\n".join(lines) + "\n")
    imports.begin(work, clerk)
    with workers(1) as (victim,):
        until(lambda: now(work).position >= at, 60)
        victim.end()
        half = now(work)
        assert half.state == "running"
        assert half.position < total
    with workers(1):
        until(lambda: now(work).state == "done", 90)
    work = now(work)
    assert (work.counts["total"], work.counts["created"], work.counts["failed"]) == (total, total - 160, 160)
    names = [row["name"] for chunk in _all(clerk) for row in chunk]
    assert sorted(names) == sorted(f"N{n}" for n in range(total) if n % 50)
    assert sum(row["parent"] is not None for chunk in _all(clerk) for row in chunk) == 80
    assert [int(row[-2]) for row in error_file.rows(work)] == [n + 2 for n in range(0, total, 50)]
    assert Event.objects.filter(via="import", request=work.pk.hex, verb="create").count() == total - 160
    assert events(work) - (total - 160) <= 80
    assert not PendingLink.objects.exists()
    assert Job._base_manager.get(pk=work.job).attempts == 2


def _all(actor):
    return read(Wanted("customers", fields=("name", "parent")), actor)
