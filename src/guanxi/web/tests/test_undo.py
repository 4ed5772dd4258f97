"""Taking back what one did a moment ago: as a new change, with one's rights, and never over somebody else's."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from guanxi.engine import gate, origin
from guanxi.engine.errors import NotFound
from guanxi.engine.files import StoredFile
from guanxi.engine.models import Event
from guanxi.engine.registry import registry
from guanxi.engine.testing.tables import unchanged
from guanxi.kit.uuids import uuid7_at
from guanxi.web.tests.test_form import filled, one
from guanxi.web.tests.world import World, text

QUIET = ("django_session",)


def way_back(response: HttpResponse) -> str:
    """The address of the button beside the message."""
    found = re.search(r'action="(/[a-z]+/undo/[0-9a-f]{32}/[^"]*)"', response.content.decode())
    assert found, text(response)
    return found[1].replace("&amp;", "&")


def edited(world: World, who: str, key: Any, entity: str = "partners", **changed: Any) -> HttpResponse:
    sent = filled(world.get(who, f"/{entity}/{key}/edit/"), **changed)
    return world.post(who, f"/{entity}/{key}/edit/", sent, follow=True)


def test_an_edit_is_taken_back_and_that_too(world: World) -> None:
    key = world.make("owner", "partners", name="Before", phone="13800138000").pk
    saved = edited(world, "owner", key, name="After", phone="")
    back = world.post("owner", way_back(saved), follow=True)
    assert "Taken back" in text(back)
    told = one(world, "owner", "partners", key)
    assert (told["name"], str(told["phone"]), told["version"]) == ("Before", "+8613800138000", 3)
    last = Event.objects.filter(record=key).order_by("-version")[0]
    assert (last.verb, last.reason, set(last.changes)) == ("update", "taken back", {"name", "phone"})


def test_lines_links_dates_and_figures_come_back_as_they_were(world: World) -> None:
    partner = world.make("owner", "partners", name="P").pk
    lines = [{"product": "Gauge", "quantity": "2", "price": "10.50"}, {"product": "Ruler", "quantity": "1"}]
    values = {"name": "Q", "amount": "1234.50", "tags": ["urgent"], "partner": str(partner), "lines": lines}
    key = world.make("owner", "quotes", **values).pk
    before = one(world, "owner", "quotes", key)
    changed = {"lines-0-product": "Scale", "lines-1-DELETE": "on", "amount": "2", "partner": "", "tags": []}
    saved = edited(world, "owner", key, "quotes", **changed)
    assert one(world, "owner", "quotes", key)["amount"] != before["amount"]
    world.post("owner", way_back(saved))
    after = one(world, "owner", "quotes", key)
    for name in ("name", "amount", "tags", "partner"):
        assert after[name] == before[name]
    shown = [[(line["product"], line["quantity"], line["price"]) for line in row["lines"]] for row in (before, after)]
    assert shown[0] == shown[1]


def test_deleting_one_and_many_and_restoring_are_taken_back(world: World) -> None:
    keys = [str(world.make("owner", "partners", name=f"P{n}").pk) for n in range(3)]
    gone = world.post("owner", f"/partners/{keys[0]}/delete/", follow=True)
    back = world.post("owner", way_back(gone), follow=True)
    assert one(world, "owner", "partners", keys[0])["name"] == "P0"
    again = world.post("owner", way_back(back), follow=True)
    assert "Taken back" in text(again)
    with pytest.raises(NotFound):
        one(world, "owner", "partners", keys[0])
    many = world.post("owner", "/partners/bulk/", {"ids": keys[1:], "action": "delete"}, follow=True)
    told = world.post("owner", way_back(many), follow=True)
    assert "Taken back: 2" in text(told)
    assert [one(world, "owner", "partners", key)["name"] for key in keys[1:]] == ["P1", "P2"]


def test_handing_over_is_taken_back(world: World) -> None:
    keys = [str(world.make("manager", "partners", name=f"P{n}").pk) for n in range(2)]
    to = str(world.users["owner"].pk)
    sent = {"ids": keys, "action": "assign", "to": to, "confirmed": "1"}
    moved = world.post("manager", "/partners/bulk/", sent, follow=True)
    assert one(world, "manager", "partners", keys[0])["owner"].id == world.users["owner"].pk
    world.post("manager", way_back(moved))
    assert {one(world, "manager", "partners", key)["owner"].id for key in keys} == {world.users["manager"].pk}


def test_somebody_else_s_change_since_is_not_overwritten(world: World) -> None:
    key = world.make("owner", "partners", name="Before").pk
    saved = edited(world, "owner", key, name="After")
    world.change("manager", "partners", key, phone="13800138000")
    with unchanged(*QUIET):
        told = world.post("owner", way_back(saved), follow=True)
        assert "the record was changed since" in text(told)
    told_ = one(world, "owner", "partners", key)
    assert (told_["name"], str(told_["phone"])) == ("After", "+8613800138000")


def test_only_who_did_it_may_take_it_back(world: World) -> None:
    key = world.make("owner", "partners", name="Before").pk
    url = way_back(edited(world, "owner", key, name="After"))
    with unchanged(*QUIET):
        for who in ("manager", "teammate", "stranger", "admin"):
            assert world.post(who, url).status_code in (404, 409), who
    assert one(world, "owner", "partners", key)["name"] == "After"


def test_what_is_long_ago_or_never_was_is_refused_in_words(world: World) -> None:
    early = uuid7_at(int((dt.datetime.now(tz=dt.UTC) - dt.timedelta(hours=1)).timestamp() * 1000)).hex
    with unchanged(*QUIET):
        for deed in (early, "no-such-deed", "0" * 32):
            response = world.post("owner", f"/partners/undo/{deed}/")
            assert response.status_code == 409
            assert "be taken back any more" in text(response)


def test_without_the_right_any_longer_nothing_is_taken_back(world: World) -> None:
    key = world.make("owner", "partners", name="Before").pk
    request = "0190000000007000800000000000aaaa"
    with origin.origin("web", "", request):
        gate.update(registry["partners"], key, {"name": "After"}, actor=world.users["owner"])
    gate.act(registry["partners"], key, "assign", {"to": world.users["stranger"].pk}, actor=world.users["admin"])
    with unchanged(*QUIET), pytest.raises((gate.TooLate, NotFound)):
        gate.undo(registry["partners"], key, request, actor=world.users["owner"])


def test_a_verb_that_says_nothing_of_it_offers_no_way_back(world: World) -> None:
    faces = {face.name: [a.name for a in face.actions.values() if a.undo] for face in registry}
    assert faces["quotes"] == ["assign", "tag", "untag"]
    assert not gate.may_be_undone(registry["quotes"], "send")
    assert not gate.may_be_undone(registry["quotes"], "create")


def test_a_file_that_was_taken_off_is_put_back(world: World) -> None:
    key = world.make("owner", "partners", name="With a file").pk
    upload = SimpleUploadedFile("offer.txt", b"forty-two")
    world.post("owner", f"/partners/{key}/files/", {"file": upload})
    file = StoredFile.objects.get(record=key)
    page = world.post("owner", f"/files/{file.pk}/remove/", follow=True)
    assert f'action="/files/{file.pk}/again/"' in page.content.decode()
    with unchanged(*QUIET):
        for who in ("stranger", "teammate"):
            assert world.post(who, f"/files/{file.pk}/again/").status_code == 404
    back = world.post("owner", f"/files/{file.pk}/again/", follow=True)
    assert "Put back offer.txt" in text(back)
    assert b"".join(world.get("owner", f"/files/{file.pk}/")) == b"forty-two"
    with unchanged(*QUIET):
        assert world.post("owner", f"/files/{file.pk}/again/").status_code == 404
