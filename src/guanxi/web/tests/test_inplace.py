"""A fact edited where it stands, and values looked at before they are sent."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

import pytest

from guanxi.engine.reading import read_one
from guanxi.engine.registry import registry
from guanxi.engine.testing.tables import unchanged
from guanxi.web.tests.world import World, hidden, text

LOOKING = ("django_session",)


@pytest.fixture
def partner(world: World) -> str:
    made = world.make("owner", "partners", name="Lanyu", rating=3, phone="13800138000")
    return f"/partners/{made.pk}/"


def one(world: World, url: str) -> dict[str, Any]:
    entity, key = url.strip("/").split("/")[:2]
    return read_one(registry[entity], uuid.UUID(key), world.users["admin"])


def save(world: World, who: str, url: str, field: str, **sent: str) -> Any:
    version = hidden(world.get(who, f"{url}field/{field}/"), "version")
    return world.post(who, f"{url}field/{field}/", {"version": version} | sent)


def test_a_fact_shows_its_control_and_is_saved_alone(world: World, partner: str) -> None:
    assert f'hx-get="{partner}field/rating/"' in world.get("owner", partner).content.decode()
    form = world.get("owner", f"{partner}field/rating/").content.decode()
    assert 'name="rating"' in form
    assert 'value="3"' in form
    assert 'name="name"' not in form
    response = save(world, "owner", partner, "rating", rating="7", name="Not asked for")
    assert response.status_code == 200
    assert response.headers["HX-Retarget"] == "#fact-rating"
    told = json.loads(response.headers["HX-Trigger"])["record:changed"]
    assert (told["entity"], told["fields"], told["version"]) == ("partners", ["rating"], 2)
    assert "7" in text(response)
    now = one(world, partner)
    assert (now["rating"], now["name"], now["version"]) == (7, "Lanyu", 2)


def test_the_undo_of_it_brings_back_what_was(world: World, partner: str) -> None:
    response = save(world, "owner", partner, "rating", rating="7")
    undo = re.search(r'action="([^"]*put-back[^"]*)"', response.content.decode())
    assert undo
    assert world.post("owner", undo[1].replace("&amp;", "&"), follow=True).status_code == 200
    assert one(world, partner)["rating"] == 3


def test_a_refused_value_keeps_what_was_typed_and_says_why(world: World, partner: str) -> None:
    with unchanged(*LOOKING):
        response = save(world, "owner", partner, "rating", rating="many")
    assert response.status_code == 422
    assert "“many” is not a number." in text(response)
    assert 'value="many"' in response.content.decode()
    again = world.post("owner", f"{partner}field/rating/", {"version": hidden(response, "version"), "rating": "9"})
    assert again.status_code == 200


def test_two_who_change_it_see_both_values_and_may_choose(world: World, partner: str) -> None:
    key = partner.split("/")[2]
    version = hidden(world.get("owner", f"{partner}field/rating/"), "version")
    world.change("manager", "partners", key, rating=5)
    with unchanged(*LOOKING):
        both = world.post("owner", f"{partner}field/rating/", {"version": version, "rating": "9"})
    assert both.status_code == 409
    told = text(both)
    assert "Manager just changed this" in told
    assert "to: 5" in told
    assert 'value="9"' in both.content.decode()
    assert f"{partner}field/rating/?shown=1" in both.content.decode()
    assert "5" in text(world.get("owner", f"{partner}field/rating/?shown=1"))
    mine = {"version": hidden(both, "version"), "rating": "9"}
    assert world.post("owner", f"{partner}field/rating/", mine).status_code == 200
    assert one(world, partner)["rating"] == 9


def test_what_others_changed_elsewhere_stays(world: World, partner: str) -> None:
    version = hidden(world.get("owner", f"{partner}field/rating/"), "version")
    world.change("manager", "partners", partner.split("/")[2], note="Theirs")
    assert world.post("owner", f"{partner}field/rating/", {"version": version, "rating": "9"}).status_code == 200
    assert (one(world, partner)["note"], one(world, partner)["rating"]) == ("Theirs", 9)


def test_the_title_is_edited_where_it_stands(world: World, partner: str) -> None:
    response = save(world, "owner", partner, "name", name="Lanhai")
    assert response.headers["HX-Reswap"] == "none"
    assert '<h1 class="gx-val">Lanhai</h1>' in response.content.decode()


def test_refused_it_changes_nothing(world: World, partner: str) -> None:
    quote = f"/quotes/{world.make('owner', 'quotes', name='First', secret='s3cret', amount='199').pk}/"
    cases = [
        ("stranger", f"{partner}field/rating/", {"rating": "9"}, 404),
        ("teammate", f"{partner}field/rating/", {"rating": "9"}, 404),
        ("marketer", f"{partner}field/rating/", {"rating": "9"}, 403),
        ("marketer", f"{quote}field/secret/", {"secret": "known"}, 404),
        ("owner", f"{partner}field/owner/", {"owner": str(world.users["stranger"].pk)}, 403),
        ("owner", f"{partner}field/nothing/", {"nothing": "x"}, 404),
        ("owner", f"{quote}field/stage/", {"stage": "won"}, 403),
        ("owner", f"{quote}field/version/", {"version": "9"}, 404),
        ("owner", f"{partner}history/put-back/?field=owner&version=1", {}, 404),
        ("marketer", f"{quote}history/put-back/?field=secret&version=1", {}, 404),
        ("marketer", f"{partner}history/put-back/?field=rating&version=1", {}, 403),
        ("stranger", f"{partner}history/put-back/?field=rating&version=1", {}, 404),
        ("owner", f"{partner}history/put-back/?field=rating&version=7", {}, 404),
        ("owner", f"{partner}history/put-back/?field=rating&version=x", {}, 400),
    ]
    with unchanged(*LOOKING):
        for who, url, sent, status in cases:
            assert world.post(who, url, {"version": "1"} | sent).status_code == status, (who, url)
        for who, url, _sent, status in cases:
            if "put-back" not in url:
                assert world.get(who, url).status_code == status, (who, url)
                assert b"s3cret" not in world.get(who, url).content
    assert "field/" not in world.get("marketer", partner).content.decode().split('id="record"')[1]


def checked(world: World, who: str, url: str, **sent: str) -> list[str]:
    response = world.post(who, url, sent)
    assert response.status_code == 200, response.status_code
    return response.json()["errors"]


def test_a_value_is_looked_at_by_the_rules_of_the_gate(world: World, partner: str) -> None:
    foreign = world.make("stranger", "partners", name="Foreign").pk
    with unchanged(*LOOKING):
        assert checked(world, "owner", "/partners/check/rating/", rating="many") == ["“many” is not a number."]
        assert checked(world, "owner", "/partners/check/name/", name=" ") == ["Fill this in."]
        assert checked(world, "owner", "/partners/check/phone/", phone="138000061") == ["2 digits missing."]
        assert checked(world, "owner", "/partners/check/rating/", rating="4", name="") == []
        assert checked(world, "owner", "/partners/check/above/", above=str(foreign)) != []


def test_what_may_be_there_once_is_found_before_it_is_sent(world: World) -> None:
    with unchanged(*LOOKING):
        taken = checked(world, "admin", "/users/check/username/", username="owner")
        assert len(taken) == 1
        assert checked(world, "admin", "/users/check/username/", username="nobody-yet") == []
        own = str(world.users["owner"].pk)
        assert checked(world, "admin", f"/users/check/username/?key={own}", username="owner") == []


def test_a_form_whose_record_was_deleted_meanwhile_is_still_looked_at(world: World, partner: str) -> None:
    key = partner.split("/")[2]
    world.post("owner", f"{partner}delete/")
    assert world.get("owner", f"{partner}edit/").status_code == 302
    with unchanged(*LOOKING):
        assert checked(world, "owner", f"/partners/check/name/?key={key}", name=" ") == ["Fill this in."]
        assert checked(world, "owner", f"/partners/check/name/?key={key}", name="Still here") == []
        assert world.post("stranger", f"/partners/check/name/?key={key}", {"name": "x"}).status_code == 404


def test_nobody_learns_anything_by_checking(world: World, partner: str) -> None:
    key = partner.split("/")[2]
    with unchanged(*LOOKING):
        assert world.post("marketer", "/partners/check/name/", {"name": "x"}).status_code == 404
        assert world.post("stranger", f"/partners/check/name/?key={key}", {"name": "x"}).status_code == 404
        assert world.post("owner", "/quotes/check/stage/", {"stage": "won"}).status_code == 404
        assert world.post("owner", "/partners/check/name/?key=x", {"name": "x"}).status_code == 404
        assert world.get("owner", "/partners/check/name/").status_code == 405
