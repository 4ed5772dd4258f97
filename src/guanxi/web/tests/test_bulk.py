"""Verbs on picked rows: done for those where one may, told for the others."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest
from django.http import HttpResponse

from guanxi.engine import gate
from guanxi.engine.models.job import Job
from guanxi.engine.registry import registry
from guanxi.engine.testing.jobs import run_jobs_now
from guanxi.engine.testing.tables import unchanged
from guanxi.web.lists import picking
from guanxi.web.tests.world import World, text

LOOKING = ("django_session",)


@pytest.fixture
def keys(world: World) -> list[str]:
    return [str(world.make("owner", "quotes", name=f"Q{number}").pk) for number in range(3)]


def test_deleting_together_can_be_undone_together(world: World, keys: list[str]) -> None:
    response = world.post("owner", "/quotes/bulk/", {"action": "delete", "ids": keys, "next": "/quotes/?sort=name"})
    assert response.headers["Location"] == "/quotes/?sort=name"
    page = world.get("owner", "/quotes/")
    assert "Deleted 3 quotes" in text(page)
    back = world.post("owner", undo_of(page), follow=True)
    assert "Taken back: 3 quotes" in text(back)
    assert "Q2" in text(back)


def undo_of(page: HttpResponse) -> str:
    found = re.search(r'action="(/quotes/undo/[^"]*)"', page.content.decode())
    assert found
    return found[1].replace("&amp;", "&")


def test_what_one_may_not_change_is_told_and_stays(world: World, keys: list[str]) -> None:
    foreign = str(world.make("stranger", "quotes", name="Foreign").pk)
    world.post("owner", "/quotes/bulk/", {"action": "delete", "ids": [keys[0], foreign]})
    page = text(world.get("owner", "/quotes/"))
    assert "Deleted 1 quote" in page
    assert "1 was not changed" in page
    assert "Foreign" in text(world.get("stranger", "/quotes/"))
    with unchanged(*LOOKING):
        world.post("marketer", "/quotes/bulk/", {"action": "delete", "ids": keys})


def test_a_verb_that_asks_is_asked_once_for_all(world: World, keys: list[str]) -> None:
    with unchanged(*LOOKING):
        asked = world.post("owner", "/quotes/bulk/", {"action": "lose", "ids": keys})
    assert "Lose: 3 quotes" in text(asked)
    with unchanged(*LOOKING):
        refused = world.post("owner", "/quotes/bulk/", {"action": "lose", "ids": keys, "confirmed": "1"})
        assert refused.status_code == 422
    sent = {"action": "lose", "ids": keys, "confirmed": "1", "lost_reason": "price"}
    assert "Lose: 3 quotes" in text(world.post("owner", "/quotes/bulk/", sent, follow=True))
    again = text(world.post("owner", "/quotes/bulk/", sent, follow=True))
    assert "3 were not changed" in again


@pytest.mark.parametrize(
    "sent",
    [
        {"action": "nothing", "ids": [str(uuid.uuid4())]},
        {"action": "delete", "every": "1", "next": "/quotes/?filter={"},
        {"action": "delete", "ids": ["x"]},
    ],
)
def test_nonsense_is_refused(world: World, sent: dict) -> None:
    with unchanged(*LOOKING):
        assert world.post("owner", "/quotes/bulk/", sent).status_code == 400


def test_nothing_picked_changes_nothing(world: World) -> None:
    with unchanged(*LOOKING):
        response = world.post("owner", "/quotes/bulk/", {"action": "delete"}, follow=True)
    assert "Nothing was picked." in text(response)


def test_the_bar_offers_what_one_may(world: World, keys: list[str]) -> None:
    bar = world.get("owner", "/quotes/").content.decode().split('id="bulk"')[1]
    assert 'value="delete"' in bar
    assert 'value="assign"' not in bar
    assert 'value="assign"' in world.get("manager", "/quotes/").content.decode()
    only = world.get("marketer", "/quotes/").content.decode().split('id="bulk"')[1].split("</form>")[0]
    assert re.findall(r'name="action" value="(\w+)"', only) == ["export"]


# --- editing ----------------------------------------------------------------------------------------------------------

EDIT = {"action": "update", "confirmed": "1"}


def test_a_field_is_chosen_and_given_one_value_for_all(world: World, keys: list[str]) -> None:
    with unchanged(*LOOKING):
        asked = world.post("owner", "/quotes/bulk/", {"action": "update", "ids": keys})
        page = world.post(
            "owner", "/quotes/bulk/", {"action": "update", "ids": keys, "field": "amount"}
        ).content.decode()
    assert 'value="amount"' in asked.content.decode()
    assert 'value="stage"' not in asked.content.decode()
    assert 'id="id_amount"' in page
    sent = {**EDIT, "ids": keys, "field": ["amount", "valid_until"], "amount": "12.50", "valid_until": ""}
    assert "Changed 3 quotes" in text(world.post("owner", "/quotes/bulk/", sent, follow=True))
    assert text(world.get("owner", "/quotes/")).count("12.50") == 3


def test_a_value_that_can_t_be_is_told_beside_its_field(world: World, keys: list[str]) -> None:
    with unchanged(*LOOKING):
        refused = world.post("owner", "/quotes/bulk/", {**EDIT, "ids": keys, "field": "amount", "amount": "-1"})
        unread = world.post("owner", "/quotes/bulk/", {**EDIT, "ids": keys, "field": "amount", "amount": "much"})
        nothing = world.post("owner", "/quotes/bulk/", {**EDIT, "ids": keys})
    assert refused.status_code == unread.status_code == nothing.status_code == 422
    assert "“much” is not a number." in text(unread)


def test_what_one_may_not_write_isn_t_written(world: World, keys: list[str]) -> None:
    for name, value in (("approved", "yes"), ("stage", "won"), ("owner", str(world.users["teammate"].pk))):
        with unchanged(*LOOKING):
            assert (
                world.post("owner", "/quotes/bulk/", {**EDIT, "ids": keys, "field": name, name: value}).status_code
                == 422
            )
    with unchanged(*LOOKING):
        for who in ("teammate", "stranger"):
            world.post(who, "/quotes/bulk/", {**EDIT, "ids": keys, "field": "amount", "amount": "1"})
        assert world.post("marketer", "/quotes/bulk/", {"action": "update", "ids": keys}).status_code == 403


def test_an_edit_is_taken_back_where_nobody_touched_it_since(world: World, keys: list[str]) -> None:
    world.change("owner", "quotes", keys[0], amount="7.00")
    page = world.post(
        "owner", "/quotes/bulk/", {**EDIT, "ids": keys, "field": "amount", "amount": "12.50"}, follow=True
    )
    world.change("manager", "quotes", keys[1], amount="99.00")
    world.change("manager", "quotes", keys[2], name="Renamed")
    url = undo_of(page)
    for who in ("teammate", "manager", "stranger"):
        with unchanged(*LOOKING):
            assert world.post(who, url).status_code in (404, 409)
    back = text(world.post("owner", url, follow=True))
    assert "Taken back" in back
    assert "the record was changed since" in back
    amounts = {row.name: row.amount for row in registry["quotes"].manager()}
    assert [str(amounts[name]) for name in ("Q0", "Q1", "Renamed")] == ["7.00", "99.00", "12.50"]


def test_what_moves_along_its_stages_offers_no_undo(world: World, keys: list[str]) -> None:
    page = world.post("owner", "/quotes/bulk/", {"action": "send", "ids": keys, "confirmed": "1"}, follow=True)
    assert "/quotes/undo/" not in page.content.decode()


def test_picked_ones_are_exported(world: World, keys: list[str]) -> None:
    answer = world.post("owner", "/quotes/bulk/", {"action": "export", "ids": keys[:2]})
    page = text(world.get("owner", answer.headers["Location"]))
    assert "2 quotes" in page


# --- all that match ---------------------------------------------------------------------------------------------------


@pytest.fixture
def many(world: World, keys: list[str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """So many that it takes a job, with one that is only to be looked at and one of somebody else's."""
    monkeypatch.setattr(picking, "FEW", 2)
    world.make("stranger", "quotes", name="Q foreign")
    return keys


def finish(answer: HttpResponse) -> str:
    run_jobs_now()
    return answer.headers["Location"]


def test_everything_that_matches_is_changed_by_a_job_and_taken_back(world: World, many: list[str]) -> None:
    sent = {**EDIT, "every": "1", "next": "/quotes/?q=Q", "field": "amount", "amount": "5"}
    page = finish(world.post("owner", "/quotes/bulk/", sent))
    told = world.get("owner", page)
    assert "Changed 3" in text(told)
    assert {str(row.amount) for row in registry["quotes"].manager()} == {"5.00", "None"}
    assert world.get("stranger", page).status_code == 404
    found = re.search(r'action="(/jobs/[^"]*/undo/)"', told.content.decode())
    assert found
    for who in ("teammate", "manager", "stranger", "admin"):
        with unchanged(*LOOKING):
            assert world.post(who, found[1]).status_code == 404
    world.change("manager", "quotes", many[0], name="Renamed since")
    back = finish(world.post("owner", found[1]))
    assert "Changed 2" in text(world.get("owner", back))
    assert "the record was changed since" in text(world.get("owner", back))
    assert sorted(str(row.amount) for row in registry["quotes"].manager()) == ["5.00", "None", "None", "None"]


def test_a_week_later_it_is_too_late(world: World, many: list[str]) -> None:
    sent = {**EDIT, "every": "1", "next": "/quotes/?q=Q", "field": "amount", "amount": "5"}
    finish(world.post("owner", "/quotes/bulk/", sent))
    job = Job._base_manager.get(name="records.change")
    Job._base_manager.filter(pk=job.pk).update(finished_at=job.finished_at - dt.timedelta(days=8))
    with unchanged(*LOOKING):
        assert world.post("owner", f"/jobs/{job.pk}/undo/").status_code == 409


def test_only_what_the_list_shows_is_touched_and_what_is_refused_is_told(world: World, many: list[str]) -> None:
    gate.act(registry["quotes"], many[0], "send", actor=world.users["owner"])
    gate.act(registry["quotes"], many[0], "win", {"signed_on": "2026-01-05"}, actor=world.users["owner"], given="text")
    sent = {"action": "delete", "confirmed": "1", "every": "1", "next": "/quotes/"}
    told = text(world.get("clerk", finish(world.post("clerk", "/quotes/bulk/", sent))))
    assert "Not changed 1" in told
    assert "Q0" in told
    assert [row.name for row in registry["quotes"].manager().filter(deleted_at=None)] == ["Q0"]


def test_deleting_everything_asks_first_and_what_is_new_stays(world: World, many: list[str]) -> None:
    with unchanged(*LOOKING):
        asked = text(world.post("owner", "/quotes/bulk/", {"action": "delete", "every": "1", "next": "/quotes/?q=Q"}))
    assert "Delete: 3 quotes" in asked
    answer = world.post(
        "owner", "/quotes/bulk/", {"action": "delete", "confirmed": "1", "every": "1", "next": "/quotes/?q=Q"}
    )
    world.make("owner", "quotes", name="Q new")
    finish(answer)
    assert {row.name for row in registry["quotes"].manager().filter(deleted_at=None)} == {"Q new", "Q foreign"}


def test_a_few_that_match_are_done_at_once(world: World, keys: list[str]) -> None:
    world.post("owner", "/quotes/bulk/", {"action": "delete", "every": "1", "next": "/quotes/?q=Q1"})
    assert not Job._base_manager.filter(name="records.change").exists()
    assert registry["quotes"].manager().filter(deleted_at=None).count() == 2


def test_the_bar_says_how_many_match_beyond_the_page(world: World) -> None:
    for number in range(52):
        world.make("owner", "partners", name=f"P{number:02}")
    assert 'data-bulk-every="52"' in world.get("owner", "/partners/").content.decode()
    assert "data-bulk-every" not in world.get("owner", "/partners/?q=P01").content.decode()
