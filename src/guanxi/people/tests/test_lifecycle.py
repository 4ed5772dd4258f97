"""Whatever changes about an account, everything opened with the former state ends at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from guanxi.engine import gate
from guanxi.engine.registry import registry
from guanxi.people import credentials, links, tokens
from guanxi.people.models import User
from guanxi.people.tests.conftest import NEW_PASSWORD, PASSWORD, Make, browser, is_in


def api(token: str) -> int:
    return Client().get("/api/v1/customers", headers={"authorization": f"Bearer {token}"}).status_code


def change_it(user: User, admin: User, how: str) -> None:
    entity = registry["users"]
    if how == "delete":
        gate.delete(entity, user.pk, actor=admin)
    elif how == "password":
        credentials.change_password(user, NEW_PASSWORD, actor=user)
    else:
        gate.act(entity, user.pk, how, actor=admin)


@pytest.mark.parametrize("how", ["deactivate", "delete", "password", "end_sessions", "reset_second_factor"])
def test_sessions_tokens_and_links_end(rep: User, admin: User, how: str) -> None:
    client, token = browser(rep), tokens.make(rep, "test")
    link = links.make(rep, links.RESET).split("/")[-2]
    assert is_in(client)
    assert api(token) == 200
    assert links.read(links.RESET, link)
    change_it(rep, admin, how)
    assert not is_in(client)
    assert api(token) == 401
    assert links.read(links.RESET, link) is None


def test_nothing_ends_when_the_change_is_rolled_back(rep: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from guanxi.people import letters

    client, token = browser(rep), tokens.make(rep, "test")

    def fail(_user: User) -> None:
        raise RuntimeError("the power fails")

    monkeypatch.setattr(letters, "password_changed", fail)
    with pytest.raises(RuntimeError):
        credentials.change_password(rep, NEW_PASSWORD, actor=rep)
    assert is_in(client)
    assert api(token) == 200


def test_nobody_brings_their_own_account_back(rep: User, admin: User) -> None:
    from guanxi.engine.errors import EngineError

    gate.act(registry["users"], rep.pk, "deactivate", actor=admin)
    former = User.objects.get(pk=rep.pk)
    for verb in ("reactivate", "unlock", "invite", "send_password_reset", "set_preferences"):
        with pytest.raises(EngineError):
            gate.act(registry["users"], rep.pk, verb, actor=former)


def test_taking_a_role_away_counts_with_the_next_request(make: Make, admin: User) -> None:
    clerk = make("clerk", "clerk")
    token = tokens.make(clerk, "test")
    assert api(token) == 200
    gate.update(registry["users"], clerk.pk, {"roles": []}, actor=admin)
    assert api(token) in (403, 404)


def test_changing_ones_own_password_keeps_this_session_only(rep: User) -> None:
    here, elsewhere, token = browser(rep), browser(rep), tokens.make(rep, "test")
    key = here.session.session_key
    sent = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert here.post("/accounts/password/change/", sent).status_code == 302
    assert is_in(here)
    assert here.session.session_key != key
    assert not is_in(elsewhere)
    assert api(token) == 401
    assert User.objects.get(pk=rep.pk).check_password(NEW_PASSWORD)


@pytest.mark.parametrize(
    "sent",
    [
        {"oldpassword": "wrong", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
        {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
        {"oldpassword": "", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": "else"},
        {"oldpassword": PASSWORD, "password1": "short", "password2": "short"},
    ],
)
def test_a_refused_change_changes_nothing(rep: User, sent: dict[str, str]) -> None:
    here, elsewhere = browser(rep), browser(rep)
    assert here.post("/accounts/password/change/", sent).status_code == 200
    assert User.objects.get(pk=rep.pk).check_password(PASSWORD)
    assert is_in(elsewhere)


def test_the_old_password_cannot_be_guessed_in_an_open_session(rep: User) -> None:
    client = browser(rep)
    sent = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    for _ in range(5):
        client.post("/accounts/password/change/", {**sent, "oldpassword": "guess"})
    response = client.post("/accounts/password/change/", {**sent, "oldpassword": PASSWORD})
    assert "Too many wrong tries" in str(response.context["form"].errors)
    assert User.objects.get(pk=rep.pk).check_password(PASSWORD)


def test_sessions_are_seen_and_ended_one_by_one_and_all(rep: User, make: Make) -> None:
    from allauth.usersessions.models import UserSession

    here, second, third = browser(rep), browser(rep), browser(rep)
    stranger = browser(make("mate"))
    key = {row.session_key: row.pk for row in UserSession.objects.filter(user=rep)}
    assert stranger.post(f"/accounts/sessions/{key[second.session.session_key]}/end/").status_code == 302
    assert is_in(second)
    assert here.get(f"/accounts/sessions/{key[second.session.session_key]}/end/").status_code == 405
    here.post(f"/accounts/sessions/{key[second.session.session_key]}/end/")
    assert not is_in(second)
    assert is_in(third)
    here.post("/accounts/sessions/")
    assert not is_in(third)
    assert is_in(here)
    assert is_in(stranger)


def test_who_changed_a_password_is_in_the_history_and_the_password_is_not(rep: User) -> None:
    from guanxi.engine.models import Event

    credentials.change_password(rep, NEW_PASSWORD, actor=rep)
    event = Event.objects.get(record=rep.pk, verb="change_password")
    assert event.actor == rep.pk
    assert set(event.changes) == {"password_changed_at"}


def test_preferences_are_everybodys_own(rep: User, make: Make) -> None:
    from guanxi.engine.errors import Invalid, NotAllowed

    entity, mate = registry["users"], make("mate")
    wanted: dict[str, Any] = {
        "language": "en",
        "time_zone": "Europe/Berlin",
        "theme": "dark",
        "density": "compact",
        "single_keys": False,
    }
    gate.act(entity, rep.pk, "set_preferences", wanted, actor=rep)
    fresh = User.objects.get(pk=rep.pk)
    assert (fresh.time_zone, fresh.theme, fresh.density) == ("Europe/Berlin", "dark", "compact")
    assert not fresh.single_keys
    with pytest.raises(NotAllowed):
        gate.act(entity, mate.pk, "set_preferences", wanted, actor=rep)
    for bad in ({"time_zone": "Mars/Olympus"}, {"theme": "pink"}, {"language": "tlh"}, {"is_active": False}):
        with pytest.raises(Invalid):
            gate.act(entity, rep.pk, "set_preferences", {**wanted, **bad}, actor=rep)
