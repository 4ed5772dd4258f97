"""Every address of the room, taken from the table of addresses: who gets in, and by which method."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern

from guanxi.engine.models import Event
from guanxi.engine.testing.tables import unchanged
from guanxi.web.tests.world import World
from guanxi.web.urls import urlpatterns

OPEN = {
    "language": "one may choose a language before signing in",
    "worker": "the browser fetches the script that works without a connection, which names files of ours only",
    "quick": "the page that works without a connection holds nothing of anybody",
    "manifest": "what the product is called and looks like, before somebody installs it",
    "calendar-feed": "other calendars can't sign in; who has the secret address reads, a wrong one isn't there",
    "standing": "a page that was open for long asks whether anybody is still signed in",
}
"""Pages for who isn't signed in, each with its reason."""
SPAN = "?start=2026-11-01T00:00:00&end=2026-12-01T00:00:00"
ASKED = {
    "calendar-entries": SPAN,
    "entries": SPAN,
    "column": "?column=draft",
    "group": "?layout_by=owner&group=-",
    "head": "?column=name",
    "put": "?to=sent",
}
"""What an address has to be asked with, or else it answers that the question makes no sense."""
ABOUT = {"column": {"entity": "quotes"}, "put": {"entity": "quotes", "field": "stage"}}
"""What is asked about where partners have nothing of the kind."""
OWN = {
    "calendar-settings": ("diary_feed", "the button that makes one's own feed sends nothing else"),
    "calendar-people": ("web_remembered", "nobody chosen is how one puts all colleagues' calendars away"),
}
"""Forms that mean something when they are empty: the only table they change, which holds one's own, and why."""


def address(pattern: URLPattern, **known: Any) -> str:
    """An address of this pattern, of the example's records unless said otherwise."""
    values = {
        "key": uuid.uuid4(),
        "file": uuid.uuid4(),
        "record": uuid.uuid4(),
        "merger": uuid.uuid4(),
        "action": "assign",
        "field": "name",
        "secret": "x" * 43,
    } | known
    values = {"which": values["key"]} | values | ABOUT.get(pattern.name or "", {})
    url = "/" + str(pattern.pattern)
    for name in pattern.pattern.converters:
        url = re.sub(rf"<[a-z]+:{name}>", str(values.get(name, "partners")), url)
    assert "<" not in url, url
    return url + ASKED.get(pattern.name or "", "")


def test_nobody_gets_in_without_signing_in(world: World) -> None:
    with unchanged("django_session"):
        for pattern in urlpatterns:
            for method in ("get", "post", "put", "delete"):
                response = getattr(Client(), method)(address(pattern))
                if pattern.name not in OPEN:
                    assert response.status_code == 302, (pattern.name, method)
                    assert response.headers["Location"].startswith("/accounts/login/"), pattern.name


def test_a_change_needs_the_page_s_own_token(world: World) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.users["admin"])
    key = world.make("owner", "partners", name="P").pk
    with unchanged("django_session"):
        for pattern in urlpatterns:
            response = browser.post(address(pattern, key=key), {"name": "x", "version": "1"})
            assert response.status_code == 403, pattern.name


def test_looking_changes_nothing(world: World) -> None:
    key = world.make("owner", "partners", name="P").pk
    browser = world.browser("admin")
    with unchanged("django_session"):
        for pattern in urlpatterns:
            for method in ("get", "head"):
                status = getattr(browser, method)(address(pattern, key=key)).status_code
                allowed = (200, 302, 403, 404, 405) if pattern.name == "reveal" else (200, 302, 404, 405)
                assert status in allowed, (pattern.name, method, status)


def test_other_methods_do_nothing(world: World) -> None:
    browser = world.browser("admin")
    with unchanged("django_session"):
        for pattern in urlpatterns:
            for method in ("PUT", "PATCH", "DELETE", "OPTIONS"):
                assert browser.generic(method, address(pattern), "name=x").status_code == 405, (pattern.name, method)


@pytest.mark.parametrize("who", ["owner", "stranger", "marketer"])
def test_an_empty_form_breaks_nothing_and_changes_nothing(world: World, who: str) -> None:
    key = world.make("admin", "partners", name="P").pk
    events = Event.objects.exclude(verb="export")
    for pattern in urlpatterns:
        before = events.count()
        own = [OWN[pattern.name][0]] if pattern.name in OWN else []
        with unchanged("django_session", "engine_event", *own):
            assert world.post(who, address(pattern, key=key)).status_code < 500, pattern.name
        assert pattern.name in OWN or events.count() == before, pattern.name


def test_a_form_sent_by_script_is_told_where_to_go_and_for_whom_it_is(world: World) -> None:
    made = {"name": "By script"}
    own = {"Gx-Form": "1", "Gx-Person": str(world.users["owner"].pk)}
    saved = world.browser("owner").post("/partners/new/", made, headers=own)
    assert (saved.status_code, saved.content, "Location" in saved.headers) == (204, b"", False)
    assert saved.headers["Gx-Location"].startswith("/partners/")
    with unchanged("django_session"):
        other = world.browser("teammate").post("/partners/new/", made, headers=own)
        assert (other.status_code, other.headers["Gx-Person"]) == (401, "other")
        nobody = Client().post("/partners/new/", made, headers=own)
        assert (nobody.status_code, "Gx-Person" in nobody.headers) == (401, False)
        key = saved.headers["Gx-Location"].split("/")[2]
        refused = world.browser("stranger").post(f"/partners/{key}/delete/", headers={"Gx-Form": "1"})
        assert (refused.status_code, refused.headers["Gx-Note"]) == (404, "1")


def test_a_page_can_ask_whether_it_still_stands(world: World) -> None:
    told = world.get("owner", "/standing/").json()
    assert told["person"] == str(world.users["owner"].pk)
    assert len(told["token"]) == 64
    assert Client().get("/standing/").json()["person"] is None
