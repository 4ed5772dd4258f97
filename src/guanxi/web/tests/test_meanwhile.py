"""What happened while a form was open: merged, in conflict, deleted, sent before."""

from __future__ import annotations

import re
from typing import Any

from guanxi.engine import gate
from guanxi.engine.models import Event
from guanxi.engine.registry import registry
from guanxi.engine.testing.tables import unchanged
from guanxi.web.tests.test_form import filled, one
from guanxi.web.tests.world import World, text


def begun(world: World, who: str = "owner", **values: Any) -> tuple[str, dict[str, Any]]:
    """A record and what its form sends, as it was opened."""
    key = world.make("owner", "partners", name="Anchor", **values).pk
    return str(key), filled(world.get(who, f"/partners/{key}/edit/"))


def test_merged_fields_are_told_with_the_other_s_name(world: World) -> None:
    key, sent = begun(world)
    world.change("manager", "partners", key, phone="13800138000")
    response = world.post("owner", f"/partners/{key}/edit/", sent | {"name": "Anchor Two"}, follow=True)
    assert "Saved. Manager changed this field meanwhile, and both changes are kept: Telephone" in text(response)
    told = one(world, "owner", "partners", key)
    assert (told["name"], str(told["phone"])) == ("Anchor Two", "+8613800138000")


def test_one_s_own_change_in_another_tab_is_not_told_as_somebody_s(world: World) -> None:
    key, sent = begun(world)
    world.change("owner", "partners", key, phone="13800138000")
    response = world.post("owner", f"/partners/{key}/edit/", sent | {"name": "Anchor Two"}, follow=True)
    assert "meanwhile" not in text(response)
    assert "Saved" in text(response)


def test_a_conflict_marks_what_differs_and_tells_what_merged(world: World) -> None:
    key, sent = begun(world)
    world.change("manager", "partners", key, name="Anchor <b>East</b>", phone="13800138000")
    events = Event.objects.count()
    response = world.post("owner", f"/partners/{key}/edit/", sent | {"name": "Anchor West"})
    assert response.status_code == 409
    html = response.content.decode()
    assert re.findall("<mark>(.*?)</mark>", html) == ["West", "&lt;b&gt;East&lt;/b&gt;"]
    assert "Also changed meanwhile, and kept: Telephone" in text(response)
    assert Event.objects.count() == events


def test_lines_in_conflict_are_told_row_by_row(world: World) -> None:
    quote = world.make("owner", "quotes", name="Q", lines=[{"product": "Gauge", "quantity": "1", "price": "5"}])
    sent = filled(world.get("owner", f"/quotes/{quote.pk}/edit/"))
    world.change("manager", "quotes", quote.pk, lines=[{"product": "Ruler", "quantity": "1", "price": "5"}])
    response = world.post("owner", f"/quotes/{quote.pk}/edit/", sent | {"lines-0-product": "Scale"})
    assert response.status_code == 409
    assert "Scale" in text(response)
    assert "Ruler" in text(response)
    assert "Gauge" not in text(response).split("Yours (not saved)")[1]


def test_a_deleted_record_keeps_what_was_typed_and_offers_two_ways(world: World) -> None:
    key, sent = begun(world)
    gate.delete(registry["partners"], one(world, "owner", "partners", key)["id"], actor=world.users["manager"])
    typed = sent | {"name": "Typed meanwhile"}
    with unchanged("django_session"):
        response = world.post("owner", f"/partners/{key}/edit/", typed)
    assert response.status_code == 410
    assert "Manager deleted this record" in text(response)
    assert 'value="Typed meanwhile"' in response.content.decode()
    again = filled(response, revive="1")
    saved = world.post("owner", f"/partners/{key}/edit/", again, follow=True)
    assert "Restored and saved" in text(saved)
    assert one(world, "owner", "partners", key)["name"] == "Typed meanwhile"


def test_a_stranger_learns_nothing_of_a_deleted_record(world: World) -> None:
    key, sent = begun(world)
    gate.delete(registry["partners"], one(world, "owner", "partners", key)["id"], actor=world.users["owner"])
    with unchanged("django_session"):
        for more in ({}, {"revive": "1"}):
            response = world.post("stranger", f"/partners/{key}/edit/", sent | more)
            assert response.status_code == 404
            assert "Anchor" not in text(response)


def test_a_form_sent_again_with_other_values_names_what_it_made(world: World) -> None:
    sent = filled(world.get("owner", "/partners/new/"), name="First")
    made = world.post("owner", "/partners/new/", sent).headers["Location"]
    events = Event.objects.count()
    response = world.post("owner", "/partners/new/", sent | {"name": "Second"})
    assert response.status_code == 422
    assert f'href="{made}"' in response.content.decode()
    assert 'value="Second"' in response.content.decode()
    assert Event.objects.count() == events
    third = world.post("owner", "/partners/new/", filled(response)).headers["Location"]
    assert third != made
