"""What happens by the clock: in whose name, how often, and what becomes of it when something fails."""

import datetime as dt
from uuid import uuid4

import pytest
from django.utils import timezone, translation
from procrastinate.contrib.django.models import ProcrastinateJob

from guanxi.api.tests.world import found
from guanxi.engine import gate
from guanxi.engine.errors import EngineError, NotAllowed, NotFound
from guanxi.engine.imports import storage
from guanxi.engine.jobs import Job, rescue
from guanxi.engine.models import Event, Fetched, Import, RegularImport
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.engine.regular import jobs, running, taking
from guanxi.engine.testing.jobs import run_jobs_now
from guanxi.messaging.models import Notification
from tests.engine.importing import column
from tests.engine.regularly import FACE, act, active, now, put, recipe, regular
from tests.engine.workers import until, workers


@pytest.fixture
def world(db):
    with translation.override("en"):
        yield found()


@pytest.fixture
def folder(tmp_path, settings, monkeypatch):
    monkeypatch.setattr(taking, "STILL", 0.0)
    settings.IMPORT_FOLDERS = [tmp_path]
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


class Silent:
    """A run of the clock, outside a worker."""

    def check(self):
        """Nobody stops it."""


def due(work, hours=1):
    """As if its time had come."""
    RegularImport._base_manager.filter(pk=work.pk).update(next_at=timezone.now() - dt.timedelta(hours=hours))


def told(person):
    return list(Notification.objects.filter(user=person.pk, entity=FACE).values_list("record", "told__state"))


def test_only_who_may_connect_says_from_where(world):
    owner = world.users["clerk"]
    for who, refusal in (("clerk", NotAllowed), ("manager", NotAllowed), ("owner", NotFound), ("stranger", NotFound)):
        person = world.users[who]
        with pytest.raises(refusal):
            regular(person, person, recipe=recipe(world.users["admin"], audience="everybody"), folder="/etc")
    work = regular(world.users["admin"], owner, folder="/srv/lists")
    for who, refusal in (("clerk", EngineError), ("manager", NotFound), ("stranger", NotFound)):
        with pytest.raises(refusal):
            gate.update(registry[FACE], work.pk, {"folder": "/etc"}, actor=world.users[who])
    assert (now(work).folder, RegularImport._base_manager.count()) == ("/srv/lists", 1)
    gate.update(registry[FACE], work.pk, {"name": "Lists"}, actor=owner)
    assert now(work).name == "Lists"


@pytest.mark.parametrize("verb", ["try_out", "activate", "pause", "run_now"])
def test_teammates_and_strangers_set_nothing_going(world, folder, verb):
    work = active(regular(world.users["admin"], world.users["clerk"], folder=str(folder)), world.users["clerk"])
    before = Job._base_manager.count()
    for who in ("manager", "owner", "teammate", "stranger"):
        with pytest.raises(NotFound):
            act(work, verb, world.users[who])
    assert (Job._base_manager.count(), now(work).state) == (before, "on")


def test_nobody_sets_it_going_in_the_name_of_another(world, folder):
    admin, owner = world.users["admin"], world.users["clerk"]
    work = regular(admin, owner, folder=str(folder))
    act(work, "try_out", admin)
    run_jobs_now()
    with pytest.raises(NotAllowed):
        act(work, "activate", admin)
    assert now(work).state == "new"
    assert act(work, "activate", owner).state == "on"


def test_another_owner_activates_it_again(world, folder):
    admin, owner, other = world.users["admin"], world.users["clerk"], world.users["manager"]
    shared = recipe(owner, audience="everybody")
    work = active(regular(admin, owner, recipe=shared, folder=str(folder)), owner)
    gate.act(registry[FACE], work.pk, "assign", {"to": other.pk}, actor=admin)
    assert (now(work).state, now(work).is_tried) == ("new", False)


def test_it_writes_with_the_rights_of_its_owner_alone(world, folder):
    """A sales representative may read customers, and import none."""
    admin, owner = world.users["admin"], world.users["owner"]
    shared = recipe(admin, audience="everybody")
    put(folder, "a.csv", "name,phone\nNorth,\n")
    work = regular(admin, owner, recipe=shared, folder=str(folder))
    act(work, "try_out", admin)
    run_jobs_now()
    assert (now(work).is_tried, Import._base_manager.count(), column(admin, "customers", "name")) == (False, 0, [])


def test_a_recipe_that_somebody_else_changed_stops_it(world, folder):
    admin, owner = world.users["admin"], world.users["clerk"]
    own = recipe(owner)
    work = active(regular(admin, owner, recipe=own, folder=str(folder)), owner)
    put(folder, "a.csv", "name,phone\nNorth,\n")
    other = own.instructions.replace('"phone"', '"note"', 1)
    gate.update(registry["recipes"], own.pk, {"instructions": other}, actor=admin)
    act(work, "run_now", owner)
    run_jobs_now()
    work = now(work)
    assert (work.state, work.is_tried, "Somebody else" in work.last_result) == ("stopped", False, True)
    assert column(owner, "customers", "name") == []
    with pytest.raises(EngineError):
        act(work, "activate", owner)


def test_the_clock_begins_what_is_due_once(world, folder):
    owner = world.users["clerk"]
    work = active(regular(world.users["admin"], owner, folder=str(folder), unit="minutes", every=30), owner)
    assert jobs.clock(Silent()) == {"begun": 0}
    due(work, hours=50)
    assert (jobs.clock(Silent()), jobs.clock(Silent())) == ({"begun": 1}, {"begun": 0})
    assert timezone.now() < now(work).next_at <= timezone.now() + dt.timedelta(minutes=30)
    due(work)
    assert jobs.clock(Silent()) == {"begun": 0}, "the last one still waits"
    assert [(job.name, job.owner_id) for job in run_jobs_now()] == [("regular.run", owner.pk)]
    assert now(work).last_result == "Nothing new."


@pytest.mark.parametrize("verb", ["pause", "delete"])
def test_what_is_paused_or_deleted_is_not_due(world, folder, verb):
    admin, owner = world.users["admin"], world.users["clerk"]
    work = active(regular(admin, owner, folder=str(folder)), owner)
    if verb == "pause":
        act(work, "pause", owner)
    else:
        gate.delete(registry[FACE], work.pk, actor=admin)
    due(work)
    assert jobs.clock(Silent()) == {"begun": 0}


def test_who_has_left_stops_it_with_a_clear_word(world, folder):
    admin, owner = world.users["admin"], world.users["clerk"]
    work = active(regular(admin, owner, folder=str(folder)), owner)
    with as_system("test") as system:
        gate.act(registry["users"], owner.pk, "deactivate", actor=system)
    due(work)
    assert jobs.clock(Silent()) == {"begun": 0}
    work = now(work)
    assert (work.state, work.next_at, "has left" in work.last_result) == ("stopped", None, True)
    assert Event.objects.filter(record=work.pk, verb="stop", reason__contains="has left").count() == 1
    with pytest.raises(EngineError):
        act(work, "try_out", admin)


def test_failures_are_told_and_stop_it_and_success_only_if_wished(world, folder):
    admin, owner = world.users["admin"], world.users["clerk"]
    work = active(regular(admin, owner, folder=str(folder), stop_after=2), owner)
    put(folder, "a.csv", "name,phone\nNorth,\n")
    for _turn in range(2):
        act(work, "run_now", owner)
        run_jobs_now()
    assert (column(owner, "customers", "name"), told(owner)) == (["North"], [])
    folder.rename(folder.with_name("elsewhere"))
    for expected in ("on", "stopped"):
        act(work, "run_now", owner)
        run_jobs_now()
        assert now(work).state == expected
    assert (now(work).failures, now(work).last_result) == (2, "It isn't there.")
    assert told(owner) == [(work.pk, "failed")]
    folder.with_name("elsewhere").rename(folder)
    gate.update(registry[FACE], work.pk, {"told_well": True}, actor=owner)
    assert act(work, "activate", owner).failures == 0
    Notification.objects.all().delete()
    put(folder, "b.csv", "name,phone\nSouth,\n")
    for _turn in range(2):
        act(work, "run_now", owner)
        run_jobs_now()
    assert told(owner) == [(work.pk, "done")]


def test_a_run_that_breaks_off_is_a_failure_that_is_told(world, folder, monkeypatch):
    monkeypatch.setattr("guanxi.engine.jobs.working.LONGEST_PAUSE", 0.0)
    owner = world.users["clerk"]
    work = active(regular(world.users["admin"], owner, folder=str(folder)), owner)
    monkeypatch.setattr(jobs.Runner, "go", lambda runner: 1 / 0)
    act(work, "run_now", owner)
    run_jobs_now()
    assert (now(work).failures, told(owner)) == (1, [(work.pk, "failed")])


def test_a_run_that_kills_its_workers_is_parked_and_told(world, folder):
    owner = world.users["clerk"]
    work = active(regular(world.users["admin"], owner, folder=str(folder)), owner)
    act(work, "run_now", owner)
    job = Job._base_manager.get(record=work.pk, state="waiting")
    ProcrastinateJob.objects.filter(pk=job.ticket).update(status="failed")
    Job._base_manager.filter(pk=job.pk).update(state="running", attempts=rescue.MOST_DEATHS)
    assert rescue.sweep() == 1
    assert Job._base_manager.get(pk=job.pk).state == "parked"
    assert (now(work).failures, now(work).last_result) == (1, "The worker died 10 times while doing this.")
    assert told(owner) == [(work.pk, "failed")]
    assert [told(world.users[who]) for who in ("admin", "stranger")] == [[], []]
    assert rescue.sweep() == 0
    assert now(work).failures == 1


def test_the_copy_of_a_file_goes_as_soon_as_its_import_has_its_own(world, folder, monkeypatch):
    owner = world.users["clerk"]
    work = active(regular(world.users["admin"], owner, folder=str(folder)), owner)
    text = f"name,phone\n{uuid4()},\n"  # nobody else's: files of other tests come and go meanwhile
    put(folder, "a.csv", text)
    lying = []

    def is_ours(path):
        try:
            return path.is_file() and path.read_bytes() == text.encode()
        except FileNotFoundError:
            return False

    def counted(runner, one, imported):
        lying.append(sum(is_ours(path) for folder in storage.folders() for path in folder.iterdir()))
        return plain(runner, one, imported)

    plain = running.Runner._carry_out
    monkeypatch.setattr(running.Runner, "_carry_out", counted)
    for _turn in range(2):
        act(work, "run_now", owner)
        run_jobs_now()
    assert lying == [1]


def test_a_cancelled_import_leaves_its_file_with_the_failed(world, folder, monkeypatch):
    monkeypatch.setattr("guanxi.engine.imports.running.CHUNK", 1)
    owner = world.users["clerk"]
    work = active(regular(world.users["admin"], owner, folder=str(folder)), owner)
    put(folder, "a.csv", "name,phone\nA,\nB,\nC,\n")
    whole = taking_chunks(monkeypatch, owner, work)
    for _turn in range(2):
        act(work, "run_now", owner)
        run_jobs_now()
    assert whole() == "cancelled"
    assert [path.name for path in (folder / "failed").iterdir()] == ["a.csv"]
    assert column(owner, "customers", "name") == ["A"]


def taking_chunks(monkeypatch, owner, work):
    """Cancel the import after its first rows."""
    from guanxi.engine.imports.running import Runner

    plain = Runner._chunk

    def chunk(runner, *arguments):
        plain(runner, *arguments)
        if not runner.is_dry and runner.position == 1:
            gate.act(registry["imports"], runner.work.pk, "cancel", actor=owner)

    monkeypatch.setattr(Runner, "_chunk", chunk)
    return lambda: Import._base_manager.get(regular=work).state


def test_the_api_shows_no_secret_and_runs_under_rights(world, folder):
    admin, owner = world.users["admin"], world.users["clerk"]
    work = regular(admin, owner, folder=str(folder), secret="s3cret")
    assert world.api("clerk", "GET", f"{FACE}/{work.pk}").status_code == 200
    assert b"s3cret" not in world.api("clerk", "GET", f"{FACE}/{work.pk}").content
    assert world.api("stranger", "GET", f"{FACE}/{work.pk}").status_code == 404
    assert world.api("clerk", "POST", f"{FACE}/{work.pk}/try_out", {}).status_code in (200, 202)
    assert [job.name for job in run_jobs_now()] == ["regular.try"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_and_two_workers_nothing_is_lost_or_repeated(tmp_path, settings, monkeypatch):
    """A worker dies by kill -9 inside an import; two others go on, with the rest of the files."""
    settings.IMPORT_FOLDERS = [tmp_path]
    monkeypatch.setenv("GUANXI_IMPORT_FOLDERS", str(tmp_path))
    monkeypatch.setattr(taking, "STILL", 0.0)
    with translation.override("en"):
        world = found()
        owner = world.users["clerk"]
        work = active(regular(world.users["admin"], owner, folder=str(tmp_path)), owner)
    total = 3_000
    for place in range(3):
        rows = "".join(f"F{place}-{n},\n" for n in range(total))
        put(tmp_path, f"{place}.csv", "name,phone\n" + rows, age=100 - place)
    seen = {f"{place}.csv": _look(tmp_path / f"{place}.csv") for place in range(3)}
    RegularImport._base_manager.filter(pk=work.pk).update(memory={"seen": seen})
    act(work, "run_now", owner)
    with workers(1) as (victim,):
        until(lambda: Import._base_manager.filter(position__gte=1_000).exists(), 60)
        victim.end()
    act(work, "run_now", owner)
    with workers(2):
        until(lambda: Fetched.objects.filter(state="done").count() == 3, 90)
        until(lambda: not Job._base_manager.filter(record=work.pk, state__in=("waiting", "running")).exists(), 60)
    counts = list(Import._base_manager.order_by("created_at").values_list("file_name", "state", "created"))
    assert counts == [(f"{place}.csv", "done", total) for place in range(3)]
    assert Event.objects.filter(entity="customers", verb="create").count() == 3 * total
    assert sorted(path.name for path in (tmp_path / "done").iterdir()) == ["0.csv", "1.csv", "2.csv"]


def _look(path):
    """A file as it was seen a while ago."""
    told = path.stat()
    return [told.st_size, told.st_mtime_ns, told.st_ino, told.st_mtime - 100]
