"""Class L: what opens something to whoever has it is long, kept as a hash, and not in logs or in what pages send on."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as configured
from django.db import connection
from django.test import Client

from guanxi.diary import feeds
from guanxi.engine.models import StoredFile
from guanxi.engine.testing.tables import tables
from guanxi.people import links, tokens
from guanxi.people.models import User
from guanxi.site.logs import WithoutSecrets
from tests.security.callers import World
from tests.security.routes import patterns

BITS = 128


@pytest.fixture
def given(world: World) -> dict[str, str]:
    """One of each: the token of a program, the address of a calendar, a link to a new password."""
    person = world.house["owner"]
    return {
        "token": tokens.make(person, "test"),
        "feed": feeds.make(person),
        "link": links.make(person, links.RESET).split("/")[-2],
    }


def test_they_are_too_long_to_be_guessed(world: World, given: dict[str, str]) -> None:
    """Random ones by their letters; a link by its seal."""
    person = world.house["owner"]
    for make in (lambda: tokens.make(person, "test"), lambda: feeds.make(person)):
        made = [make().removeprefix("gx_") for _time in range(20)]
        assert len(set(made)) == 20
        assert all(len(text) * 5 >= BITS for text in made)  # at least 32 signs to choose from
        assert all(len(set(column)) > 1 for column in zip(*made, strict=True))
    assert len(given["link"].rpartition(":")[2]) * 6 >= BITS


def test_no_table_holds_one(given: dict[str, str]) -> None:
    """Neither as it is told nor without its beginning: who reads a backup opens nothing."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in tables():
            for secret in (given["token"], given["feed"], given["link"], given["token"].removeprefix("gx_")[8:]):
                cursor.execute(f"SELECT count(*) FROM {quote(table)} AS t WHERE position(%s in t::text) > 0", [secret])
                assert cursor.fetchone() == (0,), table


def test_no_model_keeps_a_secret_in_the_clear() -> None:
    """A column that is called so is a hash, sealed, or said here to be something else."""
    known = {"people.Token.hint", "people.OldPassword.hash", "people.User.password", "people.Role.key"}
    sealed = {"engine.RegularImport.secret", "example.Quote.secret"}
    for model in apps.get_models():
        if not model.__module__.startswith(("guanxi", "tests")):
            continue
        for field in model._meta.concrete_fields:
            name = f"{model._meta.label}.{field.name}"
            if re.search(r"token|secret|password$|feed", field.name) and field.get_internal_type() in (
                "CharField",
                "TextField",
            ):
                assert name in known | sealed, name
                assert name not in sealed - {"example.Quote.secret"} or getattr(field, "kind", "") == "encrypted", name


@pytest.mark.parametrize("level", ["DEBUG", "WARNING"])
def test_no_log_tells_one(
    world: World, given: dict[str, str], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, level: str
) -> None:
    """Whatever goes wrong at their addresses, and whatever a library says of it."""

    def fail(*_args: Any) -> None:
        raise RuntimeError("the power fails")

    caplog.handler.addFilter(WithoutSecrets())
    caplog.set_level(level)
    client = Client(raise_request_exception=False)
    with monkeypatch.context() as broken:
        broken.setattr(feeds, "written", fail)
        assert client.get(f"/calendar/feed/{given['feed']}.ics").status_code == 500
    for url in (
        f"/calendar/feed/{given['feed']}x.ics",
        f"/accounts/password/reset/key/reset/{given['link']}x/",
        f"/nothing/?ticket={given['feed']}",
    ):
        client.get(url)
    client.get("/api/v1/nothing", headers={"Authorization": f"Bearer {given['token']}"})
    client.get("/api/v1/quotes", headers={"Authorization": f"Bearer {given['token']}x"})
    logging.getLogger("x").warning("GET %s with Bearer %s", f"/calendar/feed/{given['feed']}.ics", given["token"])
    assert caplog.records
    assert not [name for name, secret in given.items() if secret[:30] in caplog.text]
    assert "/calendar/feed/…" in caplog.text


def test_the_servers_log_has_no_line_for_each_request() -> None:
    """Nor does the handler that says everything let one through."""
    told = configured.LOGGING["handlers"]["console"]
    assert told["filters"] == ["secrets"]
    source = (Path(__file__).parents[2] / "src/guanxi/cli/commands/serve.py").read_text()
    assert "access-log" not in source


@pytest.mark.parametrize("who", ["anonymous", "owner"])
def test_no_page_sends_its_address_to_others(world: World, given: dict[str, str], who: str) -> None:
    client = world.caller(who).browser
    for url in (
        "/",
        "/accounts/login/",
        f"/accounts/password/reset/key/reset/{given['link']}/",
        f"/calendar/feed/{given['feed']}.ics",
        f"/partners/{world.seeds.keys['partners', 'owner']}/",
        "/settings/tokens/",
        "/settings/calendar/",
    ):
        answer = client.get(url)
        assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer"), url
        assert not set(given.values()) & set(re.findall(r"[\w:.-]{20,}", answer.content.decode(errors="replace"))), url
        cached = answer.headers.get("Cache-Control", "")
        assert "no-store" in cached or "private" in cached, (url, cached)


def test_a_feed_opens_the_calendar_and_nothing_else(world: World, given: dict[str, str]) -> None:
    """Its secret is good at its own address, for reading, and for no other way in."""
    secret = given["feed"]
    assert Client().get(f"/calendar/feed/{secret}.ics").status_code == 200
    for headers in (
        {"Authorization": f"Bearer {secret}"},
        {"Authorization": f"Bearer gx_{secret}"},
        {"Cookie": f"{configured.SESSION_COOKIE_NAME}={secret}"},
    ):
        assert Client(headers=headers).get("/api/v1/quotes").status_code == 401
        assert Client(headers=headers).get("/quotes/").status_code == 302
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert Client().generic(method, f"/calendar/feed/{secret}.ics").status_code in (403, 405)
    chosen = Client().get(f"/accounts/password/reset/key/reset/{secret}/", follow=True)
    assert b'name="password1"' not in chosen.content
    for place, _pattern in patterns():
        if place.startswith("files/"):
            assert Client().get(
                f"/{place.replace('<uuid:file>', '0' * 8 + '-0000-4000-8000-' + '0' * 12)}"
            ).status_code in (302, 405)


def test_nothing_is_given_out_by_its_number_alone(world: World) -> None:
    """Files have keys that can't be guessed, and their keys open nothing to strangers."""
    for who in ("anonymous", "stranger", "nobody"):
        caller = world.caller(who)
        for relation in ("owner", "teammate"):
            file = world.seeds.files[f"quotes.{relation}"]
            for url in (f"/files/{file}/", f"/files/{file}/preview/"):
                assert caller.browser.get(url).status_code == (302 if who == "anonymous" else 404)
    assert {file.pk.version for file in StoredFile.objects.all()} == {7}
    assert all(re.fullmatch("[0-9a-f]{32}", file.place) for file in StoredFile.objects.all())
    assert User._meta.pk.get_internal_type() == "UUIDField"
