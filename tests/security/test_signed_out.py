"""Class O: when an account changes, everything that was opened with its former state is refused within a second."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import psycopg
import pytest
from django.conf import settings as configured
from django.db import connection
from django.test import Client

from guanxi.diary import feeds
from guanxi.engine import gate
from guanxi.engine.errors import EngineError
from guanxi.engine.exports import Wanted
from guanxi.engine.jobs import enqueue
from guanxi.engine.models.job import Job
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.kit.uuids import uuid7
from guanxi.messaging.live import tickets
from guanxi.messaging.live.hub import Hub
from guanxi.messaging.signals import CHANNEL
from guanxi.people import credentials, links, tokens
from guanxi.people.models import User
from guanxi.people.tests.conftest import NEW_PASSWORD
from tests.house import House, build

USERS = registry["users"]
SECRET = "s" * 40


def password(house: House) -> None:
    credentials.change_password(house["owner"], NEW_PASSWORD, actor=house["owner"])


def second_factor(house: House) -> None:
    gate.act(USERS, house.keys["owner"], "reset_second_factor", actor=house["admin"])


def deactivate(house: House) -> None:
    gate.act(USERS, house.keys["owner"], "deactivate", actor=house["admin"])


def delete(house: House) -> None:
    gate.delete(USERS, house.keys["owner"], actor=house["admin"])


def role_cut(house: House) -> None:
    gate.update(USERS, house.keys["owner"], {"roles": []}, actor=house["admin"])


CHANGES = (password, second_factor, deactivate, delete, role_cut)
SIGNED_OUT = CHANGES[:-1]
"""After these nothing opens at all; after a role's end only what the role opened is gone."""


class Opened:
    """Everything that somebody can have opened."""

    def __init__(self, house: House) -> None:
        person = house["owner"]
        self.house, self.key = house, person.pk
        self.browser = Client()
        self.browser.force_login(person)
        self.phone = Client()
        self.phone.force_login(person)
        self.program = Client(headers={"Authorization": f"Bearer {tokens.make(person, 'test')}"})
        self.feed = f"/calendar/feed/{feeds.make(person)}.ics"
        self.link = links.make(person, links.RESET).split("/")[-2]
        self.record = gate.create(registry["partners"], {"name": "Mine"}, actor=person).pk
        wanted = Wanted("partners").as_json()
        self.job = enqueue("exports.make", {"wanted": wanted}, actor=person, title="Export").pk

    def ways(self) -> dict[str, Callable[[], bool]]:
        """Whether each still opens the record, or something of the person's."""
        phone = {"entity": "notes", "id": str(uuid7()), "body": "x", "about": f"{self.record}/partners"}
        return {
            "page": lambda: self.browser.get(f"/partners/{self.record}/").status_code == 200,
            "part of a page": lambda: self.browser.get("/partners/", headers={"HX-Request": "true"}).status_code == 200,
            "form": lambda: (
                self.browser.post(f"/partners/{self.record}/edit/", {"name": "x", "version": "1"}).status_code == 302
                and self.stored().version > 1
            ),
            "program": lambda: self.program.get(f"/api/v1/partners/{self.record}").status_code == 200,
            "program that writes": lambda: (
                self.program.patch(
                    f"/api/v1/partners/{self.record}", '{"name": "x"}', content_type="application/json"
                ).status_code
                == 200
            ),
            "page's ticket": lambda: bool(
                self.browser.post("/live/ticket/", {"watch": f"{self.record}/partners"}).headers["Content-Type"]
                == "application/json"
                and self.browser.post("/live/ticket/", {"watch": f"{self.record}/partners"}).json()["versions"]
            ),
            "what a phone kept": lambda: self.phone.post("/offline/send/", phone).status_code == 201,
        }

    def stored(self) -> Any:
        return registry["partners"].manager().get(pk=self.record)

    def outside(self) -> dict[str, Callable[[], bool]]:
        """What opens without a session."""
        return {
            "calendar feed": lambda: Client().get(self.feed).status_code == 200,
            "link by mail": lambda: links.read(links.RESET, self.link) is not None,
        }


@pytest.fixture
def opened(db: None) -> Opened:
    return Opened(build())


def still_open(ways: dict[str, Callable[[], bool]]) -> list[str]:
    return [name for name, opens in ways.items() if opens()]


def test_before_anything_changes_all_of_it_opens(opened: Opened) -> None:
    """Or else the tests below would prove nothing."""
    assert still_open(opened.outside() | opened.ways()) == [*opened.outside(), *opened.ways()]
    run_jobs_now()
    assert Job._base_manager.get(pk=opened.job).state == "done"


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_nothing_opens_afterwards(opened: Opened, change: Callable[[House], None]) -> None:
    before = opened.stored().version
    change(opened.house)
    began = time.perf_counter()
    ways = opened.ways() | (opened.outside() if change in SIGNED_OUT else {})
    assert still_open(ways) == []
    assert opened.stored().version == before
    assert time.perf_counter() - began < 1 * len(ways)


@pytest.mark.parametrize("change", [deactivate, delete, role_cut], ids=lambda change: change.__name__)
def test_work_that_was_asked_for_is_not_done(opened: Opened, change: Callable[[House], None]) -> None:
    change(opened.house)
    run_jobs_now()
    left = Job._base_manager.get(pk=opened.job)
    assert left.state in ("parked", "failed")
    assert not (left.result or {}).get("file")


@pytest.mark.parametrize(
    "verb", ["reactivate", "unlock", "invite", "send_password_reset", "end_sessions", "set_preferences"]
)
def test_nobody_lets_themselves_in_again(opened: Opened, verb: str) -> None:
    deactivate(opened.house)
    with pytest.raises(EngineError):
        gate.act(USERS, opened.key, verb, actor=User.objects.get(pk=opened.key))
    assert not User._base_manager.get(pk=opened.key).is_active


# --- pages that listen -----------------------------------------------------------------------------------------------


def listening(hub: Hub, person: uuid.UUID) -> Any:
    ticket = tickets.read(SECRET, tickets.write(SECRET, person, "http://testserver"))
    assert ticket is not None
    return hub.join(ticket)


def test_a_ticket_from_before_opens_no_stream_and_one_from_after_does() -> None:
    hub, me, other = Hub(), uuid.uuid4(), uuid.uuid4()
    mine, theirs = listening(hub, me), listening(hub, other)
    early = tickets.read(SECRET, tickets.write(SECRET, me, "http://testserver"))
    time.sleep(0.01)
    hub.hear(msgspec.json.encode({"u": str(me), "e": 1}).decode())
    assert (mine.is_over, theirs.is_over) == (True, False)
    assert early is not None
    assert hub.join(early) is None
    time.sleep(0.01)
    assert listening(hub, me) is not None
    assert theirs.take() == []


@pytest.fixture
def heard(transactional_db: None) -> Iterator[tuple[House, psycopg.Connection]]:
    """A company that is really committed, and a connection that hears the database's signals."""
    house = build()
    told = connection.get_connection_params()
    wanted = {name: told[name] for name in ("dbname", "user", "password", "host", "port") if told.get(name)}
    with psycopg.connect(**wanted, autocommit=True) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        yield house, listener


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_stream_ends_within_a_second(
    heard: tuple[House, psycopg.Connection], change: Callable[[House], None]
) -> None:
    house, listener = heard
    hub = Hub()
    mine, theirs = listening(hub, house.keys["owner"]), listening(hub, house.keys["teammate"])
    began = time.perf_counter()
    change(house)
    committed = time.perf_counter()
    for signal in listener.notifies(timeout=5, stop_after=1):
        hub.hear(signal.payload)
    for signal in listener.notifies(timeout=0.2):
        hub.hear(signal.payload)
    assert (mine.is_over, theirs.is_over) == (True, False)
    assert time.perf_counter() - committed < 1
    assert committed > began


def test_signing_in_makes_a_new_session(opened: Opened) -> None:
    """The key that somebody had before the door is worth nothing behind it."""
    person = opened.house["owner"]
    person.set_password(NEW_PASSWORD)
    User._base_manager.filter(pk=person.pk).update(password=person.password)
    client = Client()
    client.get("/accounts/login/")
    session = client.session
    session["before"] = "1"
    session.save()
    client.cookies[configured.SESSION_COOKIE_NAME] = session.session_key
    old = session.session_key
    assert client.post("/accounts/login/", {"login": "owner", "password": NEW_PASSWORD}).status_code == 302
    assert client.session.session_key != old
    stolen = Client()
    stolen.cookies[configured.SESSION_COOKIE_NAME] = old
    assert stolen.get("/partners/").status_code == 302
