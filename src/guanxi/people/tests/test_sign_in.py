"""Signing in: by name, e-mail or mobile; equal answers for known and unknown; lock-out; sessions."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guanxi.engine import gate, origin
from guanxi.engine.models import Event
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.people import attempts, signing_in
from guanxi.people.models import Attempts, User
from guanxi.people.tests.conftest import PASSWORD, Make, browser, is_in, sign_in


def told(response: Any) -> str:
    return " ".join(response.context["form"].non_field_errors())


@pytest.mark.parametrize(
    "name", ["rep", "REP", " rep ", "rep@example.com", "Rep@Example.COM", "13800006120", "+86 138 0000 6120"]
)
def test_any_of_ones_names_opens_the_door(make: Make, client: Client, name: str) -> None:
    user = make(mobile="+8613800006120")
    assert sign_in(client, name).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.session["_auth_user_backend"] == "guanxi.people.backends.Backend"


def test_a_number_that_two_people_have_opens_no_door(make: Make, client: Client) -> None:
    make("one", mobile="+8613800006120")
    make("two", mobile="+8613800006120")
    assert sign_in(client, "13800006120").status_code == 200
    assert not is_in(client)


@pytest.mark.parametrize("password", ["", "wrong", PASSWORD + " ", PASSWORD.upper(), "x" * 5_000, "\x00"])
def test_a_wrong_password_opens_nothing(rep: User, client: Client, password: str) -> None:
    assert sign_in(client, "rep", password).status_code == 200
    assert not is_in(client)


def test_a_user_without_a_password_cannot_sign_in_with_none(make: Make, client: Client) -> None:
    user = make()
    for stored in ("", "!unusable"):
        User.objects.filter(pk=user.pk).update(password=stored)
        for given in ("", " ", stored or "x"):
            assert sign_in(client, "rep", given).status_code == 200
    assert not is_in(client)


def test_known_and_unknown_names_hear_the_same(rep: User) -> None:
    answers = {name: [told(sign_in(Client(), name, "wrong")) for _ in range(7)] for name in ("rep", "nobody")}
    assert answers["rep"] == answers["nobody"]
    assert answers["rep"][0].startswith("The name or the password is wrong. 4 tries left")
    assert answers["rep"][3].startswith("The name or the password is wrong. 1 try left")
    assert answers["rep"][4].startswith("Too many wrong tries. Wait 15 minutes")
    assert answers["rep"][6].startswith("Too many wrong tries")


def test_inactive_and_deleted_accounts_sound_like_unknown_ones(make: Make, admin: User) -> None:
    for username, verb in (("gone", "delete"), ("resting", "deactivate")):
        user = make(username)
        if verb == "delete":
            gate.delete(registry["users"], user.pk, actor=admin)
        else:
            gate.act(registry["users"], user.pk, verb, actor=admin)
        response = sign_in(Client(), username)
        assert told(response) == "The name or the password is wrong. 4 tries left."


def test_known_and_unknown_names_ask_the_database_as_often(rep: User) -> None:
    """Every query one of them made more would be time an outsider can measure."""
    counted = []
    for name in ("rep", "nobody"):
        with CaptureQueriesContext(connection) as queries:
            signing_in.verify(name, "wrong")
        counted.append(len(queries))
    assert counted[0] == counted[1] > 0


def test_after_five_wrong_tries_the_right_password_waits_too(rep: User, client: Client) -> None:
    for _ in range(5):
        sign_in(client, "rep", "wrong")
    assert sign_in(client, "rep").status_code == 200
    assert not is_in(client)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=16)):
        assert sign_in(client, "rep").status_code == 302


def test_each_lock_is_longer_than_the_last(rep: User) -> None:
    now, waits = timezone.now(), []
    for _round in range(8):
        with time_machine.travel(now, tick=False):
            tries = [attempts.begin("sign_in", "rep", "10.0.0.1") for _ in range(5)]
            until = tries[-1].locked_until
            assert until is not None
            waits.append(int((until - now).total_seconds() // 60))
            assert not attempts.begin("sign_in", "rep", "10.0.0.1").allowed
            now = until + dt.timedelta(seconds=1)
    assert waits == [15, 30, 60, 120, 240, 480, 960, 1440]


def test_somebody_elsewhere_is_not_locked_out_by_five_tries_here(rep: User) -> None:
    for _ in range(6):
        sign_in(Client(REMOTE_ADDR="203.0.113.9"), "rep", "wrong")
    assert sign_in(Client(REMOTE_ADDR="203.0.113.10"), "rep").status_code == 302


def test_many_addresses_together_lock_the_account_without_saying_so(rep: User) -> None:
    for number in range(20):
        sign_in(Client(REMOTE_ADDR=f"203.0.113.{number}"), "rep", "wrong")
    fresh = Client(REMOTE_ADDR="198.51.100.1")
    assert told(sign_in(fresh, "rep")) == "The name or the password is wrong. 4 tries left."
    assert User.objects.get(pk=rep.pk).is_locked
    assert Event.objects.filter(record=rep.pk, verb="lock").exists()


def test_an_administrator_unlocks(rep: User, admin: User, client: Client) -> None:
    for number in range(5):
        for address in ("127.0.0.1", f"203.0.113.{number}", f"203.0.113.{number + 50}", f"203.0.113.{number + 99}"):
            sign_in(Client(REMOTE_ADDR=address), "rep@example.com" if number % 2 else "rep", "wrong")
    gate.act(registry["users"], rep.pk, "unlock", actor=admin)
    assert sign_in(client, "rep").status_code == 302
    assert not User.objects.get(pk=rep.pk).is_locked


def test_spellings_of_one_number_are_not_more_tries(make: Make, admin: User) -> None:
    user = make(mobile="+8613800006120")
    for spelling in ("13800006120", "138 0000 6120", "+86 138-0000-6120", "008613800006120", "138-00006120"):
        sign_in(Client(), spelling, "wrong")
    assert sign_in(Client(), "13800006120").status_code == 200
    gate.act(registry["users"], user.pk, "unlock", actor=admin)
    assert sign_in(Client(), "138 0000 6120").status_code == 302


def test_a_right_password_forgives_the_wrong_ones(rep: User) -> None:
    for _ in range(3):
        for _ in range(4):
            sign_in(Client(), "rep", "wrong")
        assert sign_in(Client(), "rep").status_code == 302
    assert not Attempts.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_are_still_five() -> None:
    allowed: list[bool] = []

    def one() -> None:
        try:
            allowed.append(attempts.begin("sign_in", "rep", "10.0.0.1").allowed)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(allowed) == [False] * 11 + [True] * 5


def test_the_session_gets_a_new_key_at_the_door(rep: User, client: Client) -> None:
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = 1
    session.save()
    client.cookies["guanxi_session"] = planted = session.session_key
    assert sign_in(client, "rep").status_code == 302
    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_a_browser_session_unless_one_asks_to_be_remembered(rep: User) -> None:
    passing, lasting = Client(), Client()
    assert sign_in(passing, "rep").cookies["guanxi_session"]["max-age"] == ""
    assert sign_in(lasting, "rep", remember="on").cookies["guanxi_session"]["max-age"] == 30 * 24 * 3600
    assert sign_in(Client(), "rep").cookies["guanxi_session"]["httponly"]
    assert sign_in(Client(), "rep").cookies["guanxi_session"]["samesite"] == "Lax"


def test_an_idle_session_ends(rep: User, settings: Any) -> None:
    settings.IDLE_MINUTES = 30
    client, now = browser(rep), timezone.now()
    assert is_in(client)
    with time_machine.travel(now + dt.timedelta(minutes=29)):
        assert is_in(client)
    with time_machine.travel(now + dt.timedelta(minutes=58)):
        assert is_in(client)
    with time_machine.travel(now + dt.timedelta(minutes=89)):
        assert not is_in(client)


def test_a_forgotten_browser_does_not_stay_open_but_a_remembered_one_does(rep: User) -> None:
    passing, lasting, now = Client(), Client(), timezone.now()
    sign_in(passing, "rep")
    sign_in(lasting, "rep", remember="on")
    assert is_in(passing)
    assert is_in(lasting)
    with time_machine.travel(now + dt.timedelta(hours=13)):
        assert not is_in(passing)
        assert is_in(lasting)
    with time_machine.travel(now + dt.timedelta(days=29)):
        assert is_in(lasting)
    with time_machine.travel(now + dt.timedelta(days=60)):
        assert not is_in(lasting)


def test_loading_the_user_is_one_query_with_the_state_of_rights(rep: User, django_assert_num_queries: Any) -> None:
    from guanxi.people.backends import Backend

    Backend().get_user(str(rep.pk))  # what is the company's own has been read since the rights last changed
    with django_assert_num_queries(1):
        user = Backend().get_user(str(rep.pk))
    assert user is not None
    assert isinstance(user.rights_version, int)
    for key in ("", "1", "x", None, "../", str(rep.pk) + "0"):
        assert Backend().get_user(key) is None


def test_sign_up_is_closed(client: Client, db: None) -> None:
    values = {"username": "new", "password1": PASSWORD, "password2": PASSWORD, "email": "new@example.com"}
    assert client.post("/accounts/signup/", values).status_code == 200
    assert not User.objects.filter(username="new").exists()


@pytest.mark.parametrize(
    "path", ["email/", "confirm-email/", "login/code/", "login/code/confirm/", "password/reset/confirm/"]
)
def test_the_librarys_other_doors_are_not_there(client: Client, db: None, path: str) -> None:
    assert client.get(f"/accounts/{path}").status_code == 404


def test_sign_ins_are_in_the_log_with_their_address(rep: User) -> None:
    browser(rep, REMOTE_ADDR="203.0.113.9")
    event = Event.objects.get(verb="sign_in", record=rep.pk)
    assert (event.actor, event.via, event.address) == (rep.pk, "web", "203.0.113.9")


def test_a_command_counts_by_no_address(rep: User) -> None:
    with origin.origin("command"), as_system("test"):
        assert signing_in.verify("rep", PASSWORD).user == rep
