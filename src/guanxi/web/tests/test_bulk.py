"""Verbs on picked rows: done for those where one may, told for the others."""

from __future__ import annotations

import re
import uuid

import pytest

from guanxi.engine.testing.tables import unchanged
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
    undo = re.search(r'action="(/quotes/undo/[^"]*)"', page.content.decode())
    assert undo
    back = world.post("owner", undo[1].replace("&amp;", "&"), follow=True)
    assert "Taken back: 3 quotes" in text(back)
    assert "Q2" in text(back)


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
        {"action": "update", "ids": [str(uuid.uuid4())]},
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
    assert 'id="bulk"' not in world.get("marketer", "/quotes/").content.decode()
