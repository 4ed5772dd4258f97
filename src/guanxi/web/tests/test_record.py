"""One record's page, its history and its verbs."""

from __future__ import annotations

import re
import uuid

import pytest

from guanxi.engine import gate
from guanxi.engine.registry import registry
from guanxi.engine.testing.tables import unchanged
from guanxi.web.tests.world import World, hidden, text

LOOKING = ("django_session",)


@pytest.fixture
def quote(world: World) -> str:
    partner = world.make("owner", "partners", name="Lanyu")
    lines = [{"product": "Gauge", "quantity": "2", "price": "99.50", "partner": str(partner.pk)}]
    made = world.make(
        "owner", "quotes", name="First", amount="199.00", secret="s3cret", partner=str(partner.pk), lines=lines
    )
    return f"/quotes/{made.pk}/"


def test_the_page_shows_facts_lines_links_and_history(world: World, quote: str) -> None:
    page = text(world.get("owner", quote))
    for told in ("First", "Q-00001", "199.00", "Lanyu", "Gauge", "99.50", "s3cret", "created this", "draft", "won"):
        assert told in page, told


def test_what_others_may_not_see_isn_t_there(world: World, quote: str) -> None:
    unknown = f"/quotes/{uuid.uuid4()}/"
    missing = world.get("stranger", unknown)
    assert missing.status_code == 404
    for url in (quote, f"{quote}history/", f"{quote}edit/", f"{quote}do/send/", f"/nothing/{uuid.uuid4()}/"):
        response = world.get("stranger", url)
        assert response.status_code == 404, url
        assert url.startswith("/nothing/") or text(response) == text(missing), url
    with unchanged(*LOOKING):
        for deed in ("delete", "restore", "do/send", "edit"):
            assert world.post("stranger", f"{quote}{deed}/", {"version": "1"}).status_code == 404
            assert world.post("teammate", f"{quote}{deed}/", {"version": "1"}).status_code == 404


def test_fields_closed_to_a_role_are_absent_or_masked(world: World, quote: str) -> None:
    page = world.get("marketer", quote)
    assert page.status_code == 200
    assert b"s3cret" not in page.content
    assert b"Gauge" not in page.content
    assert b"199.00" not in page.content
    assert "***" in text(page)
    assert "Edit" not in text(page)
    with unchanged(*LOOKING):
        assert world.get("marketer", f"{quote}edit/").status_code == 403
        assert world.post("marketer", f"{quote}edit/", {"version": "1", "name": "x"}).status_code == 403
        assert world.post("marketer", f"{quote}delete/").status_code == 403


def test_history_tells_who_when_from_and_to(world: World, quote: str) -> None:
    key = quote.split("/")[2]
    world.change("manager", "quotes", key, amount="250.00")
    page = text(world.get("owner", f"{quote}history/"))
    assert "Manager changed 1 field" in page
    assert "199.00" in page
    assert "250.00" in page
    assert "Owner created this" in page
    assert b"250.00" not in world.get("marketer", f"{quote}history/").content


def test_older_events_are_on_further_pages(world: World) -> None:
    key = world.make("owner", "partners", name="Busy").pk
    for number in range(60):
        world.change("owner", "partners", key, rating=number)
    first = world.get("owner", f"/partners/{key}/history/")
    assert "created this" not in text(first)
    assert f"/partners/{key}/history/?before=12" in first.content.decode()
    assert "created this" in text(world.get("owner", f"/partners/{key}/history/?before=12"))
    assert world.get("owner", f"/partners/{key}/history/?before=x").status_code == 400


def test_related_lists_lead_on_and_begin_a_new_one(world: World) -> None:
    partner = world.make("owner", "partners", name="Lanyu").pk
    for number in range(12):
        world.make("owner", "quotes", name=f"Offer {number:02}", partner=str(partner))
    response = world.get("owner", f"/partners/{partner}/")
    html = response.content.decode()
    assert "Offer 09" in html
    assert "Offer 10" not in html
    assert f"/quotes/new/?partner={partner}" in html
    assert "Show all" in html
    prefilled = world.get("owner", f"/quotes/new/?partner={partner}").content.decode()
    assert f'<option value="{partner}" selected>Lanyu</option>' in prefilled


def test_a_verb_is_offered_where_it_fits_and_done_once_asked(world: World, quote: str) -> None:
    page = text(world.get("owner", quote))
    assert "Send" in page
    assert world.get("owner", f"{quote}do/win/").status_code == 200
    refused = world.post("owner", f"{quote}do/win/", {"signed_on": "soon"})
    assert refused.status_code == 422
    assert 'value="soon"' in refused.content.decode()
    assert world.post("owner", f"{quote}do/send/").status_code == 302
    assert "Send" not in text(world.get("owner", quote)).split("Details")[0]
    with unchanged(*LOOKING):
        wrong = world.post("owner", f"{quote}do/send/")
        assert wrong.status_code == 409
        assert "Back to the record" in text(wrong)
    assert world.post("owner", f"{quote}do/win/", {"signed_on": "2026-11-23"}).status_code == 302
    assert "2026-11-23" in text(world.get("owner", quote))


def test_a_dangerous_verb_asks_first(world: World, quote: str) -> None:
    asked = world.get("owner", f"{quote}do/lose/")
    assert "btn-danger" in asked.content.decode()
    assert world.post("owner", f"{quote}do/lose/", {"lost_reason": ""}).status_code == 422
    assert world.post("owner", f"{quote}do/lose/", {"lost_reason": "price"}).status_code == 302


def test_deleting_offers_to_take_it_back(world: World, quote: str) -> None:
    response = world.post("owner", f"{quote}delete/", follow=True)
    html = response.content.decode()
    assert "Deleted First" in html
    assert re.search(r'action="/quotes/undo/[0-9a-f]{32}/', html)
    assert "In the recycle bin since" in text(world.get("owner", quote))
    assert "Restored First" in text(world.post("owner", f"{quote}restore/", follow=True))
    assert world.get("owner", quote).status_code == 200


def test_assigning_hands_it_over_and_out_of_sight(world: World, quote: str) -> None:
    assert world.get("owner", f"{quote}do/assign/").status_code == 403
    token = hidden(world.get("manager", f"{quote}do/assign/"), "once")
    new = str(world.users["teammate"].pk)
    assert world.post("manager", f"{quote}do/assign/", {"to": new, "once": token}).status_code == 302
    assert world.get("owner", quote).status_code == 404
    assert world.get("teammate", quote).status_code == 200


def test_a_record_costs_few_queries(world: World, quote: str, django_assert_max_num_queries) -> None:
    key = quote.split("/")[2]
    for amount in ("1", "2", "3"):
        world.change("manager", "quotes", key, amount=amount)
    for url in (
        quote,
        "/partners/" + str(gate.create(registry["partners"], {"name": "A"}, actor=world.users["owner"]).pk) + "/",
    ):
        world.get("owner", url)
        with django_assert_max_num_queries(14):
            assert world.get("owner", url).status_code == 200
