"""Background work without a worker: asked for, carried out, refused, cancelled, tried again."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from guanxi.engine import gate
from guanxi.engine.errors import NotAllowed, NotFound, WrongStage
from guanxi.engine.events.verifying import verify
from guanxi.engine.jobs import BadPayload, Cancelled, Job, Run, Superseded, enqueue, queue, working
from guanxi.engine.jobs.registry import declared
from guanxi.engine.jobs.run import Refused
from guanxi.engine.models import Event
from guanxi.engine.permissions import as_system
from guanxi.engine.reading import Query, history, read_one, read_page
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from tests.engine import work

pytestmark = pytest.mark.django_db
JOBS = registry["jobs"]


@pytest.fixture
def people():
    """A clerk, another one, an administrator and an executive, with their shipped roles."""
    keys = {"clerk": "clerk", "other": "clerk", "admin": "administrator", "chief": "executive"}
    with as_system("a company for tests") as system:
        roles = {
            key: gate.create(registry["roles"], {"key": key, "name": key}, actor=system).pk
            for key in set(keys.values())
            if not registry["roles"].manager().filter(key=key).exists()
        } | dict(registry["roles"].manager().filter(key__in=keys.values()).values_list("key", "pk"))
        made = {
            name: gate.create(
                registry["users"], {"username": name, "name": name, "roles": [{"role": roles[role]}]}, actor=system
            ).pk
            for name, role in keys.items()
        }
    return {name: fresh(key) for name, key in made.items()}


def fresh(key):
    return get_user_model()._base_manager.get(pk=key)


def again(job):
    return Job._base_manager.get(pk=job.pk)


def test_done_with_progress_and_result(people):
    job = enqueue("test.steps", {"series": "a", "count": 4}, actor=people["clerk"], title="Four steps")
    assert (job.state, job.owner_id) == ("waiting", people["clerk"].pk)
    (ended,) = run_jobs_now()
    assert (ended.state, ended.done, ended.total, ended.message) == ("done", 4, 4, "step 4")
    assert (ended.result, ended.attempts, ended.memory) == ({"steps": 4}, 1, {})
    assert ended.started_at <= ended.finished_at
    assert work.counted("a.") == {f"a.{n}": 1 for n in range(4)}


def test_rolled_back_nothing_was_asked(people):
    before = ProcrastinateJob.objects.count()
    place = transaction.savepoint()
    enqueue("test.steps", {"series": "b"}, actor=people["clerk"])
    assert ProcrastinateJob.objects.count() == before + 1
    transaction.savepoint_rollback(place)
    assert not Job._base_manager.exists()
    assert ProcrastinateJob.objects.count() == before


@pytest.mark.parametrize(
    "payload",
    [{}, {"series": 1}, {"series": "x", "more": 1}, {"series": "x", "count": "3"}, {"series": "x", "count": None}],
)
def test_a_payload_that_does_not_fit_is_refused_at_once(people, payload):
    with pytest.raises(BadPayload):
        enqueue("test.steps", payload, actor=people["clerk"])
    assert not Job._base_manager.exists()


@pytest.mark.parametrize(
    "payload", [{"series": object()}, {"series": "x" * 70_000}, {"series": "x", "pause": float("nan")}]
)
def test_a_payload_is_json_and_small(people, payload):
    with pytest.raises(BadPayload):
        enqueue("test.steps", payload, actor=people["clerk"])


FORGERIES = {
    "unknown kind": {"name": "os.system"},
    "another kind": {"name": "test.broken", "payload": {"times": 0}},
    "other values": {"payload": {"series": "forged"}},
    "another person": "other",
    "future version": {"payload_version": 99},
    "no signature": {"signature": b""},
    "not an object": {"payload": [1, 2]},
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_row_is_parked_and_never_executed(people, forgery):
    job = enqueue("test.steps", {"series": "forged"}, actor=people["clerk"])
    change = FORGERIES[forgery]
    if change == "other":
        change = {"owner_id": people["other"].pk}
    if forgery == "other values":
        change = {"payload": {"series": "forged", "count": 9}}
    Job._base_manager.filter(pk=job.pk).update(**change)
    (ended,) = run_jobs_now()
    assert ended.state == "parked"
    assert ended.error
    assert work.counted("forged") == {}


def test_work_of_another_version_is_parked_even_when_genuine(people):
    job = enqueue("test.steps", {"series": "old"}, actor=people["clerk"])
    job.payload_version = 2
    Job._base_manager.filter(pk=job.pk).update(payload_version=2, signature=queue.signature(job))
    (ended,) = run_jobs_now()
    assert (ended.state, work.counted("old")) == ("parked", {})
    assert "version" in ended.error or "版本" in ended.error


def test_a_forged_ticket_executes_nothing(people):
    job = enqueue("test.steps", {"series": "t"}, actor=people["clerk"])
    working.perform(job.pk, job.ticket + 1)
    working.perform(people["clerk"].pk, job.ticket)
    assert again(job).state == "waiting"
    assert work.counted("t.") == {}


def test_errors_are_tried_again_later_and_later_then_parked(people):
    job = enqueue("test.broken", {"times": 99}, actor=people["clerk"])
    ticket = job.ticket
    for attempt in (1, 2, 3):
        before = timezone.now()
        working.perform(job.pk, again(job).ticket)
        job, after = again(job), timezone.now()
        assert job.attempts == attempt
        if attempt < 3:
            assert job.state == "waiting"
            assert job.ticket != ticket
            pause = dt.timedelta(seconds=0.01 * 2 ** (attempt - 1))
            assert before + pause * 0.8 <= job.due_at <= after + pause * 1.2
            ticket = job.ticket
    assert job.state == "parked"
    assert "secret" not in job.error
    assert "RuntimeError: attempt 3 of a secret thing" in job.detail


def test_a_mended_one_is_done_and_its_error_gone(people):
    job = enqueue("test.broken", {"times": 1}, actor=people["clerk"])
    working.perform(job.pk, job.ticket)
    working.perform(job.pk, again(job).ticket)
    job = again(job)
    assert (job.state, job.error, job.detail, job.attempts) == ("done", "", "", 2)


def test_what_a_change_of_fields_overtook_begins_anew_and_is_no_failure(people, caplog):
    with as_system("test") as system:
        gate.create(registry["custom-fields"], {"label": "Shade", "entity": "quotes", "kind": "text"}, actor=system)
    job = enqueue("test.overtaken", actor=people["clerk"])
    working.perform(job.pk, job.ticket)
    assert (again(job).state, again(job).failures, again(job).error) == ("waiting", 0, "")
    working.perform(job.pk, again(job).ticket)
    assert (again(job).state, again(job).result) == ("done", {"attempt": 2})
    assert not [told for told in caplog.records if told.levelname in ("WARNING", "ERROR")]


def test_a_refusal_fails_at_once_in_its_own_words(people):
    enqueue("test.refused", actor=people["clerk"])
    (ended,) = run_jobs_now()
    assert (ended.state, ended.error, ended.attempts) == ("failed", "This file can't be read.", 1)


def test_what_takes_too_long_is_stopped(people):
    enqueue("test.endless", actor=people["clerk"])
    (ended,) = run_jobs_now()
    assert ended.state == "parked"


def test_the_asker_s_rights_are_those_of_the_moment_it_runs(people):
    job = enqueue("test.whoami", {"entity": "customers"}, actor=people["clerk"])
    with as_system("taking the role away") as system:
        gate.update(registry["users"], people["clerk"].pk, {"roles": []}, actor=system)
    run_jobs_now()
    assert again(job).result == {"may": False, "name": "clerk"}


def test_the_job_of_a_deactivated_person_is_parked(people):
    job = enqueue("test.steps", {"series": "gone"}, actor=people["clerk"])
    gate.act(registry["users"], people["clerk"].pk, "deactivate", actor=people["admin"])
    run_jobs_now()
    assert again(job).state == "parked"
    assert work.counted("gone") == {}


def test_a_person_deactivated_meanwhile_stops_the_work(people):
    job = enqueue("test.steps", {"series": "m"}, actor=people["clerk"])
    run = Run(working.claim(job.pk, job.ticket))
    run.check()
    gate.act(registry["users"], people["clerk"].pk, "deactivate", actor=people["admin"])
    with pytest.raises(Refused):
        run.check()


def test_cancelled_while_waiting(people):
    job = enqueue("test.steps", {"series": "c"}, actor=people["clerk"])
    gate.act(JOBS, job.pk, "cancel", actor=people["clerk"])
    assert again(job).state == "cancelled"
    assert ProcrastinateJob.objects.get(pk=job.ticket).status == "cancelled"
    assert run_jobs_now() == []
    assert work.counted("c.") == {}


def test_cancelled_while_running(people):
    job = enqueue("test.steps", {"series": "d"}, actor=people["clerk"])
    run = Run(working.claim(job.pk, job.ticket))
    gate.act(JOBS, job.pk, "cancel", actor=people["clerk"])
    assert (again(job).state, again(job).is_stopping) == ("running", True)
    with pytest.raises(Cancelled):
        run.check()
    working.settle(run, "cancelled")
    assert (again(job).state, again(job).is_stopping) == ("cancelled", False)


def test_tried_again_by_hand_from_where_it_stopped(people):
    job = enqueue("test.steps", {"series": "e", "count": 3}, actor=people["clerk"])
    Job._base_manager.filter(pk=job.pk).update(state="parked", memory={"next": 2}, attempts=3, failures=2)
    gate.act(JOBS, job.pk, "retry", actor=people["clerk"])
    (ended,) = run_jobs_now()
    assert (ended.state, ended.attempts) == ("done", 1)
    assert work.counted("e.") == {"e.2": 1}


def test_verbs_start_from_their_stages(people):
    job = enqueue("test.steps", {"series": "f"}, actor=people["clerk"])
    with pytest.raises(WrongStage):
        gate.act(JOBS, job.pk, "retry", actor=people["clerk"])
    run_jobs_now()
    with pytest.raises(WrongStage):
        gate.act(JOBS, job.pk, "cancel", actor=people["clerk"])


def test_who_sees_and_touches_whose_jobs(people):
    job = enqueue("test.refused", actor=people["clerk"])
    run_jobs_now()
    titles = {
        name: [row["title"] for row in read_page(JOBS, person, Query()).rows]
        for name, person in people.items()
        if name != "chief"
    }
    assert titles == {"clerk": ["Refused"], "other": [], "admin": ["Refused"]}
    with pytest.raises(NotFound):
        read_page(JOBS, people["chief"], Query())
    with pytest.raises(NotFound):
        gate.act(JOBS, job.pk, "retry", actor=people["other"])
    with pytest.raises((NotFound, NotAllowed)):
        gate.update(JOBS, job.pk, {"title": "x"}, actor=people["clerk"])
    with pytest.raises((NotFound, NotAllowed)):
        gate.create(JOBS, {"title": "x"}, actor=people["clerk"])
    assert "detail" not in read_one(JOBS, job.pk, people["clerk"])
    assert "Traceback" in read_one(JOBS, job.pk, people["admin"])["detail"]
    assert again(job).state == "failed"


def test_what_people_do_with_it_is_told_and_the_chain_holds(people):
    job = enqueue("test.steps", {"series": "g"}, actor=people["clerk"])
    gate.act(JOBS, job.pk, "cancel", actor=people["admin"])
    gate.act(JOBS, job.pk, "retry", actor=people["clerk"])
    run_jobs_now()
    told = [(one.verb, str(one.actor)) for one in history(JOBS, job.pk, people["admin"])]
    assert told == [("retry", "clerk"), ("cancel", "admin"), ("create", "clerk")]
    assert verify([JOBS]).broken is None


def test_what_the_work_does_is_told_to_come_from_a_job(people):
    with as_system("one thing") as system:
        key = gate.create(registry["departments"], {"name": "East"}, actor=system).pk

    def rename(run, *, key: str):
        gate.update(registry["departments"], key, {"name": "West"}, actor=run.actor)

    spec = working.declared["test.whoami"]
    declared["test.rename"] = type(spec)("test.rename", "Rename", rename)
    try:
        job = enqueue("test.rename", {"key": str(key)}, actor=people["admin"])
        run_jobs_now()
    finally:
        del declared["test.rename"]
    event = Event.objects.filter(record=key).latest("version")
    assert (event.via, event.request, event.actor) == ("job", job.pk.hex, people["admin"].pk)


def test_an_older_attempt_can_not_write_any_more(people):
    job = enqueue("test.steps", {"series": "h"}, actor=people["clerk"])
    zombie = Run(working.claim(job.pk, job.ticket))
    living = Run(working.claim(job.pk, job.ticket))
    assert living.fence == zombie.fence + 1
    with pytest.raises(Superseded), zombie.transaction():
        work.add("h.never")
    with pytest.raises(Superseded):
        zombie.check()
    working.settle(zombie, "failed", "I am late")
    working.failed(zombie, declared["test.steps"], "late", "late")
    assert (again(job).state, again(job).error, again(job).ticket) == ("running", "", job.ticket)
    with living.transaction():
        work.add("h.once")
    assert work.counted("h.") == {"h.once": 1}


def test_a_scheduled_job_has_one_row_over_all_its_runs():
    spec = declared["test.standing"]
    first = working.stand(spec, 901)
    assert working.stand(spec, 902) is None
    working.perform(first, 901)
    second = working.stand(spec, 903)
    working.perform(second, 903)
    assert first == second
    assert (Job._base_manager.get(key="test.standing").state, work.counted("standing")) == ("done", {"standing": 2})


def test_the_clock_can_not_be_made_to_run_other_work():
    class Context:
        class job:
            id = 5

    working.tick.func(Context, timestamp=1, name="test.steps")
    working.tick.func(Context, timestamp=1, name="os.system")
    working.work.func(Context, job="../../etc/passwd")
    assert not Job._base_manager.exists()


def test_nothing_unpickles():
    """Class V: payloads are JSON, and nothing in the engine reads anything that can carry code."""
    from pathlib import Path

    import guanxi

    words = ("pickle", "marshal", "shelve", "yaml.load", "jsonpickle", "dill")
    root = Path(guanxi.__file__).parent
    found = [
        f"{path.relative_to(root)}: {line.strip()}"
        for path in root.rglob("*.py")
        for line in path.read_text().splitlines()
        if line.strip().startswith(("import ", "from ")) and any(word in line for word in words)
    ]
    assert found == []
