"""Pages in the side panel: the same page without its shell, the same rights, and what is told of what was saved."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.http import HttpResponse

from guanxi.engine.reading import read_one
from guanxi.engine.registry import registry
from guanxi.engine.testing.tables import unchanged
from guanxi.web.tests.test_form import filled
from guanxi.web.tests.world import World, hidden, text

LOOKING = ("django_session",)
PANEL = {"HTTP_GX_PANEL": "1"}


def opened(world: World, who: str, url: str) -> HttpResponse:
    return world.get(who, url, Gx_Panel="1")


def told(response: HttpResponse) -> dict[str, Any]:
    return json.loads(response.headers["Gx-Saved"])


def test_a_page_in_the_panel_has_no_shell(world: World) -> None:
    key = world.make("owner", "partners", name="Lanyu").pk
    for url in ("/partners/new/", f"/partners/{key}/", f"/partners/{key}/edit/", f"/partners/{key}/do/assign/"):
        html = opened(world, "manager", url).content.decode()
        whole = world.get("manager", url).content.decode()
        assert "data-panel-page" in html, url
        assert "gx-side" in whole
        assert "data-panel-page" not in whole
        for shell in ("gx-side", "<html", "gx-tabbar"):
            assert shell not in html, (url, shell)


def test_what_was_made_is_told_with_its_message(world: World) -> None:
    sent = filled(opened(world, "owner", "/partners/new/"), name="Lanyu")
    response = world.post("owner", "/partners/new/", sent, **PANEL)
    assert response.status_code == 200
    saved = told(response)
    assert saved == {
        "entity": "partners",
        "id": saved["id"],
        "label": "Lanyu",
        "url": f"/partners/{saved['id']}/",
    }
    assert read_one(registry["partners"], uuid.UUID(saved["id"]), world.users["owner"])["name"] == "Lanyu"
    assert "Saved" in text(response)
    assert f'href="/partners/{saved["id"]}/"' in response.content.decode()
    assert "Saved" not in text(world.get("owner", "/partners/"))


def test_a_refused_form_stays_in_the_panel(world: World) -> None:
    sent = filled(opened(world, "owner", "/partners/new/"), name="", rating="many")
    with unchanged(*LOOKING):
        response = world.post("owner", "/partners/new/", sent, **PANEL)
    assert response.status_code == 422
    assert "Gx-Saved" not in response.headers
    assert "“many” is not a number." in text(response)
    assert "data-panel-page" in response.content.decode()


def test_two_who_change_the_same_meet_in_the_panel(world: World) -> None:
    key = world.make("owner", "partners", name="First").pk
    url = f"/partners/{key}/edit/"
    sent = filled(opened(world, "owner", url), name="Mine")
    world.change("manager", "partners", key, name="Theirs")
    with unchanged(*LOOKING):
        both = world.post("owner", url, sent, **PANEL)
    assert both.status_code == 409
    assert "data-panel-page" in both.content.decode()
    again = {"keep-name": "mine", "version": hidden(both, "version"), "once": hidden(both, "once"), "name": "Mine"}
    assert told(world.post("owner", url, again, **PANEL))["label"] == "Mine"


def test_a_verb_in_the_panel_tells_the_record_even_when_it_is_gone_from_sight(world: World) -> None:
    key = world.make("owner", "quotes", name="First").pk
    url = f"/quotes/{key}/do/assign/"
    sent = {"to": str(world.users["stranger"].pk), "once": hidden(opened(world, "manager", url), "once")}
    saved = told(world.post("manager", url, sent, **PANEL))
    assert saved["id"] == str(key)


def test_the_panel_opens_nothing_that_the_page_would_not(world: World) -> None:
    key = world.make("owner", "partners", name="Lanyu").pk
    with unchanged(*LOOKING):
        assert opened(world, "stranger", f"/partners/{key}/").status_code == 404
        assert opened(world, "teammate", f"/partners/{key}/edit/").status_code == 404
        assert opened(world, "marketer", "/partners/new/").status_code == 403
        for who, status in (("stranger", 404), ("teammate", 404), ("marketer", 403)):
            sent = {"name": "Hacked", "version": "1"}
            assert world.post(who, f"/partners/{key}/edit/", sent, **PANEL).status_code == status


def test_closed_fields_never_show_in_the_panel(world: World) -> None:
    key = world.make("owner", "quotes", name="First", amount="199.00", secret="s3cret").pk
    html = opened(world, "marketer", f"/quotes/{key}/").content.decode()
    assert "s3cret" not in html
    assert "199.00" not in html


def test_save_and_new_begins_again_with_what_the_address_says(world: World) -> None:
    partner = world.make("owner", "partners", name="Lanyu").pk
    url = f"/quotes/new/?partner={partner}"
    page = world.get("owner", url)
    assert "Save and new" in text(page)
    assert f'action="{url}"' in page.content.decode()
    response = world.post("owner", url, filled(page, name="One", again="1"))
    assert (response.status_code, response.headers["Location"]) == (302, url)


def test_a_link_offers_a_new_one_only_to_who_may_make_it(world: World) -> None:
    assert 'data-select-new-url-value="/partners/new/"' in world.get("owner", "/quotes/new/").content.decode()
    admin = world.get("admin", "/partners/new/").content.decode()
    assert 'name="owner"' in admin
    assert "data-panel-into" in admin
    assert 'data-select-new-url-value="/users/new/"' not in admin
