"""Language, appearance, tokens; and that no form leads out of the house."""

from __future__ import annotations

import pytest
from django.test import Client

from guanxi.people import tokens
from guanxi.people.models import User
from guanxi.web.tests.world import World, hidden, text

ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "/%0d%0aLocation:%20https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "/\tevil",
    "/%2f%2fevil.example",
    "https://testserver@evil.example/",
    "///evil.example",
)


def test_anybody_may_choose_a_language(db: None) -> None:
    browser = Client()
    response = browser.post("/language/", {"language": "zh-hant", "next": "/accounts/login/"})
    assert response.headers["Location"] == "/accounts/login/"
    assert browser.cookies["guanxi_language"].value == "zh-hant"
    assert browser.cookies["guanxi_language"]["httponly"]
    browser.post("/language/", {"language": "xx"})
    assert browser.cookies["guanxi_language"].value == "zh-hant"


def test_the_language_of_who_is_signed_in_is_remembered(world: World) -> None:
    world.post("owner", "/language/", {"language": "zh-hans", "next": "/partners/"})
    assert User.objects.get(username="owner").language == "zh-hans"
    assert 'lang="zh-hans"' in world.get("owner", "/partners/").content.decode()


@pytest.mark.parametrize("where", ELSEWHERE)
def test_no_form_leads_out_of_the_house(world: World, where: str) -> None:
    key = world.make("owner", "partners", name="P").pk
    for url, sent in (
        ("/language/", {"language": "en"}),
        ("/settings/preferences/", {"theme": "dark"}),
        ("/partners/bulk/", {"action": "delete"}),
        (f"/partners/{key}/delete/", {}),
    ):
        response = world.post("owner", url, sent | {"next": where})
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/")
        assert "evil" not in response.headers["Location"]


def test_appearance_is_one_press_and_keeps_the_rest(world: World) -> None:
    assert world.post("owner", "/settings/preferences/", {"theme": "dark"}).status_code == 302
    user = User.objects.get(username="owner")
    assert (user.theme, user.language, user.density) == ("dark", "en", "normal")
    assert 'data-bs-theme="dark"' in world.get("owner", "/").content.decode()
    refused = world.post("owner", "/settings/preferences/", {"theme": "pink"})
    assert refused.status_code == 422
    assert User.objects.get(username="owner").theme == "dark"


def test_the_profile_keeps_what_was_typed_when_it_is_refused(world: World) -> None:
    sent = {"language": "en", "time_zone": "Mars/Olympus", "theme": "auto", "density": "roomy"}
    response = world.post("owner", "/settings/", sent)
    assert response.status_code == 422
    assert 'value="Mars/Olympus"' in response.content.decode()
    assert world.post("owner", "/settings/", sent | {"time_zone": "Europe/Berlin"}).status_code == 302
    assert User.objects.get(username="owner").time_zone == "Europe/Berlin"


def test_a_token_is_shown_once_and_ends_when_it_is_revoked(world: World) -> None:
    page = world.get("owner", "/settings/tokens/")
    sent = {"name": "Report", "scope": "read", "days": "30"}
    made = world.post("owner", "/settings/tokens/", sent)
    told = made.content.decode().split('readonly value="')[1].split('"')[0]
    token = tokens.read(told)
    assert token is not None
    assert (token.user.username, token.scopes) == ("owner", ["read"])
    later = world.get("owner", "/settings/tokens/")
    assert told not in later.content.decode()
    assert "Report" in text(later)
    assert world.post("stranger", f"/settings/tokens/{token.pk}/revoke/").status_code == 404
    assert tokens.read(told) is not None
    assert world.post("owner", f"/settings/tokens/{token.pk}/revoke/").status_code == 302
    assert tokens.read(told) is None
    assert hidden(page, "csrfmiddlewaretoken")


def test_a_token_needs_a_name(world: World) -> None:
    assert world.post("owner", "/settings/tokens/", {"name": "", "scope": "read", "days": "30"}).status_code == 422
    assert not tokens.held_by(world.users["owner"]).exists()
