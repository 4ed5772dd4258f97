"""The first page: its tiles for the role, by the rights of who asks, as they arranged them."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from guanxi.engine import gate, origin
from guanxi.engine.registry import registry
from guanxi.messaging.models import Follow
from guanxi.messaging.notifying import notify
from guanxi.web.home import due, figures, seen, tiles
from guanxi.web.models import Remembered
from guanxi.web.tests.world import World, text
from guanxi.web.views import home as view

MOST_OF_A_TILE = 12
"""Queries: two for each of four entities, and some for the names in them."""


def names(world: World, who: str) -> list[str]:
    return re.findall(r'data-tile="([^"]+)"', world.get(who, "/").content.decode())


def arrange(world: World, who: str, value: Any) -> int:
    sent = {"name": "home", "value": json.dumps(value) if value is not None else ""}
    return world.post(who, "/settings/remembered/", sent).status_code


def here(world: World) -> None:
    """The owner looks at the first page, whose script says so."""
    assert 'data-keys-visit-value="@home"' in world.get("owner", "/").content.decode()
    assert world.post("owner", "/palette/opened/", {"what": "@home"}).status_code == 204


def test_figures_count_what_is_mine_and_show_what_is_new(world: World) -> None:
    for n in range(3):
        world.make("owner", "customers", name=f"Mine {n}")
    world.make("stranger", "customers", name="Foreign")
    page = text(world.get("owner", "/"))
    assert "My customers 3 3 new this week, 0 last week" in page
    assert "My contacts 0" in page
    assert "Foreign" not in page
    assert "Customers 4" in text(world.get("marketer", "/"))


def test_bars_show_the_weeks_one_after_the_other(world: World) -> None:
    face, me = registry["customers"], world.users["owner"]
    made = world.make("owner", "customers", name="Old")
    face.manager().filter(pk=made.pk).update(created_at=timezone.now() - dt.timedelta(weeks=3))
    world.make("owner", "customers", name="New")
    new = figures.new_by_week(face, me, figures.mine_of(face, me))
    assert new is not None
    assert new.exact
    assert sum(new.weeks) == 2
    assert (new.weeks[-1], new.weeks[-4]) == (1, 1)
    assert figures.bars((0, 2, 4)).count("<rect") == 3


def test_what_others_changed_since_one_was_here_is_told(world: World) -> None:
    made = world.make("owner", "customers", name="Pavilion")
    world.make("owner", "customers", name="Quiet")
    here(world)
    world.change("manager", "customers", made.pk, note="x")
    page = text(world.get("owner", "/"))
    assert "Pavilion Manager changed this customer" in page
    assert "Quiet" not in page
    assert "Pavilion" not in text(world.get("stranger", "/home/tiles/changed/"))


def test_what_one_follows_is_news_too_as_long_as_one_may_see_it(world: World) -> None:
    made = world.make("owner", "customers", name="Followed")
    for who in ("manager", "stranger"):
        Follow.objects.create(user=world.users[who].pk, entity="customers", record=made.pk)
    world.change("owner", "customers", made.pk, note="x")
    assert "Followed Owner changed this customer" in text(world.get("manager", "/home/tiles/changed/"))
    assert "Followed" not in text(world.get("stranger", "/home/tiles/changed/"))


def test_what_colleagues_hand_over_waits_and_is_left_today(world: World) -> None:
    made = world.make("manager", "customers", name="Handed")
    world.post("manager", f"/customers/{made.pk}/do/assign/", {"to": str(world.users["owner"].pk)})
    notify([world.users["owner"].pk], "assigned", "customers", made.pk, by=world.users["manager"].pk)
    page = text(world.get("owner", "/"))
    assert "thing left today" in page
    assert "Manager handed Handed to you" in page
    assert "Handed" not in text(world.get("stranger", "/"))


def test_what_is_due_today_is_one_s_own_and_counts_as_left(world: World) -> None:
    begin = timezone.now() + dt.timedelta(minutes=1)
    later = begin + dt.timedelta(days=2)
    for who, name, start in (("owner", "Visit", begin), ("owner", "Later", later), ("stranger", "Foreign", begin)):
        world.make(who, "appointments", name=name, starts_at=start.isoformat())
    page = text(world.get("owner", "/"))
    assert "Visit" in page
    assert "Later" in page
    assert "Foreign" not in page
    user = world.users["owner"]
    with timezone.override(user.time_zone):
        same_day = timezone.localtime(begin).date() == timezone.localdate()
        assert due.due(user).left == (1 if same_day else 0)
    assert "Visit" not in text(world.get("manager", "/home/tiles/due/"))


def test_a_visit_begins_anew_after_an_hour(world: World) -> None:
    here(world)
    kept = Remembered.objects.get(user=world.users["owner"], name=seen.NAME)
    here(world)
    assert Remembered.objects.get(pk=kept.pk).value == kept.value
    earlier = (timezone.now() - dt.timedelta(hours=3)).isoformat()
    Remembered.objects.filter(pk=kept.pk).update(value=[earlier, earlier])
    assert seen.since(world.users["owner"]).isoformat() == earlier
    here(world)
    assert seen.since(world.users["owner"]).isoformat() == earlier
    before, latest = Remembered.objects.get(pk=kept.pk).value
    assert before == earlier
    assert latest > earlier


def test_what_was_opened_stands_in_a_tile_as_far_as_rights_reach(world: World) -> None:
    mine = world.make("owner", "customers", name="Harbour")
    foreign = world.make("stranger", "customers", name="Foreign")
    for key in (mine.pk, foreign.pk):
        world.post("owner", "/palette/opened/", {"what": f"customers:{key}"})
    page = text(world.get("owner", "/home/tiles/opened/"))
    assert "Harbour" in page
    assert "Foreign" not in page


def test_the_role_decides_what_stands_there_at_first(world: World) -> None:
    assert names(world, "owner") == [
        "figures", "due", "next-steps", "changed", "opened", "waiting", "create", "under-way",
    ]  # fmt: skip
    assert "newest-customers" in names(world, "marketer")
    assert "create" not in names(world, "marketer")
    assert "under-way" not in names(world, "marketer")


def test_tiles_stay_as_they_were_arranged_until_they_are_reset(world: World) -> None:
    assert arrange(world, "owner", [["create", 2], ["newest-customers", 1], ["figures", 2], ["gone", 1]]) == 204
    assert names(world, "owner") == ["figures", "create", "newest-customers"]
    assert names(world, "teammate")[0] == "figures"
    assert len(names(world, "teammate")) == 8
    assert arrange(world, "owner", []) == 204
    assert names(world, "owner") == []
    assert arrange(world, "owner", None) == 204
    assert len(names(world, "owner")) == 8


@pytest.mark.parametrize("bad", [{}, [["create"]], [["create", 4]], [["x" * 200, 1]], [["create", 1]] * 50, "x"])
def test_an_arrangement_that_is_none_is_not_kept(world: World, bad: Any) -> None:
    assert arrange(world, "owner", bad) == 400
    assert not Remembered.objects.filter(name="home").exists()


def test_a_tile_is_there_alone_only_for_whom_it_is_offered(world: World) -> None:
    assert "New customer" in text(world.get("owner", "/home/tiles/create/"))
    assert world.get("marketer", "/home/tiles/create/").status_code == 404
    assert world.get("owner", "/home/tiles/newest-roles/").status_code == 404
    offered = text(world.get("owner", "/home/tiles/"))
    assert "New in customers" in offered
    assert "Roles" not in offered


def test_each_tile_costs_a_bounded_number_of_queries(world: World) -> None:
    for who in ("owner", "marketer", "clerk", "admin"):
        world.get(who, "/")  # What is worked out once in a process is known then.
        for n in range(8):
            world.make("owner", "customers", name=f"{who} {n}")
        user = type(world.users[who]).objects.get(pk=world.users[who].pk)
        for one in tiles.offered(user).values():
            with origin.origin("web", request="one"), CaptureQueriesContext(connection) as asked:
                one.rows(user)
            assert len(asked) <= MOST_OF_A_TILE, (one.name, [query["sql"] for query in asked])


def test_the_page_costs_no_more_for_more_records(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "SECONDS", 3600)  # However slow the machine is: every tile with the page.

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert world.get("owner", "/").status_code == 200
        return len(asked)

    world.make("owner", "customers", name="first")
    world.get("owner", "/")
    before = cost()
    for n in range(20):
        made = world.make("owner", "customers", name=f"{n}")
        world.change("manager", "customers", made.pk, note="x")
        world.post("owner", "/palette/opened/", {"what": f"customers:{made.pk}"})
    assert cost() <= before + 3  # The names of who changed, and the titles of what was opened.


def test_what_takes_too_long_is_fetched_later(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "SECONDS", -1)
    world.make("owner", "customers", name="Harbour")
    html = world.get("owner", "/").content.decode()
    assert 'hx-get="/home/tiles/figures/"' in html
    assert 'hx-get="/home/tiles/due/"' not in html  # The first sentence counts what is left in it.
    assert "My customers 1" in text(world.get("owner", "/home/tiles/figures/"))


def test_the_first_sentence_says_what_is_left(world: World) -> None:
    assert "Nothing waits for you today." in text(world.get("owner", "/"))
    with translation.override("en"):
        assert view._left(5, 2) == "5 things left today, 2 are late."
        assert view._left(1, 0) == "1 thing left today."


def test_a_saved_view_is_a_tile_and_found_by_its_owner_alone(world: World) -> None:
    world.make("owner", "customers", name="Northern")
    world.make("owner", "customers", name="Southern")
    given = {"name": "Up there", "entity": "customers", "query": "q=northern"}
    view = gate.create(registry["views"], given, actor=world.users["owner"], given="json")
    tile = f"/home/tiles/view-{view.pk}/"
    page = text(world.get("owner", tile))
    assert "Up there 1" in page
    assert "Northern" in page
    assert "Southern" not in page
    assert world.get("stranger", tile).status_code == 404
    assert arrange(world, "owner", [[f"view-{view.pk}", 2]]) == 204
    assert names(world, "owner") == [f"view-{view.pk}"]
    assert f"/customers/?view={view.pk}" in world.get("owner", "/palette/?q=up+there").content.decode()
    assert str(view.pk) not in world.get("stranger", "/palette/?q=up+there").content.decode()
