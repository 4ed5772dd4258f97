"""Where something is missing, a page says what to do: empty lists, errors, the tour, the help."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

import pytest

from guanxi.people.helpers import who_grants
from guanxi.people.models import User
from guanxi.web import tours
from guanxi.web.models import Remembered
from guanxi.web.tests.world import World, text

KIND = {"field": "kind", "op": "eq", "value": "dealer"}
RATING = {"field": "rating", "op": "gte", "value": 5}


def listed(world: World, filter: Any, q: str = "", who: str = "owner") -> Any:
    return world.get(who, f"/partners/?filter={quote(json.dumps(filter))}&q={q}")


def test_an_empty_list_names_the_condition_to_take_away(world: World) -> None:
    for n in range(3):
        world.make("owner", "partners", name=f"Dealer {n}", kind="dealer", rating=1)
    page = listed(world, {"all": [KIND, RATING]})
    assert "2 conditions together find nothing." in text(page)
    assert "there are 3 partners" in text(page)
    way = re.search(r'btn btn-primary" href="([^"]+)">Remove', page.content.decode())
    assert way
    told = text(world.get("owner", way[1].replace("&amp;", "&")))
    assert "Dealer 0" in told


def test_the_search_text_counts_as_a_condition(world: World) -> None:
    world.make("owner", "partners", name="Dealer", kind="dealer")
    assert "Remove “search for zzz”" in text(listed(world, KIND, "zzz"))


def test_where_no_single_condition_is_to_blame_none_is_named(world: World) -> None:
    world.make("owner", "partners", name="P", rating=1)
    page = text(listed(world, {"all": [KIND, RATING]}))
    assert "No single condition is to blame" in page
    assert "Remove “" not in page


def test_what_others_own_is_not_counted(world: World) -> None:
    world.make("stranger", "partners", name="Dealer", kind="dealer", rating=1)
    assert "No single condition is to blame" in text(listed(world, {"all": [KIND, RATING]}))


def test_a_first_list_shows_the_ways_in(world: World) -> None:
    page = text(world.get("owner", "/customers/"))
    assert "No customers yet" in page
    assert "New customer" in page
    assert "Take the short tour" in page
    assert "New customer" not in text(world.get("marketer", "/customers/")).partition("No customers yet")[2]


def test_what_may_not_be_seen_looks_missing_and_says_whom_to_ask(world: World) -> None:
    made = world.make("owner", "customers", name="Guarded")
    foreign = world.get("stranger", f"/customers/{made.pk}/")
    missing = world.get("stranger", f"/customers/{world.users['owner'].pk}/")
    assert foreign.status_code == missing.status_code == 404
    assert text(foreign) == text(missing)
    assert "ask Admin to open it for you" in text(foreign)
    assert "To the list" in text(foreign)
    assert "Guarded" not in text(foreign)
    assert "data-keys-visit-value" not in foreign.content.decode()
    assert "ask" not in text(world.get("admin", "/no-such-thing/")).partition("There is nothing")[2]
    assert "To the list" not in text(world.get("owner", f"/roles/{made.pk}/"))


def test_who_may_not_do_it_is_told_whom_to_ask(world: World) -> None:
    page = world.get("marketer", "/customers/new/")
    assert page.status_code == 403
    assert "ask Admin to open it for you" in text(page)


def test_only_people_who_can_give_rights_now_are_named(world: World) -> None:
    assert who_grants(world.users["owner"]) == ["Admin"]
    assert who_grants(world.users["admin"]) == []
    User.objects.filter(username="admin").update(is_active=False)
    assert who_grants(world.users["owner"]) == []


@pytest.mark.parametrize("who", ["owner", "manager", "marketer", "clerk", "admin"])
def test_the_tour_has_a_few_steps_for_each_role(world: World, who: str) -> None:
    names = [one.name for one in tours.steps(world.users[who].access)]
    assert 4 <= len(names) <= 6
    assert names[0] == "search"
    assert names[-1] == "help"
    assert ("import" in names) == (who in ("clerk", "admin"))


def test_the_tour_starts_once_and_when_it_is_asked_for(world: World) -> None:
    def starts(url: str) -> bool:
        found = re.search(r'data-tour-start-value="(\w+)"', world.get("owner", url).content.decode())
        assert found
        return found[1] == "true"

    assert starts("/")
    assert world.post("owner", "/settings/remembered/", {"name": "tour", "value": "true"}).status_code == 204
    assert not starts("/")
    assert starts("/?tour=1")
    assert Remembered.objects.filter(name="tour").count() == 1


def test_the_help_leads_to_the_tour_and_to_what_one_may_do(world: World) -> None:
    html = world.get("owner", "/help/").content.decode()
    assert 'href="/?tour=1"' in html
    assert "/import/" not in html
    assert "/import/" in world.get("clerk", "/help/").content.decode()
