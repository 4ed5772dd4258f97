"""What a rule would change is shown at once where few are looked at; else it is worked out in the background."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from guanxi.engine import gate
from guanxi.engine.jobs import Job
from guanxi.engine.models.job import CANCELLED, DONE, WAITING
from guanxi.engine.permissions.access import Access
from guanxi.engine.permissions.grants import Grant, Place, Scope
from guanxi.engine.simulating import JOB, keeping, look, worked_out, working
from guanxi.engine.simulating.working import in_chunks, within_patience
from guanxi.engine.testing import run_jobs_now
from guanxi.grading import asking, foreseeing
from guanxi.grading.foreseeing import Foresight
from guanxi.modules.customers.models import Customer
from guanxi.ownership import losing
from tests.grading.test_pages import ask, text
from tests.grading.world import CUSTOMERS, RULES, Grades

STRICT = [{"rating": "customers:grade:A", "count": 5}, {"rating": "customers:grade:B", "count": 1}]


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A house in which nothing is worked out within a moment."""
    monkeypatch.setattr(working, "PATIENCE", 0.0)
    monkeypatch.setattr(foreseeing, "CHUNK", 2)
    monkeypatch.setattr(losing, "CHUNK", 2)


def strict(grades: Grades, number: int = 3) -> Any:
    """A rule that isn't active and would change so many customers of the owner's, and one of the stranger's."""
    for n in range(number):
        grades.customer(f"Customer {n}", "owner", (200_000, 5))
    grades.customer("Far away", "stranger", (200_000, 5))
    grades.rule()
    grades.night()
    return grades.rule(active=False, steps=STRICT, place=1, name="Strict")


def send(grades: Grades, who: str, url: str, **values: str) -> Any:
    client = Client()
    client.force_login(grades.house[who])
    return client.post(url, values)


def jobs(who: Any = None) -> list[Job]:
    found = Job._base_manager.filter(name=JOB).order_by("created_at")
    return list(found.filter(owner=who.pk) if who else found)


def test_in_chunks_it_finds_the_same_as_at_once(grades: Grades, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = strict(grades, 5)
    whole = worked_out(Foresight(rule, grades.house["admin"]))["moves"]
    monkeypatch.setattr(foreseeing, "CHUNK", 2)
    assert worked_out(Foresight(rule, grades.house["admin"]))["moves"] == whole
    assert whole["A>B"][0] == 6
    assert whole["A>B"][1] == sorted(whole["A>B"][1])


def test_broken_off_after_any_step_it_goes_on_and_counts_nothing_twice(grades: Grades) -> None:
    for n in range(7):
        grades.customer(f"Customer {n}")
    rows = Customer._base_manager.all()
    for broken in range(1, 5):
        found: dict[str, Any] = {"seen": []}

        def take(part: Any, found: dict[str, Any] = found) -> None:
            found["seen"] += [str(key) for key in part.values_list("pk", flat=True)]

        steps = in_chunks(rows, found, 2, take)
        for _n in range(broken):
            told = next(steps)
        assert told == (min(broken * 2, 7), 7)
        list(in_chunks(rows, found, 2, take))
        assert sorted(found["seen"]) == sorted(str(key) for key in rows.values_list("pk", flat=True))


def test_what_takes_longer_than_a_moment_is_left(grades: Grades) -> None:
    rule = strict(grades)
    assert within_patience(Foresight(rule, grades.house["admin"]), 60.0) is not None
    assert within_patience(Foresight(rule, grades.house["admin"]), 0.0) is None
    assert grades.grade(Customer._base_manager.get(name="Far away").pk) == "A"


def test_few_records_are_shown_at_once_without_a_job(grades: Grades) -> None:
    rule = strict(grades)
    page = ask(grades, "admin", f"/grading-rules/{rule.pk}/foreseen/")
    assert "4 customers would drop" in text(page)
    assert "Worked out" not in text(page)
    assert "4 customers would drop" in text(ask(grades, "admin", f"/grading-rules/{rule.pk}/do/activate/"))
    assert jobs() == []


@pytest.mark.usefixtures("slow")
def test_the_page_shows_that_it_works_and_then_what_came_of_it(grades: Grades) -> None:
    rule = strict(grades)
    url = f"/grading-rules/{rule.pk}/foreseen/"
    waiting = ask(grades, "admin", url)
    assert 'hx-trigger="every 1s"' in waiting.content.decode()
    assert "Today it would change nothing" not in text(waiting)
    ask(grades, "admin", url)
    ask(grades, "admin", f"/grading-rules/{rule.pk}/do/activate/")
    (job,) = jobs()
    assert (job.state, job.owner_id, job.record) == (WAITING, grades.house.keys["admin"], rule.pk)  # type: ignore[attr-defined]
    run_jobs_now()
    shown = ask(grades, "admin", url)
    assert "4 customers would drop from “A” to “B”" in text(shown)
    assert re.search(r"Worked out: \d{4}-\d\d-\d\d \d\d:\d\d", text(shown))
    assert "every 1s" not in shown.content.decode()
    assert "Far away" in text(ask(grades, "admin", f"{url}?move=A%3EB"))
    assert "4 customers would drop" in text(ask(grades, "admin", f"/grading-rules/{rule.pk}/do/activate/"))
    assert url in ask(grades, "admin", f"/jobs/{job.pk}/progress/").content.decode()


@pytest.mark.usefixtures("slow")
def test_each_person_has_their_own_result_and_nobody_elses(grades: Grades) -> None:
    rule = strict(grades)
    url = f"/grading-rules/{rule.pk}/foreseen/"
    ask(grades, "admin", url)
    run_jobs_now()
    assert "3 customers" not in text(ask(grades, "manager", url))
    assert [job.state for job in jobs(grades.house["manager"])] == [WAITING]
    run_jobs_now()
    mine = ask(grades, "manager", f"{url}?move=A%3EB")
    assert "3 customers would drop" in text(mine)
    assert "Far away" not in text(mine)
    for who in ("owner", "stranger"):
        assert ask(grades, who, url).status_code == 404
        assert send(grades, who, url, foresight="again").status_code == 404
        assert ask(grades, who, f"/jobs/{jobs()[0].pk}/progress/").status_code == 404
    assert "Far away" not in str([job.result for job in jobs()])
    assert len(jobs()) == 2


@pytest.mark.usefixtures("slow")
def test_a_result_from_before_a_change_says_so_and_can_be_made_anew(grades: Grades) -> None:
    rule = strict(grades)
    url = f"/grading-rules/{rule.pk}/foreseen/"
    ask(grades, "admin", url)
    run_jobs_now()
    assert "A rule was changed since" not in text(ask(grades, "admin", url))
    gate.update(RULES, rule.pk, {"steps": [{"rating": "customers:grade:C", "count": 1}]}, actor=grades.house["admin"])
    old = text(ask(grades, "admin", url))
    assert "A rule was changed since" in old
    assert "from “A” to “B”" in old
    assert len(jobs()) == 1
    assert send(grades, "admin", url, foresight="again").status_code == 302
    run_jobs_now()
    new = text(ask(grades, "admin", url))
    assert "from “A” to “C”" in new
    assert "A rule was changed since" not in new


@pytest.mark.usefixtures("slow")
def test_it_can_be_stopped_and_begun_again(grades: Grades) -> None:
    rule = strict(grades)
    url = f"/grading-rules/{rule.pk}/do/activate/"
    assert "Stop" in text(ask(grades, "admin", url))
    assert send(grades, "admin", url, foresight="stop").status_code == 302
    assert [job.state for job in jobs()] == [CANCELLED]
    stopped = ask(grades, "admin", url)
    assert "It was stopped." in text(stopped)
    assert len(jobs()) == 1
    assert send(grades, "admin", url, foresight="again").status_code == 302
    assert [job.state for job in jobs()] == [CANCELLED, WAITING]
    run_jobs_now()
    assert "4 customers would drop" in text(ask(grades, "admin", url))
    assert not RULES.manager().get(pk=rule.pk).active
    for who in ("manager", "owner"):
        assert send(grades, who, url, foresight="again").status_code in (403, 404)
    assert len(jobs()) == 2


@pytest.mark.usefixtures("slow")
def test_a_result_is_kept_for_a_time_and_for_the_rights_it_was_made_with(
    grades: Grades, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule, admin = strict(grades), grades.house["admin"]
    look(rule, admin)
    run_jobs_now()
    assert look(rule, admin).found is not None
    with monkeypatch.context() as other:
        other.setattr(keeping, "rights_mark", lambda _access: "others")
        assert look(rule, admin).is_waiting
        Job._base_manager.filter(name=JOB).exclude(state=DONE).delete()
    with time_machine.travel(timezone.now() + keeping.KEPT + dt.timedelta(minutes=1)):
        assert look(rule, admin).is_waiting


def test_other_rights_have_another_mark_and_the_same_ones_the_same() -> None:
    def access(*verbs: str, scope: Scope = Scope.ALL) -> Access:
        return Access([Grant("customers", frozenset(verbs), scope)])

    assert keeping.rights_mark(access("read", "update")) == keeping.rights_mark(access("update", "read"))
    near, far = (Access([], place=Place(user=1, colleagues=those)) for those in ((1, 2), (2, 1)))
    assert keeping.rights_mark(near) == keeping.rights_mark(far)
    assert keeping.rights_mark(near) != keeping.rights_mark(Access([], place=Place(user=1, colleagues=(1,))))
    others = {keeping.rights_mark(one) for one in (access("read"), access("read", scope=Scope.OWN), access("update"))}
    assert len(others) == 3


def test_a_large_house_asks_the_rules_about_one_record_in_the_background(
    grades: Grades, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [grades.customer(f"Customer {n}", "owner", (1_000 * n, 5)) for n in range(1, 6)]
    grades.rule(steps=[{"rating": "customers:grade:A", "share": 20}])
    grades.night()
    manager, values = grades.house["manager"], {"grade": "B", "until": timezone.localdate(), "reason": "a favour"}
    for key in keys[-2:]:
        gate.act(CUSTOMERS, key, "set_grade", values, actor=manager)
    monkeypatch.setattr(asking, "about_how_many", lambda _entity: asking.MANY + 1)
    for key in keys[-2:]:
        gate.act(CUSTOMERS, key, "unset_grade", actor=manager)
    assert [grades.grade(key) for key in keys[-2:]] == ["B", "B"]
    assert grades.why(keys[-1]) == "The rules are being asked; what was set by hand stays until they answer."
    (job,) = Job._base_manager.filter(name=asking.JOB)
    assert job.owner_id == manager.pk  # type: ignore[attr-defined]
    run_jobs_now()
    assert [grades.grade(key) for key in keys[-2:]] == ["D", "A"]
    assert "the best 20% by amount" in grades.why(keys[-1])
    assert Job._base_manager.get(pk=job.pk).result == {"graded": 2}


def test_rules_that_compare_with_nobody_answer_at_once_however_many_there_are(
    grades: Grades, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = grades.customer("Harbour", "owner", (20_000, 5))
    grades.rule()
    values = {"grade": "D", "until": timezone.localdate(), "reason": "slow payer"}
    gate.act(CUSTOMERS, key, "set_grade", values, actor=grades.house["manager"])
    monkeypatch.setattr(asking, "about_how_many", lambda _entity: asking.MANY + 1)
    gate.act(CUSTOMERS, key, "unset_grade", actor=grades.house["manager"])
    assert grades.grade(key) == "B"
    assert not Job._base_manager.filter(name=asking.JOB).exists()
