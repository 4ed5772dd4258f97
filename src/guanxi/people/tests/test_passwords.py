"""Two policies for passwords."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from guanxi.people import credentials, passwords
from guanxi.people.models import User
from guanxi.people.tests.conftest import App, Make, browser


def problem(raw: str, user: User) -> str:
    with pytest.raises(ValidationError) as refused:
        passwords.check(raw, user)
    return " ".join(refused.value.messages)


@pytest.fixture
def complex_policy(settings: Any) -> None:
    settings.PASSWORD_POLICY = "complex"


GOOD = [
    "quiet river stone",
    "我喜欢在西湖边上慢慢散步看荷花",
    "a b c d e f g h i j",
    "\U0001f40e\U0001f33e\U0001f31d\U0001f30a\U0001f3d4 seventeen",
    "x1" + "yz3" * 42,
]


@pytest.mark.parametrize("raw", GOOD)
def test_long_ones_are_good_whatever_they_are_made_of(rep: User, raw: str) -> None:
    assert passwords.check(raw, rep)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("quiet river st", "1 character missing: at least 15."),
        ("", "15 characters missing"),
        ("x1" + "yz3" * 43, "3 characters too many: at most 128."),
        ("aaaaaaaaaaaaaaaaaaaa", "It repeats or follows a sequence."),
        ("abababababababababab", "It repeats or follows a sequence."),
        ("abcdefghijklmnopqrstuvwxyz", "It repeats or follows a sequence."),
        ("1234567890123456", "It repeats or follows a sequence."),
        ("987654321098765432", "It repeats or follows a sequence."),
        ("guanxi river stone", "It contains “guanxi”"),
        ("my Margarethe is good", "It contains “margarethe”"),
        ("let me in: margare.t", "It contains “margare.t”"),
        ("我的周明远密码是什么呢谁也不知道", "It contains “周明远”"),
    ],
)
def test_short_plain_and_known_ones_are_refused(make: Make, raw: str, told: str) -> None:
    user = make("margarethe", name="周明远", email="margare.t@example.com")
    assert told in problem(raw, user)


def test_with_a_second_factor_eight_are_enough(rep: User) -> None:
    assert "at least 15" in problem("quiet-8x", rep)
    App(rep)
    assert passwords.check("quiet-8x", rep) is False
    assert "Many people use this password" in problem("password1", rep)
    assert "at least 8" in problem("quiet-8", rep)


def test_composed_and_decomposed_signs_are_one_password(rep: User) -> None:
    credentials.change_password(rep, "cafe\u0301 crème brûlée", actor=rep)
    assert User.objects.get(pk=rep.pk).check_password("caf\u00e9 cre\u0300me bru\u0302le\u0301e")


def test_the_plain_policy_never_asks_for_a_change(rep: User) -> None:
    with time_machine.travel(timezone.now() + dt.timedelta(days=2_000)):
        assert not passwords.is_due(rep)


@pytest.mark.usefixtures("complex_policy")
class TestComplex:
    @pytest.mark.parametrize("raw", ["Quiet-77", "quiet-77", "QUIET-77", "Quiet777", "安静River7", "Quiet River"])
    def test_three_of_four_kinds_are_good(self, rep: User, raw: str) -> None:
        assert passwords.check(raw, rep)

    @pytest.mark.parametrize("raw", ["quiet777", "quietriver", "QUIET777", "quiet-river", "12345-6789"])
    def test_two_kinds_are_not_enough(self, rep: User, raw: str) -> None:
        assert "three of" in problem(raw, rep)

    def test_seven_are_too_few(self, rep: User) -> None:
        assert "1 character missing: at least 8." in problem("Quiet-7", rep)

    def test_the_last_five_dont_come_again(self, rep: User) -> None:
        mine = [f"Quiet-{number}{number}{number}x" for number in range(1, 8)]
        for raw in mine:
            credentials.change_password(rep, raw, actor=rep)
        fresh = User.objects.get(pk=rep.pk)
        for raw in mine[-6:]:
            assert "Choose another" in problem(raw, fresh)
        assert passwords.check(mine[0], fresh)
        assert fresh.old_passwords.count() == 5

    def test_after_ninety_days_nothing_goes_on_but_the_change(self, rep: User) -> None:
        from guanxi.people import tokens

        credentials.change_password(rep, "Quiet-77", actor=rep)
        token = tokens.make(rep, "test")
        with time_machine.travel(timezone.now() + dt.timedelta(days=91)):
            client = browser(rep, "Quiet-77")
            assert client.get("/").headers["Location"] == "/accounts/password/change/"
            assert (
                client.get("/", headers={"hx-request": "true"}).headers["HX-Redirect"] == "/accounts/password/change/"
            )
            assert client.get("/api/v1/customers").status_code == 403
            assert client.get("/api/v1/customers", headers={"authorization": f"Bearer {token}"}).status_code == 200
            sent = {"oldpassword": "Quiet-77", "password1": "River-88", "password2": "River-88"}
            assert client.post("/accounts/password/change/", sent).status_code == 302
            assert client.get("/accounts/password/set/").status_code == 302
            assert not passwords.is_due(User.objects.get(pk=rep.pk))

    def test_half_an_hour_without_a_click_ends_the_session(self) -> None:
        assert passwords.idle_minutes() == 30


def test_a_short_password_is_due_when_the_second_factor_goes(rep: User) -> None:
    from allauth.mfa.models import Authenticator

    App(rep)
    credentials.change_password(rep, "quiet-8x", actor=rep)
    fresh = User.objects.get(pk=rep.pk)
    assert not passwords.is_due(fresh)
    Authenticator.objects.filter(user=rep).delete()
    assert passwords.is_due(fresh)
    assert not passwords.is_due(User(password=""))
