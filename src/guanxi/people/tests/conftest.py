"""People for tests, each with a password, and browsers in which they are signed in."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from django.utils import translation

from guanxi.engine import gate
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.people.models import Role, User

PASSWORD = "quiet-river-stone-7"
NEW_PASSWORD = "Nine-Lanterns-Slowly-4"

Make = Callable[..., User]


@pytest.fixture(autouse=True)
def quick_hashes(settings: Any) -> None:
    """Slow hashes are the library's business; here they would only be slow."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def in_english(settings: Any) -> Iterator[None]:
    """What people are told is compared in one language."""
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def make(db: None) -> Make:
    """Makes users through the gate."""

    def made(username: str = "rep", role: str = "sales_representative", **values: Any) -> User:
        password = values.pop("password", PASSWORD)
        roles = [{"role": Role._base_manager.get(key=key).pk} for key in role.split()]
        given = {
            "language": "en",
            "username": username,
            "name": username.title(),
            "email": f"{username}@example.com",
            "roles": roles,
        }
        with as_system("test") as system:
            key = gate.create(registry["users"], {**given, **values}, actor=system).pk
        user = User.objects.get(pk=key)
        user.set_password(password)
        user.save(update_fields=["password"])
        return user

    return made


@pytest.fixture
def rep(make: Make) -> User:
    return make()


@pytest.fixture
def admin(make: Make) -> User:
    return make("boss", "administrator")


def sign_in(client: Client, name: str, password: str = PASSWORD, **more: Any) -> Any:
    """Post the sign-in form."""
    return client.post("/accounts/login/", {"login": name, "password": password, **more})


def browser(user: User, password: str = PASSWORD, **headers: Any) -> Client:
    """A browser in which the user has just signed in by password."""
    client = Client(**headers)
    response = sign_in(client, user.username, password)
    assert response.status_code == 302, response.content.decode()[-2000:]
    return client


def is_in(client: Client) -> bool:
    """Whether the browser is signed in."""
    return client.get("/accounts/password/set/").headers["Location"] == "/accounts/password/change/"


class App:
    """An authenticator app on somebody's phone."""

    def __init__(self, user: User) -> None:
        self.secret = generate_totp_secret()
        TOTP.activate(user, self.secret)
        self.recovery = RecoveryCodes.activate(user)

    def code(self, steps: int = 0) -> str:
        return format_hotp_value(hotp_value(self.secret, int(time.time()) // 30 + steps))


@pytest.fixture
def app() -> type[App]:
    return App


def totp_of(user: User) -> Authenticator:
    return Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
