"""Passkeys: made and used with a real signature; a signature for another site, person or moment opens nothing."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from guanxi.engine import gate
from guanxi.engine.registry import registry
from guanxi.people.models import User
from guanxi.people.tests.conftest import PASSWORD, Make, browser, is_in, sign_in
from guanxi.people.tests.soft_key import PRESENT, SoftKey, sign_in_options

ADD, LOGIN, ASKED = "/accounts/2fa/webauthn/add/", "/accounts/2fa/webauthn/login/", "/accounts/2fa/authenticate/"


@pytest.fixture(autouse=True)
def on_this_machine(settings: Any) -> None:
    settings.PUBLIC_URL = "http://localhost:8000"


def add(client: Client, key: SoftKey, name: str = "phone") -> Any:
    """Add the key on its page, as a person does."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    options = client.get(ADD).context["js_data"]["creation_options"]
    return client.post(ADD, {"name": name, "credential": key.made(options)})


@pytest.fixture
def key(rep: User) -> SoftKey:
    """The key that `rep` has."""
    made = SoftKey()
    assert add(browser(rep), made).status_code == 302
    return made


def use(key: SoftKey, client: Client | None = None) -> Client:
    client = client or Client()
    client.post(LOGIN, {"credential": key.used(sign_in_options(client))})
    return client


def test_a_passkey_signs_in_without_name_and_password(rep: User, key: SoftKey) -> None:
    client = use(key)
    assert is_in(client)
    assert client.session["_auth_user_id"] == str(rep.pk)


def test_it_is_a_second_factor_too(rep: User, key: SoftKey) -> None:
    client = Client()
    assert sign_in(client, "rep").headers["Location"] == ASKED
    options = client.get(ASKED).context["js_data"]["request_options"]
    assert not is_in(client)
    assert client.post(ASKED, {"credential": key.used(options)}).status_code == 302
    assert is_in(client)


def test_adding_one_ends_everything_else(rep: User) -> None:
    here, elsewhere = browser(rep), browser(rep)
    add(here, SoftKey())
    assert is_in(here)
    assert not is_in(elsewhere)


def test_removing_one_ends_everything_else_and_the_key_is_worth_nothing(rep: User, key: SoftKey) -> None:
    here, elsewhere = use(key), use(key)
    options = here.get("/accounts/2fa/webauthn/reauthenticate/").context["js_data"]["request_options"]
    here.post("/accounts/2fa/webauthn/reauthenticate/", {"credential": key.used(options)})
    pk = Authenticator.objects.get(user=rep, type="webauthn").pk
    here.post(f"/accounts/2fa/webauthn/keys/{pk}/remove/")
    assert not Authenticator.objects.filter(user=rep).exists()
    assert is_in(here)
    assert not is_in(elsewhere)
    assert not is_in(use(key))


def test_nobody_removes_somebody_elses_key(rep: User, key: SoftKey, make: Make) -> None:
    stranger = browser(make("mate"))
    stranger.post("/accounts/reauthenticate/", {"password": PASSWORD})
    pk = Authenticator.objects.get(user=rep, type="webauthn").pk
    for page in ("remove", "edit"):
        assert stranger.post(f"/accounts/2fa/webauthn/keys/{pk}/{page}/", {"name": "mine"}).status_code == 404
    assert Authenticator.objects.filter(pk=pk).exists()


def test_a_signature_works_once(key: SoftKey) -> None:
    client = Client()
    answer = key.used(sign_in_options(client))
    client.post(LOGIN, {"credential": answer})
    assert is_in(client)
    again = Client()
    sign_in_options(again)
    again.post(LOGIN, {"credential": answer})
    assert not is_in(again)
    without_asking = Client()
    without_asking.post(LOGIN, {"credential": answer})
    assert not is_in(without_asking)


@pytest.mark.parametrize(
    "change",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost.evil.example"},
        {"origin": "http://127.0.0.1:8000"},
        {"site": "evil.example"},
        {"flags": 0},
        {"flags": PRESENT},
        {"id": b"somebody else's key"},
        {"owner": b"nobody"},
        {"owner": b""},
        {"private": SoftKey().private},
    ],
    ids=lambda change: "-".join(change),
)
def test_a_signature_that_is_not_quite_right_opens_nothing(key: SoftKey, change: dict[str, Any]) -> None:
    for name, value in change.items():
        setattr(key, name, value)
    assert not is_in(use(key))


def test_a_key_opens_its_owners_account_only(key: SoftKey, make: Make) -> None:
    mate = make("mate")
    theirs = SoftKey()
    add(browser(mate), theirs)
    key.owner = theirs.owner
    assert not is_in(use(key))


def test_somebody_elses_key_is_no_second_factor(key: SoftKey, make: Make) -> None:
    add(browser(make("mate")), theirs := SoftKey())
    client = Client()
    sign_in(client, "rep")
    options = client.get(ASKED).context["js_data"]["request_options"]
    client.post(ASKED, {"credential": theirs.used(options)})
    assert not is_in(client)


@pytest.mark.parametrize("verb", ["deactivate", "delete"])
def test_a_key_of_somebody_who_left_opens_nothing(rep: User, key: SoftKey, admin: User, verb: str) -> None:
    if verb == "delete":
        gate.delete(registry["users"], rep.pk, actor=admin)
    else:
        gate.act(registry["users"], rep.pk, verb, actor=admin)
    assert not is_in(use(key))


def test_whoever_is_locked_out_by_others_still_comes_in_by_key(rep: User, key: SoftKey) -> None:
    for number in range(25):
        sign_in(Client(REMOTE_ADDR=f"203.0.113.{number}"), "rep", "wrong")
    assert User.objects.get(pk=rep.pk).is_locked
    assert is_in(use(key))


def test_keys_belong_to_the_public_host(rep: User, settings: Any) -> None:
    from guanxi.people.second_factor import Adapter

    for url, host in (
        ("https://crm.example.com", "crm.example.com"),
        ("http://127.0.0.1:8000", "localhost"),
        ("http://[::1]:8000", "localhost"),
    ):
        settings.PUBLIC_URL = url
        assert Adapter().get_public_key_credential_rp_entity() == {"id": host, "name": "Guanxi"}
