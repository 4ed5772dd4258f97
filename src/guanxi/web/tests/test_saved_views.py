"""Saved views: kept and opened, shared with whom they are for, never wider than what one may see."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

from guanxi.engine import gate
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.engine.testing.tables import unchanged
from guanxi.web.savedviews.model import SavedView
from guanxi.web.tests.world import World, text

HIGH = {"field": "rating", "op": "gte", "value": 4}
ASKED = f"/partners/?filter={quote(json.dumps(HIGH))}&sort=-rating&columns=name,rating"
LOOKING = ("django_session",)


@pytest.fixture
def partners(world: World) -> World:
    for name, rating in (("Beta", 3), ("Alpha", 5)):
        world.make("owner", "partners", name=name, rating=rating)
    world.make("stranger", "partners", name="Foreign", rating=5)
    world.make("teammate", "partners", name="Nearby", rating=5)
    return world


def save(world: World, who: str, name: str = "High", **more: Any) -> Any:
    sent = {"name": name, "filter": json.dumps(HIGH), "sort": "-rating", "columns": "name,rating", **more}
    answer = world.post(who, "/partners/views/save/", sent)
    return answer.headers["Location"].rpartition("=")[2] if answer.status_code == 302 else answer


def tabs(world: World, who: str, url: str = "/partners/") -> str:
    page = world.get(who, url).content.decode()
    return page.split('class="gx-tabs-in"')[1].split("</nav>")[0]


def test_a_view_keeps_the_whole_list_and_opens_it_again(partners: World) -> None:
    key = save(partners, "owner")
    assert (
        SavedView._base_manager.get(pk=key).query
        == "sort=-rating&columns=name%2Crating&filter=" + quote(json.dumps(HIGH, separators=(",", ":")))
        or "filter=" in SavedView._base_manager.get(pk=key).query
    )
    page = partners.get("owner", f"/partners/?view={key}")
    assert "Alpha" in text(page)
    assert "Beta" not in text(page)
    assert 'data-name="rating"' in page.content.decode()
    assert 'data-name="kind"' not in page.content.decode()
    assert "data-view-tab" in tabs(partners, "owner")
    assert "High" in tabs(partners, "owner")


def test_a_change_shows_until_it_is_saved(partners: World) -> None:
    key = save(partners, "owner")
    assert 'id="view-edited" role="img"' in tabs(partners, "owner", f"/partners/?view={key}")
    assert "hidden" in tabs(partners, "owner", f"/partners/?view={key}").split('id="view-edited"')[1]
    changed = f"/partners/?view={key}&filter=%7B%7D"
    assert "hidden" not in tabs(partners, "owner", changed).split('id="view-edited"')[1]
    assert "Beta" in text(partners.get("owner", changed))
    partners.post("owner", f"/partners/views/{key}/update/", {"view": key, "sort": "name"})
    assert "Beta" in text(partners.get("owner", f"/partners/?view={key}"))


def test_a_private_view_is_nobody_else_s(partners: World) -> None:
    key = save(partners, "owner")
    for who in ("teammate", "manager", "stranger", "admin"):
        assert "High" not in tabs(partners, who)
    for who in ("teammate", "stranger"):
        with unchanged(*LOOKING):
            assert partners.post(who, f"/partners/views/{key}/update/", {"sort": "name"}).status_code == 404
            assert partners.post(who, f"/partners/views/{key}/remove/").status_code == 404
            assert partners.post(who, "/partners/views/save/", {"key": key, "name": "Mine now"}).status_code == 404
        assert "Beta" not in text(partners.get(who, f"/partners/?view={key}"))


def test_a_view_for_everybody_shows_each_their_own_records(partners: World) -> None:
    key = save(partners, "manager", "Best", audience="everybody")
    assert "Best" in tabs(partners, "stranger")
    seen = text(partners.get("stranger", f"/partners/?view={key}"))
    assert "Foreign" in seen
    assert "Alpha" not in seen
    with unchanged(*LOOKING):
        assert partners.post("stranger", f"/partners/views/{key}/update/", {"sort": "name"}).status_code == 403
    assert "Delete this view" not in text(partners.get("stranger", f"/partners/?view={key}"))
    assert "Delete this view" in text(partners.get("manager", f"/partners/?view={key}"))


def test_a_view_for_a_department_is_seen_there(partners: World) -> None:
    east = str(partners.users["owner"].department_id)
    key = save(partners, "manager", "East", audience="department", department=east)
    assert "East" in tabs(partners, "owner")
    assert "East" in tabs(partners, "teammate")
    assert "East" not in tabs(partners, "stranger")
    gate.update(
        registry["views"], SavedView._base_manager.get(pk=key).pk, {"audience": "me"}, actor=partners.users["manager"]
    )
    assert "East" not in tabs(partners, "owner")


def test_a_view_for_a_role_is_seen_by_its_people(partners: World) -> None:
    with as_system("test"):
        role = str(next(iter(partners.users["owner"].roles.values_list("role_id", flat=True))))
    save(partners, "admin", "For sales", audience="role", role=role)
    assert "For sales" in tabs(partners, "owner")
    assert "For sales" in tabs(partners, "stranger")
    assert "For sales" not in tabs(partners, "clerk")


def test_who_may_not_share_keeps_it_private(partners: World) -> None:
    page = partners.get("owner", "/partners/views/save/").content.decode()
    assert 'name="name"' in page
    assert 'name="audience"' not in page
    with unchanged(*LOOKING):
        assert save(partners, "owner", "Loud", audience="everybody").status_code == 422


def test_the_list_opens_with_the_view_one_chose_or_was_given(partners: World) -> None:
    given = save(partners, "manager", "Given", audience="everybody", opens_first="yes")
    assert "Beta" not in text(partners.get("owner", "/partners/"))
    own = save(partners, "owner", "Own", filter=json.dumps({"field": "name", "op": "eq", "value": "Beta"}))
    partners.post("owner", "/partners/views/first/", {"view": own})
    assert "Beta" in text(partners.get("owner", "/partners/"))
    assert "Alpha" not in text(partners.get("owner", "/partners/"))
    assert "Alpha" in text(partners.get("owner", "/partners/?view=all"))
    partners.post("owner", "/partners/views/first/", {"view": ""})
    assert "Beta" not in text(partners.get("owner", "/partners/"))
    partners.post("manager", f"/partners/views/{given}/remove/")
    assert "Beta" in text(partners.get("owner", "/partners/"))


def test_a_given_view_that_names_what_one_may_not_see_doesn_t_lock_the_list(world: World) -> None:
    world.make("owner", "quotes", name="Big deal", secret="x")
    sent = {"name": "Secret", "filter": json.dumps({"field": "secret", "op": "empty", "value": False})}
    world.post("admin", "/quotes/views/save/", sent | {"audience": "everybody", "opens_first": "yes"})
    assert world.get("marketer", "/quotes/").status_code == 200
    assert "Big deal" in text(world.get("marketer", "/quotes/"))
    key = SavedView._base_manager.get().pk
    assert world.get("marketer", f"/quotes/?view={key}").status_code == 400


def test_deleting_a_view_can_be_undone(partners: World) -> None:
    key = save(partners, "owner")
    page = text(partners.post("owner", f"/partners/views/{key}/remove/", follow=True))
    assert "Deleted the view “High”" in page
    assert "High" not in tabs(partners, "owner")
    partners.post("owner", f"/views/restore/?ids={key}")
    assert "High" in tabs(partners, "owner")


def test_counts_come_by_themselves_and_tell_each_only_their_own(partners: World) -> None:
    key = save(partners, "manager", "Best", audience="everybody")
    told = partners.get("owner", "/partners/views/counts/").content.decode()
    assert f'id="count-{key}" hx-swap-oob="true">1<' in told
    assert 'id="count-all" hx-swap-oob="true">2<' in told
    assert (
        f'id="count-{key}" hx-swap-oob="true">2<' in partners.get("manager", "/partners/views/counts/").content.decode()
    )


@pytest.mark.parametrize("asked", ["view=nothing", "view=01890000-0000-7000-8000-000000000000", "view=mine&sort=name"])
def test_an_unknown_view_is_the_list_as_it_is(partners: World, asked: str) -> None:
    assert "Alpha" in text(partners.get("owner", f"/partners/?{asked}"))


def test_when_only_the_list_is_renewed_what_stands_beside_it_means_the_new_list(partners: World) -> None:
    part = partners.get("clerk", ASKED, HX_Request="true", HX_Target="list").content.decode()
    outside = part.split('id="view-state"')[1]
    assert 'hx-swap-oob="true"' in outside
    for page in ("views/save", "export"):
        assert f"/partners/{page}/?filter=%7B" in outside or f"/partners/{page}/?sort=" in outside
