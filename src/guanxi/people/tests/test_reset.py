"""Links by mail: single use, expiring, to the stored address, by the public host; nobody learns who has an account."""

from __future__ import annotations

import datetime as dt
import re
import statistics
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from guanxi.engine import gate
from guanxi.engine.jobs import Job
from guanxi.engine.jobs.queue import PLACE
from guanxi.engine.models import OutgoingMail
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.engine.sealing import unsealed_json
from guanxi.people import credentials, links, resetting
from guanxi.people.models import User
from guanxi.people.tests.conftest import NEW_PASSWORD, PASSWORD, App, Make, is_in, sign_in

ASK = "/accounts/password/reset/"
NEW = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}


def path_in(mail: OutgoingMail) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/\S+)", mail.text)
    assert found, mail.text
    return found[1]


def path_of(user: User, purpose: str = links.RESET) -> str:
    return links.make(user, purpose).partition(":8000")[2]


def opens(path: str, client: Client | None = None) -> bool:
    """Whether the link leads to the form."""
    return (client or Client()).get(path, follow=True).status_code == 200


def choose(path: str, client: Client, sent: dict[str, str] = NEW) -> bool:
    """Whether a password could be chosen by the link."""
    page = client.get(path).headers.get("Location", "/nowhere/")
    return client.post(page, sent).headers.get("Location") == "/accounts/password/reset/key/done/"


def ask(email: str, **headers: str) -> list[OutgoingMail]:
    """Ask for a link in a browser, let the worker work; the mails that came of it."""
    before = set(OutgoingMail.objects.values_list("pk", flat=True))
    response = Client().post(ASK, {"email": email}, headers=headers or None)
    assert response.status_code in (200, 302, 400)
    for job in Job._base_manager.filter(name="people.password_reset", state="waiting"):
        resetting.answer(**unsealed_json(job.payload, PLACE))
    Job._base_manager.filter(name="people.password_reset").delete()
    return list(OutgoingMail.objects.exclude(pk__in=before))


def test_a_link_leads_to_a_new_password_once(rep: User, client: Client) -> None:
    (mail,) = ask("rep@example.com")
    assert (mail.to, mail.state) == ("rep@example.com", "shown")
    assert mail.expires_at is not None
    assert mail.expires_at - mail.created_at < dt.timedelta(minutes=61)
    path = path_in(mail)
    assert choose(path, client)
    assert User.objects.get(pk=rep.pk).check_password(NEW_PASSWORD)
    assert not is_in(client), "the new password is asked for, and the second factor with it"
    assert not opens(path)
    assert not choose(path, Client(), {"password1": "other-words-entirely", "password2": "other-words-entirely"})
    assert User.objects.get(pk=rep.pk).check_password(NEW_PASSWORD)


def test_two_open_pages_of_one_link_are_still_one_use(rep: User) -> None:
    path, first, second = path_of(rep), Client(), Client()
    pages = [browser.get(path).headers["Location"] for browser in (first, second)]
    assert first.post(pages[0], NEW).status_code == 302
    assert (
        second.post(pages[1], {"password1": "other-words-entirely", "password2": "other-words-entirely"}).status_code
        == 410
    )
    assert User.objects.get(pk=rep.pk).check_password(NEW_PASSWORD)


@pytest.mark.parametrize(("purpose", "days"), [(links.RESET, 1 / 24), (links.INVITATION, 7)])
def test_a_link_runs_out(rep: User, purpose: str, days: float) -> None:
    path, now = path_of(rep, purpose), timezone.now()
    with time_machine.travel(now + dt.timedelta(days=days) - dt.timedelta(minutes=1)):
        assert opens(path)
    with time_machine.travel(now + dt.timedelta(days=days) + dt.timedelta(minutes=1)):
        assert not opens(path)


@pytest.mark.parametrize(
    "how", ["password", "email", "totp", "deactivate", "delete", "end_sessions", "deactivate reactivate"]
)
def test_a_link_dies_with_any_change_of_what_one_signs_in_with(rep: User, admin: User, how: str) -> None:
    path, entity = path_of(rep), registry["users"]
    assert opens(path)
    for step in how.split():
        if step == "password":
            credentials.change_password(rep, NEW_PASSWORD, actor=rep)
        elif step == "email":
            gate.update(entity, rep.pk, {"email": "new@example.com"}, actor=admin)
        elif step == "totp":
            App(rep)
            gate.act(entity, rep.pk, "reset_second_factor", actor=admin)
            assert not Authenticator.objects.exists()
        elif step == "delete":
            gate.delete(entity, rep.pk, actor=admin)
        else:
            gate.act(entity, rep.pk, step, actor=admin)
    assert not opens(path)
    assert not choose(path, Client())


def test_a_link_opens_no_successors_account(rep: User, admin: User, make: Make) -> None:
    path = path_of(rep)
    with as_system("test") as system:
        gate.update(registry["users"], rep.pk, {"username": "former", "email": ""}, actor=system)
        gate.delete(registry["users"], rep.pk, actor=system)
    successor = make("rep")
    assert not choose(path, Client())
    assert User.objects.get(pk=successor.pk).check_password(PASSWORD)


def test_an_invitation_is_no_reset_and_a_reset_no_invitation(rep: User) -> None:
    assert not opens(path_of(rep, links.INVITATION).replace("/invitation/", "/reset/"))
    assert not opens(path_of(rep, links.RESET).replace("/reset/Wy", "/invitation/Wy"))


@pytest.mark.parametrize("cut", [1, 5, 30])
def test_a_link_that_was_changed_opens_nothing(rep: User, cut: int) -> None:
    path = path_of(rep)
    assert not opens(path[: -cut - 1] + "/")
    swapped = path[: -cut - 1] + ("A" if path[-cut - 1] != "A" else "B") + path[-cut:]
    assert not opens(swapped)


def test_the_address_of_the_form_tells_no_link(rep: User, client: Client) -> None:
    path = path_of(rep)
    response = client.get(path)
    assert response.headers["Location"] == "/accounts/password/choose/reset/"
    assert client.get(response.headers["Location"]).headers["Referrer-Policy"] == "same-origin"


def test_an_invitation_lets_somebody_in(make: Make, admin: User, client: Client) -> None:
    user = make("new")
    User.objects.filter(pk=user.pk).update(password="")
    gate.act(registry["users"], user.pk, "invite", actor=admin)
    assert choose(path_in(OutgoingMail.objects.get()), client)
    assert sign_in(client, "new", NEW_PASSWORD).status_code == 302


def test_nobody_learns_whether_an_address_is_known(rep: User) -> None:
    known, unknown = Client(), Client()
    answers = [
        browser.post(ASK, {"email": email}) for browser, email in ((known, rep.email), (unknown, "no@example.com"))
    ]
    assert [a.status_code for a in answers] == [302, 302]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    pages = [browser.get(ASK + "done/").content.decode() for browser in (known, unknown)]
    assert len({re.sub(r"\b[A-Za-z0-9]{64}\b", "(page token)", page) for page in pages}) == 1
    assert Job._base_manager.filter(name="people.password_reset").count() == 2
    assert not OutgoingMail.objects.exists(), "the request itself looks nobody up"
    Job._base_manager.filter(name="people.password_reset").delete()
    assert ask("no@example.com") == []


@pytest.mark.slow
def test_a_known_address_takes_as_long_as_an_unknown_one(rep: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resetting.limits, "spend", lambda _key, _rate: None)
    times: dict[str, list[float]] = {rep.email: [], "no@example.com": []}
    client = Client()
    for _ in range(100):
        for email, taken in times.items():
            began = time.perf_counter()
            client.post(ASK, {"email": email})
            taken.append(time.perf_counter() - began)
    medians = [statistics.median(taken) for taken in times.values()]
    assert abs(medians[0] - medians[1]) <= 0.005


def test_asking_again_and_again_mails_five_an_hour(rep: User) -> None:
    assert sum(len(ask(rep.email)) for _ in range(8)) == 5
    assert len(ask(rep.email.upper())) == 0


TWINS = [
    "rеp@example.com",
    "rep@examplе.com",
    "REP@EXAMPLE.COM\u200b",
    "ſrep@example.com",
    "rep@EXAMPLE.COM ",
    "rep@exampŀe.com",
]


@pytest.mark.parametrize("typed", TWINS)
def test_a_twin_of_an_address_gets_nothing_and_the_real_one_only_its_own(rep: User, typed: str) -> None:
    assert {mail.to for mail in ask(typed)} <= {"rep@example.com"}


def test_case_collisions_hand_nothing_over(make: Make) -> None:
    make("mike", email="mike@example.org")
    make("sis", email="sis@example.org")
    for typed in ("mıke@example.org", "mİke@example.org", "ſis@example.org", "siſ@example.org"):
        assert ask(typed) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"x-forwarded-host": "evil.example"},
        {"host": "localhost", "x-forwarded-host": "evil.example", "x-host": "evil.example"},
        {"forwarded": "host=evil.example;proto=https"},
        {"host": "localhost:80@evil.example"},
        {"x-forwarded-server": "evil.example", "x-original-url": "//evil.example/", "origin": "https://evil.example"},
        {"x-forwarded-proto": "https", "x-forwarded-port": "444"},
    ],
)
def test_no_header_reaches_a_mail(rep: User, headers: dict[str, str]) -> None:
    for mail in ask(rep.email, **headers):
        assert "evil" not in mail.text + mail.subject + mail.sender + mail.to
        assert ":444" not in mail.text
        assert path_in(mail).startswith("/accounts/password/reset/key/reset/")


@pytest.mark.parametrize(
    "email", ["", "no", "a@b\r\nBcc: x@example.com", "rep@example.com,evil@example.com", "x" * 400]
)
def test_what_is_no_address_is_refused(rep: User, email: str) -> None:
    assert ask(email) == []


def test_a_weak_password_is_refused_and_the_link_lives_on(rep: User, client: Client) -> None:
    path = path_of(rep)
    assert not choose(path, client, {"password1": "short", "password2": "short"})
    assert choose(path, client)


def test_without_an_address_there_is_nothing_to_send(make: Make, admin: User) -> None:
    from guanxi.engine.errors import Invalid

    user = make("mute", email="")
    for verb in ("invite", "send_password_reset"):
        with pytest.raises(Invalid) as refused:
            gate.act(registry["users"], user.pk, verb, actor=admin)
        assert refused.value.errors == {"": ["This account has no e-mail address. Enter one first."]}


def test_wrong_methods_do_nothing(rep: User, client: Client) -> None:
    for method in ("put", "patch", "delete"):
        assert getattr(client, method)(ASK).status_code == 405
