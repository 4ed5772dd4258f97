"""Home, search, conditions, errors."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory

from guanxi.engine.errors import Conflict, KeyReused, NotAllowed, NotFound, WrongStage
from guanxi.engine.registry import registry
from guanxi.web import addresses, checks, errors
from guanxi.web.tests.world import World, text


def test_the_navigation_shows_what_one_may_read(world: World) -> None:
    owner, admin = text(world.get("owner", "/")), text(world.get("admin", "/"))
    assert "Roles" not in owner
    assert "Roles" in admin
    assert owner.index("Customers") < owner.index("Departments")


def test_search_finds_in_everything_one_may_see_and_marks_it(world: World) -> None:
    world.make("owner", "partners", name="宁波澜屿精工")
    world.make("owner", "quotes", name="澜屿 offer")
    world.make("stranger", "partners", name="澜屿别处")
    html = world.get("owner", "/search/?q=澜屿").content.decode()
    assert "宁波<mark>澜屿</mark>精工" in html
    assert "<mark>澜屿</mark> offer" in html
    assert "别处" not in html
    assert "Nothing found for “zzz”" in text(world.get("owner", "/search/?q=zzz"))
    assert world.get("owner", "/search/?q=" + "x" * 300).status_code == 400


def test_markup_in_names_is_only_text(world: World) -> None:
    evil = "<img src=x onerror=alert(1)>\"'><b hx-get=/x>"
    made = world.make("owner", "partners", name=evil, note=evil)
    world.make("owner", "quotes", name=evil, partner=str(made.pk), lines=[{"product": evil, "partner": str(made.pk)}])
    world.post("owner", f"/partners/{made.pk}/delete/")
    pages = ["/partners/?deleted=1", "/quotes/", f"/partners/{made.pk}/", "/", "/search/?q=img", "/quotes/new/"]
    for url in (*pages, f"/partners/{made.pk}/history/", f"/quotes/new/?name={evil}", f"/partners/?q={evil[:50]}"):
        html = world.get("owner", url).content.decode()
        assert "<img src=x" not in html, url
        assert "<b hx-get" not in html, url


@pytest.mark.parametrize(
    ("refused", "status"),
    [(NotFound(), 404), (NotAllowed(), 403), (WrongStage("No."), 409), (KeyReused(), 422), (Conflict({}, 2), 409)],
)
def test_every_refusal_is_a_page_with_a_way_on(refused: Any, status: int) -> None:
    response = errors.refusal(RequestFactory().get("/"), refused)
    assert response.status_code == status
    assert 'href="/"' in response.content.decode()
    part = errors.refusal(RequestFactory().get("/", headers={"HX-Request": "true"}), refused)
    assert part.status_code == status
    assert part.content.decode().count("<html") == 0
    assert part.headers["HX-Retarget"] == "#main"


def test_the_page_of_a_crash_needs_no_database_and_names_the_request() -> None:
    request = RequestFactory().get("/")
    request.request_id = "abc123"
    response = errors.server_error(request)
    assert response.status_code == 500
    assert "abc123" in response.content.decode()


def test_an_old_form_is_refused_with_advice(world: World) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.users["owner"])
    response = browser.post("/partners/new/", {"name": "x"})
    assert response.status_code == 403
    assert response.content


def test_quick_addresses_are_the_real_ones(world: World) -> None:
    from django.urls import reverse

    key = world.make("owner", "partners", name="P").pk
    assert addresses.record_url("partners", key) == reverse("web:record", args=["partners", key])


def test_faces_fit_the_pages() -> None:
    assert checks.check_faces() == []
    face = type(registry["partners"])()
    face.icon, face.name = "no-such-icon", "settings"
    assert [message.id for message in checks.problems(face)] == ["guanxi.E101", "guanxi.E102"]
