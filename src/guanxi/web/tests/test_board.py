"""The board: whose cards stand where, what they add up to, and what puts one elsewhere."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi.engine import gate
from guanxi.engine.reading import read_one
from guanxi.engine.registry import registry
from guanxi.web.layouts import board as boards
from guanxi.web.tests.world import World, text

BOARD = "/quotes/?layout=board"


@pytest.fixture
def quotes(world: World) -> World:
    for name, amount in (("Alpha", "1000.00"), ("Beta", "20000.50"), ("Gamma", "70000.00")):
        made = world.make("owner", "quotes", name=name, amount=amount)
        if name != "Alpha":
            gate.act(registry["quotes"], made.pk, "send", actor=world.users["owner"])
    world.make("stranger", "quotes", name="Foreign", amount="5.00")
    return world


def column(page: str, key: str) -> str:
    found = re.search(rf'data-key="{key}".*?</section>', page, re.DOTALL)
    assert found, key
    return found[0]


def key_of(world: World, name: str) -> Any:
    rows = registry["quotes"].manager().filter(name=name)
    return rows.get().pk


def stage(world: World, name: str) -> str:
    return str(registry["quotes"].manager().get(name=name).stage)


def put(world: World, who: str, name: str, to: str, **more: str) -> Any:
    url = f"/quotes/{key_of(world, name)}/put/stage/?layout=board"
    return world.post(who, url, {"to": to, **more})


def test_cards_stand_in_their_column_under_their_count_and_sum(quotes: World) -> None:
    page = quotes.get("owner", BOARD).content.decode()
    assert [name in column(page, "draft") for name in ("Alpha", "Beta", "Foreign")] == [True, False, False]
    assert [name in column(page, "sent") for name in ("Alpha", "Beta", "Gamma")] == [False, True, True]
    assert 'data-head="count">2<' in column(page, "sent")
    assert "¥ 90k" in column(page, "sent")
    assert "90,000.50" in column(page, "sent")
    assert "Foreign" in quotes.get("stranger", BOARD).content.decode()


def test_a_card_says_where_it_can_go_and_for_whom(quotes: World) -> None:
    page = quotes.get("owner", BOARD).content.decode()
    assert 'data-to="1 2 3"' in column(page, "draft")  # sent, won, lost
    assert 'data-to="2 3"' in column(page, "sent")
    shown = quotes.get("clerk", BOARD).content.decode()  # clerks have none of these verbs
    assert "Alpha" in column(shown, "draft")
    assert 'data-to="1' not in shown
    assert 'data-controller="board"' not in shown


def test_the_verb_that_leads_there_is_done_and_what_it_asks_is_asked(quotes: World) -> None:
    answer = put(quotes, "owner", "Alpha", "sent").json()
    assert stage(quotes, "Alpha") == "sent"
    assert answer["heads"] == {
        "0": {"count": "0", "sum": "", "sum_title": ""},
        "1": {"count": "3", "sum": "¥ 91k", "sum_title": "Amount (CNY): 91,000.50"},
    }
    assert answer["place"] == 1
    assert "Alpha" in answer["card"]
    asked = put(quotes, "owner", "Alpha", "lost").json()["ask"]
    assert stage(quotes, "Alpha") == "sent"
    assert 'name="lost_reason"' in quotes.get("owner", asked).content.decode()
    refused = quotes.post(
        "owner", asked, {"to": "lost", "answered": "1", "lost_reason": ""}, headers={"HX-Request": "true"}
    )
    assert (refused.status_code, stage(quotes, "Alpha")) == (422, "sent")
    done = quotes.post(
        "owner", asked, {"to": "lost", "answered": "1", "lost_reason": "price"}, headers={"HX-Request": "true"}
    )
    assert done.status_code == 204
    assert "board:put" in done.headers["HX-Trigger"]
    row = read_one(registry["quotes"], key_of(quotes, "Alpha"), quotes.users["owner"])
    assert (row["stage"], row["lost_reason"]) == ("lost", "price")


def test_what_may_not_be_moved_stays_where_it_is(quotes: World) -> None:
    assert put(quotes, "stranger", "Alpha", "sent").status_code == 404
    refused = put(quotes, "clerk", "Alpha", "sent")
    assert (refused.status_code, "right" in refused.json()["message"]) == (403, True)
    for to in ("draft ", "nowhere", ""):
        assert put(quotes, "owner", "Alpha", to).status_code == 400
    assert put(quotes, "owner", "Beta", "draft").json() == {
        "message": "Nothing leads from “sent” to “draft”.",
        "code": "wrong_stage",
    }
    assert [stage(quotes, name) for name in ("Alpha", "Beta")] == ["draft", "sent"]


def test_a_choice_is_changed_like_any_value(world: World) -> None:
    made = world.make("owner", "partners", name="Works", kind="dealer")
    url = f"/partners/{made.pk}/put/kind/?layout=board"
    page = world.get("owner", "/partners/?layout=board").content.decode()
    assert "Works" in column(page, "dealer")
    assert world.post("stranger", url, {"to": "factory"}).status_code == 404
    answer = world.post("owner", url, {"to": "factory", "version": str(made.version)})
    assert answer.json()["undo"] is True
    stale = world.post("owner", url, {"to": "-", "version": str(made.version)})
    assert stale.status_code == 409
    assert read_one(registry["partners"], made.pk, world.users["owner"])["kind"] == "factory"
    assert world.post("owner", url, {"to": "-"}).status_code == 200
    assert read_one(registry["partners"], made.pk, world.users["owner"])["kind"] == ""


def test_columns_go_on_where_they_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boards, "CARDS", 2)
    for name in ("One", "Two", "Three", "Four", "Five"):
        world.make("owner", "partners", name=name, kind="dealer")
    seen: list[str] = []
    page = world.get("owner", "/partners/?layout=board").content.decode()
    for _turn in range(3):
        seen += re.findall(r'class="gx-ttl gx-grow"[^>]*>(\w+)<', page)
        more = re.search(r'hx-get="([^"]+column=dealer[^"]+)"', page)
        page = world.get("owner", more[1].replace("&amp;", "&")).content.decode() if more else ""
    assert seen == ["Five", "Four", "Three", "Two", "One"]


def test_a_board_costs_the_same_whatever_is_on_it(quotes: World) -> None:
    partner = quotes.make("owner", "partners", name="P")
    quotes.make("owner", "quotes", name="First", partner=partner.pk)
    quotes.get("owner", BOARD)
    with CaptureQueriesContext(connection) as few:
        quotes.get("owner", BOARD)
    for number in range(30):
        quotes.make("owner", "quotes", name=f"More {number}", partner=partner.pk)
    with CaptureQueriesContext(connection) as many:
        assert "More 29" in text(quotes.get("owner", BOARD))
    assert len(many) == len(few) <= 10


def test_a_masked_amount_is_neither_shown_nor_added_up(quotes: World) -> None:
    everybody = quotes.get("marketer", BOARD).content.decode()  # amounts are masked for marketing managers
    assert "Gamma" in everybody
    assert not re.search(r"¥|90k|70k|70,000", everybody)
