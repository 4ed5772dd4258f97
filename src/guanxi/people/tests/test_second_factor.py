"""The second factor: only the right code of the right person, once; what else comes in never passes."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.db import connections
from django.test import Client
from django.utils import timezone

from guanxi.engine import gate
from guanxi.engine.registry import registry
from guanxi.people import passwords, second_factor
from guanxi.people.models import User
from guanxi.people.tests.conftest import NEW_PASSWORD, PASSWORD, App, Make, browser, is_in, sign_in, totp_of

ASKED = "/accounts/2fa/authenticate/"
NOTHINGS = ["", " ", "null", "None", "[]", "{}", "false", "0", "000000", "undefined", "\x00", "١٢٣٤٥٦", "1" * 500]


@pytest.fixture
def phone(rep: User) -> App:
    return App(rep)


def half_in(user: User) -> Client:
    """A browser in which the password was right, and the code is asked for."""
    client = Client()
    response = sign_in(client, user.username)
    assert response.headers["Location"] == ASKED
    return client


def test_the_password_alone_is_half_the_way(rep: User, phone: App) -> None:
    client = half_in(rep)
    assert not is_in(client)
    assert client.get("/api/v1/users").status_code in (401, 403)
    assert client.post(ASKED, {"code": phone.code()}).status_code == 302
    assert is_in(client)


@pytest.mark.parametrize("sent", [{}, *({"code": code} for code in NOTHINGS)], ids=str)
def test_nothing_that_is_no_code_passes(rep: User, phone: App, sent: dict[str, Any]) -> None:
    client = half_in(rep)
    assert client.post(ASKED, sent).status_code == 200
    assert not is_in(client)


@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
@pytest.mark.parametrize("body", ["null", "[]", '{"code": null}', '{"code": []}', '{"code": [null]}', '{"code": true}'])
def test_no_json_passes(rep: User, phone: App, kind: str, body: str) -> None:
    client = half_in(rep)
    client.post(ASKED, body, content_type=kind)
    assert not is_in(client)


def test_arrays_pass_no_more_than_their_last_code(rep: User, phone: App) -> None:
    client = half_in(rep)
    client.post(ASKED, {"code": [phone.code(), ""]})
    client.post(ASKED, {"code[]": phone.code()})
    assert not is_in(client)


@pytest.mark.parametrize("steps", [-3, -2, 2, 3, 100])
def test_a_code_of_another_time_does_not_pass(rep: User, phone: App, steps: int) -> None:
    client = half_in(rep)
    client.post(ASKED, {"code": phone.code(steps)})
    assert not is_in(client)


def test_somebody_elses_code_does_not_pass(rep: User, phone: App, make: Make) -> None:
    other = make("mate")
    theirs = App(other)
    client = half_in(rep)
    client.post(ASKED, {"code": theirs.code()})
    client.post(ASKED, {"code": theirs.recovery.generate_codes()[0]})
    assert not is_in(client)


def test_a_code_works_once(rep: User, phone: App) -> None:
    code = phone.code()
    assert half_in(rep).post(ASKED, {"code": code}).status_code == 302
    again = half_in(rep)
    assert again.post(ASKED, {"code": code}).status_code == 200
    assert not is_in(again)
    earlier = half_in(rep)
    earlier.post(ASKED, {"code": phone.code(-1)})
    assert not is_in(earlier), "a step before the used one is used, too"


def test_a_recovery_code_works_once(rep: User, phone: App) -> None:
    code = phone.recovery.generate_codes()[3]
    assert half_in(rep).post(ASKED, {"code": f"{code[:4]}-{code[4:]}"}).status_code == 302
    again = half_in(rep)
    again.post(ASKED, {"code": code})
    assert not is_in(again)


def test_five_wrong_codes_lock_in_whichever_browser(rep: User, phone: App) -> None:
    for _ in range(5):
        half_in(rep).post(ASKED, {"code": "123456" if phone.code() != "123456" else "654321"})
    locked = half_in(rep)
    response = locked.post(ASKED, {"code": phone.code()})
    assert "Too many wrong tries" in str(response.context["form"].errors)
    assert not is_in(locked)
    assert totp_of(rep).data.get("last_counter") is None, "a locked code isn't used up"


def test_an_administrator_unlocks_the_codes(rep: User, phone: App, admin: User) -> None:
    for _ in range(5):
        half_in(rep).post(ASKED, {"code": "no"})
    gate.act(registry["users"], rep.pk, "unlock", actor=admin)
    client = half_in(rep)
    assert client.post(ASKED, {"code": phone.code()}).status_code == 302


def test_the_step_of_the_code_expires(rep: User, phone: App) -> None:
    client = half_in(rep)
    with time_machine.travel(timezone.now() + timezone.timedelta(minutes=11)):
        assert client.post(ASKED, {"code": phone.code()}).headers["Location"] == "/accounts/login/"
        assert not is_in(client)


@pytest.mark.parametrize("verb", ["deactivate", "delete", "reset_second_factor", "end_sessions"])
def test_what_happens_between_the_steps_counts(rep: User, phone: App, admin: User, verb: str) -> None:
    client = half_in(rep)
    if verb == "delete":
        gate.delete(registry["users"], rep.pk, actor=admin)
    else:
        gate.act(registry["users"], rep.pk, verb, actor=admin)
    client.post(ASKED, {"code": phone.code()})
    assert not is_in(client)


@pytest.mark.django_db(transaction=True)
def test_one_code_in_many_browsers_at_once_opens_one(make: Make) -> None:
    user = make()
    code, opened = App(user).code(), []

    def use() -> None:
        try:
            opened.append(second_factor.verify_code(user, code)[0] is not None)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(opened) == [False, False, False, True]


SHAPES = [
    "null", "[]", "[1]", '""', "1", "{}", "{", '{"id": 1}', '{"response": []}', '{"response": {"userHandle": 5}}',
    json.dumps({"id": "a", "rawId": "a", "type": "public-key", "response": {"clientDataJSON": "a"}}),
    json.dumps({"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {
        "clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AAAA", "userHandle": "YQ"}}),
    json.dumps({"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {
        "clientDataJSON": "eyJ0eXBlIjoieCJ9", "attestationObject": "oA", "userHandle": "MTIz"}}),
    json.dumps({"id": "YQ", "rawId": "YQ", "type": "public-key", "clientExtensionResults": 3, "response": {
        "clientDataJSON": "e30", "attestationObject": {}}}),
]  # fmt: skip


@pytest.mark.parametrize("credential", [None, *SHAPES])
def test_no_made_up_key_passes_anywhere(rep: User, phone: App, credential: str | None) -> None:
    sent = {} if credential is None else {"credential": credential}
    anonymous = Client(raise_request_exception=True)
    anonymous.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    assert anonymous.post("/accounts/2fa/webauthn/login/", sent).status_code == 302
    assert not is_in(anonymous)
    half = half_in(rep)
    half.get(ASKED)
    half.post(ASKED, sent)
    assert not is_in(half)
    inside = half_in(rep)
    inside.post(ASKED, {"code": phone.code()})
    inside.get("/accounts/2fa/webauthn/reauthenticate/")
    inside.post("/accounts/2fa/webauthn/reauthenticate/", sent)
    inside.post("/accounts/2fa/webauthn/add/", sent)
    assert not Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).exists()


def test_the_password_does_not_confirm_who_has_a_second_factor(rep: User, phone: App) -> None:
    client = half_in(rep)
    used = phone.code()
    client.post(ASKED, {"code": used})
    response = client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert response.headers["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert "reauthenticate" in client.post("/accounts/2fa/totp/deactivate/").headers["Location"]
    assert Authenticator.objects.filter(user=rep, type=Authenticator.Type.TOTP).exists()
    for sent in ({}, {"code": ""}, {"code": used}):
        client.post("/accounts/2fa/reauthenticate/", sent)
    client.post("/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=rep, type=Authenticator.Type.TOTP).exists()


def set_up(client: Client) -> Any:
    """Switch an authenticator app on in the browser, as a person does."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    app = App.__new__(App)
    app.secret = secret
    return app, client.post("/accounts/2fa/totp/activate/", {"code": app.code()})


def test_switching_it_on_ends_everything_else_and_uses_up_the_code(rep: User) -> None:
    here, elsewhere = browser(rep), browser(rep)
    app, response = set_up(here)
    assert response.headers["Location"] == "/accounts/2fa/recovery-codes/"
    assert is_in(here)
    assert not is_in(elsewhere)
    assert passwords.has_second_factor(rep)
    again = half_in(rep)
    again.post(ASKED, {"code": app.code()})
    assert not is_in(again)


def test_the_secret_is_not_readable_in_the_database(rep: User) -> None:
    app, _response = set_up(browser(rep))
    stored = json.dumps(totp_of(rep).data)
    assert app.secret not in stored
    assert second_factor.Adapter().decrypt(totp_of(rep).data["secret"]) == app.secret


def test_switching_it_off_ends_everything_else(rep: User, phone: App) -> None:
    here, elsewhere = half_in(rep), half_in(rep)
    here.post(ASKED, {"code": phone.code()})
    elsewhere.post(ASKED, {"code": phone.recovery.generate_codes()[0]})
    assert is_in(here)
    assert is_in(elsewhere)
    here.post("/accounts/2fa/reauthenticate/", {"code": phone.code(1)})
    here.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=rep).exists()
    assert is_in(here)
    assert not is_in(elsewhere)


def test_a_new_password_by_mail_still_asks_for_the_code(rep: User, phone: App) -> None:
    from guanxi.people import links

    client = Client()
    client.get(links.make(rep, links.RESET).partition("8000")[2], follow=True)
    sent = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert client.post("/accounts/password/choose/reset/", sent).status_code == 302
    assert not is_in(client)
    assert sign_in(client, "rep", NEW_PASSWORD).headers["Location"] == ASKED
    assert not is_in(client)


def test_remember_me_remembers_no_second_factor(rep: User, phone: App) -> None:
    client = Client()
    sign_in(client, "rep", remember="on")
    client.post(ASKED, {"code": phone.code()})
    client.post("/accounts/logout/")
    assert sign_in(client, "rep", remember="on").headers["Location"] == ASKED


def test_resetting_it_is_for_administrators(rep: User, phone: App, admin: User, make: Make) -> None:
    from guanxi.engine.errors import NotAllowed

    with pytest.raises(NotAllowed):
        gate.act(registry["users"], rep.pk, "reset_second_factor", actor=User.objects.get(pk=make("mate").pk))
    gate.act(registry["users"], rep.pk, "reset_second_factor", actor=admin)
    assert not Authenticator.objects.filter(user=rep).exists()
