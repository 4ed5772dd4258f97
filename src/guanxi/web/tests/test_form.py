"""Forms: what is asked, what is kept when it is refused, what happens when two people save."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest

from guanxi.engine.reading import Query, read_one, read_page
from guanxi.engine.registry import registry
from guanxi.engine.testing.tables import unchanged
from guanxi.web.tests.world import World, hidden, text

LOOKING = ("django_session",)


def rows(world: World, who: str, entity: str) -> list[dict[str, Any]]:
    return read_page(registry[entity], world.users[who], Query()).rows


def one(world: World, who: str, entity: str, key: Any) -> dict[str, Any]:
    return read_one(registry[entity], uuid.UUID(str(key)), world.users[who])


def filled(response: Any, **changed: Any) -> dict[str, Any]:
    """What a browser sends of a form that somebody changed."""
    html = re.sub(r"<template.*?</template>", "", response.content.decode(), flags=re.DOTALL)
    html = html[html.index("gx-page-form") :]
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input\b[^>]*>", html):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or "checked" in tag):
            sent[name[1]] = value[1] if value else ""
    for name, options in re.findall(r'<select\b[^>]*?name="([^"]*)"[^>]*>(.*?)</select>', html, flags=re.DOTALL):
        chosen = re.findall(r'<option value="([^"]*)" selected', options)
        sent[name] = chosen if "multiple" in html.split(f'name="{name}"')[1][:80] else (chosen or [""])[0]
    for name, inside in re.findall(r'<textarea\b[^>]*?name="([^"]*)"[^>]*>\n?(.*?)</textarea>', html, flags=re.DOTALL):
        sent[name] = inside
    return sent | changed


def test_a_new_record_is_saved_with_its_lines(world: World) -> None:
    page = world.get("owner", "/quotes/new/")
    sent = filled(page, name="First", amount="1,234.5", traits=["urgent", "repeat"])
    sent |= {"lines-0-product": "Gauge", "lines-0-quantity": "2", "lines-0-price": "10"}
    response = world.post("owner", "/quotes/new/", sent, follow=True)
    assert "Saved" in text(response)
    (row,) = rows(world, "owner", "quotes")
    told = one(world, "owner", "quotes", row["id"])
    assert (told["name"], str(told["amount"]), told["traits"]) == ("First", "1234.50", ["urgent", "repeat"])
    assert told["owner"].id == world.users["owner"].pk
    assert [(line["product"], str(line["quantity"])) for line in told["lines"]] == [("Gauge", "2.000")]


def test_sent_twice_it_is_made_once(world: World) -> None:
    sent = filled(world.get("owner", "/partners/new/"), name="Once")
    first = world.post("owner", "/partners/new/", sent)
    second = world.post("owner", "/partners/new/", sent)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(rows(world, "owner", "partners")) == 1
    with unchanged(*LOOKING):
        assert world.post("owner", "/partners/new/", sent | {"name": "Other"}).status_code == 422


def test_a_refused_form_says_why_and_keeps_what_was_typed(world: World) -> None:
    sent = filled(
        world.get("owner", "/partners/new/"),
        name="",
        phone="138000061",
        rating="many",
        email="nobody",
        note="line one\nline two",
        kind="dealer",
    )
    with unchanged(*LOOKING):
        response = world.post("owner", "/partners/new/", sent)
    assert response.status_code == 422
    page, html = text(response), response.content.decode()
    assert "4 fields need another look" in page
    assert "2 digits missing" in page
    assert "“many” is not a number." in page
    assert "Fill this in." in page
    for kept in ('value="138000061"', 'value="many"', 'value="nobody"', "line one\nline two", '"dealer" selected'):
        assert kept in html, kept
    assert html.count('aria-invalid="true"') == 4
    assert 'aria-describedby="id_name-error"' in html
    assert 'data-form-dirty="true"' in html


def test_wrong_lines_are_told_where_they_are(world: World) -> None:
    sent = filled(world.get("owner", "/quotes/new/"), name="First")
    sent |= {"lines-TOTAL_FORMS": "3", "lines-0-product": "Gauge", "lines-0-quantity": "x"}
    sent |= {"lines-1-product": "Gone", "lines-1-DELETE": "on", "lines-2-product": "", "lines-2-price": "5"}
    response = world.post("owner", "/quotes/new/", sent)
    html = response.content.decode()
    assert response.status_code == 422
    assert 'name="lines-0-quantity" id="id_lines-0-quantity" value="x"' in html
    assert "“x” is not a number." in text(response)
    assert 'name="lines-1-price" id="id_lines-1-price" value="5"' in html
    assert "Gone" not in html
    assert rows(world, "owner", "quotes") == []


def test_what_the_address_says_is_filled_in_but_only_where_one_may_write(world: World) -> None:
    html = world.get("owner", "/quotes/new/?name=Hello&owner=" + str(world.users["manager"].pk)).content.decode()
    assert 'value="Hello"' in html
    assert "Manager" not in html.split("gx-page-form")[1]
    assert "Owner" in html.split("gx-page-form")[1]


def test_the_owner_is_chosen_only_by_who_may_assign(world: World) -> None:
    assert 'name="owner"' not in world.get("owner", "/partners/new/").content.decode()
    assert 'name="owner"' in world.get("manager", "/partners/new/").content.decode()
    key = world.make("owner", "partners", name="Mine").pk
    sent = filled(
        world.get("owner", f"/partners/{key}/edit/"), owner=str(world.users["stranger"].pk), name="Still mine"
    )
    assert world.post("owner", f"/partners/{key}/edit/", sent).status_code == 302
    told = one(world, "owner", "partners", key)
    assert (told["name"], told["owner"].id) == ("Still mine", world.users["owner"].pk)


def test_only_what_was_changed_changes(world: World) -> None:
    made = world.make("owner", "quotes", name="First", traits=["urgent"], lines=[{"product": "A"}, {"product": "B"}])
    url = f"/quotes/{made.pk}/edit/"
    with unchanged(*LOOKING, "engine_idempotencykey"):
        assert world.post("owner", url, filled(world.get("owner", url))).status_code == 302
    sent = filled(world.get("owner", url), traits=[""], **{"lines-0-DELETE": "on", "lines-1-quantity": "7"})
    assert world.post("owner", url, sent).status_code == 302
    told = one(world, "owner", "quotes", made.pk)
    assert told["traits"] == []
    assert [(line["product"], str(line["quantity"])) for line in told["lines"]] == [("B", "7.000")]


def test_different_fields_merge(world: World) -> None:
    made = world.make("owner", "quotes", name="First", lines=[{"product": "A"}])
    url = f"/quotes/{made.pk}/edit/"
    sent = filled(world.get("owner", url), name="Mine")
    world.change("manager", "quotes", made.pk, amount="5", lines=[{"product": "Z"}])
    assert world.post("owner", url, sent).status_code == 302
    told = one(world, "owner", "quotes", made.pk)
    assert (told["name"], str(told["amount"]), told["lines"][0]["product"]) == ("Mine", "5.00", "Z")


@pytest.mark.parametrize(("keep", "name"), [("mine", "Mine"), ("theirs", "Theirs")])
def test_the_same_field_is_shown_from_both_sides_and_chosen(world: World, keep: str, name: str) -> None:
    made = world.make("owner", "partners", name="First", rating=1)
    url = f"/partners/{made.pk}/edit/"
    sent = filled(world.get("owner", url), name="Mine", rating="9")
    world.change("manager", "partners", made.pk, name="Theirs")
    with unchanged(*LOOKING):
        response = world.post("owner", url, sent)
    assert response.status_code == 409
    page = text(response)
    assert "Manager just changed this record" in page
    assert "Mine" in page
    assert "Theirs" in page
    again = {"keep-name": keep, "version": hidden(response, "version"), "once": hidden(response, "once")}
    again |= {field: hidden(response, field) for field in ("name", "rating")}
    assert world.post("owner", url, again).status_code == 302
    told = one(world, "owner", "partners", made.pk)
    assert (told["name"], told["rating"]) == (name, 9)


def test_a_conflict_tells_no_name_of_what_one_may_not_see(world: World) -> None:
    hidden_one = world.make("stranger", "partners", name="Foreign")
    made = world.make("owner", "partners", name="First")
    url = f"/partners/{made.pk}/edit/"
    mine = world.make("owner", "partners", name="Other")
    sent = filled(world.get("owner", url), above=str(mine.pk))
    world.change("admin", "partners", made.pk, above=str(hidden_one.pk))
    response = world.post("owner", url, sent)
    assert response.status_code == 409
    assert "Foreign" not in text(response)
    assert "hidden" in text(response)


def test_a_form_without_its_version_is_refused(world: World) -> None:
    made = world.make("owner", "partners", name="First")
    with unchanged(*LOOKING):
        for version in ("", "x", "-1", "9" * 30):
            response = world.post("owner", f"/partners/{made.pk}/edit/", {"name": "x", "version": version})
            assert response.status_code == 400


def test_who_may_not_create_gets_no_form(world: World) -> None:
    with unchanged(*LOOKING):
        assert world.get("marketer", "/partners/new/").status_code == 403
        assert world.post("marketer", "/partners/new/", {"name": "x"}).status_code == 403
        assert world.get("owner", "/roles/new/").status_code == 404


def test_fields_one_may_not_write_are_ignored_and_hidden_ones_absent(world: World) -> None:
    page = world.get("owner", "/quotes/new/").content.decode()
    assert 'name="approved"' not in page
    assert 'name="stage"' not in page
    assert 'name="number"' not in page
    sent = filled(
        world.get("owner", "/quotes/new/"), name="First", approved="yes", stage="won", number="Q-1", version="9"
    )
    assert world.post("owner", "/quotes/new/", sent).status_code == 302
    told = rows(world, "owner", "quotes")[0]
    assert (told["approved"], told["stage"]) == (False, "draft")


def test_choices_for_a_link_are_those_one_may_see(world: World) -> None:
    world.make("owner", "partners", name="Lanyu")
    world.make("stranger", "partners", name="Lanhai")
    told = world.get("owner", "/options/partners/?q=lan").json()
    assert [item["label"] for item in told] == ["Lanyu"]
    assert set(told[0]) == {"id", "label", "hint"}
    assert world.get("owner", "/options/roles/").status_code == 404
    assert len(world.get("manager", "/options/users/").json()) == 7


def test_a_form_costs_few_queries(world: World, django_assert_max_num_queries: Any) -> None:
    other = world.make("owner", "partners", name="Other")
    made = world.make(
        "owner", "quotes", name="Q", partner=str(other.pk), lines=[{"product": "A", "partner": str(other.pk)}]
    )
    for url in ("/quotes/new/", f"/quotes/{made.pk}/edit/"):
        world.get("owner", url)
        with django_assert_max_num_queries(8):
            assert world.get("owner", url).status_code == 200
