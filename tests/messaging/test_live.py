"""Tickets, the hub and the stream; and that a page only listens to what its person may read."""

from __future__ import annotations

import asyncio
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
from django.test import Client

from guanxi.engine.testing.tables import unchanged
from guanxi.messaging.live import hub as hubs
from guanxi.messaging.live import tickets
from guanxi.messaging.live.hub import Hub
from guanxi.messaging.live.stream import Live
from guanxi.web.tests.world import World

SECRET = "s" * 40
ORIGIN = "http://testserver"


def test_a_ticket_is_read_until_it_is_over_and_never_when_changed() -> None:
    user, record = uuid.uuid4(), uuid.uuid4()
    text = tickets.write(SECRET, user, ORIGIN, [record], now=1000.0)
    found = tickets.read(SECRET, text, now=1000.0 + tickets.LIFE - 1)
    assert found is not None
    assert (found.user, found.origin, found.records) == (user, ORIGIN, (record,))
    assert tickets.read(SECRET, text, now=1000.0 + tickets.LIFE) is None
    assert tickets.read("t" * 40, text, now=1000.0) is None
    body, _dot, seal = text.partition(".")
    other = tickets.write(SECRET, uuid.uuid4(), ORIGIN, now=1000.0).partition(".")[0]
    for bad in ("", ".", body, f"{other}.{seal}", f"{body}.{seal[:-2]}AA", "x" * 5000, f"{body}.ü"):
        assert tickets.read(SECRET, bad, now=1000.0) is None, bad[:40]


def listener(hub: Hub, user: uuid.UUID, *records: uuid.UUID) -> Any:
    ticket = tickets.read(SECRET, tickets.write(SECRET, user, ORIGIN, records))
    assert ticket is not None
    return hub.join(ticket)


def test_each_hears_their_own_and_the_records_of_their_page() -> None:
    hub, me, other, record = Hub(), uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    mine, theirs = listener(hub, me, record), listener(hub, other)
    hub.hear(msgspec.json.encode({"u": str(me)}).decode())
    hub.hear(msgspec.json.encode({"r": str(record), "v": 4, "a": "x", "name": "secret"}).decode())
    hub.hear("no json")
    hub.hear('{"u": 5}')
    assert mine.take() == [{"u": str(me)}, {"r": str(record), "v": 4, "a": "x"}]
    assert theirs.take() == []
    hub.leave(mine)
    hub.leave(theirs)
    hub.leave(theirs)
    assert (hub.count, dict(hub.by_user), dict(hub.by_record)) == (0, {}, {})


def test_a_slow_reader_holds_one_signal_for_each_thing() -> None:
    hub, me, record = Hub(), uuid.uuid4(), uuid.uuid4()
    slow = listener(hub, me, record)
    for version in range(1, 5000):
        hub.hear(msgspec.json.encode({"r": str(record), "v": version}).decode())
        hub.hear(msgspec.json.encode({"u": str(me)}).decode())
    assert len(slow.pending) == 2
    assert {"r": str(record), "v": 4999} in slow.take()


def test_what_was_signalled_between_ticket_and_stream_is_not_missed() -> None:
    hub, me = Hub(), uuid.uuid4()
    ticket = tickets.read(SECRET, tickets.write(SECRET, me, ORIGIN))
    hub.hear(msgspec.json.encode({"u": str(me)}).decode())
    assert ticket is not None
    assert hub.join(ticket).take() == [{"u": str(me)}]  # type: ignore[union-attr]


def test_streams_of_one_person_are_few() -> None:
    hub, me = Hub(), uuid.uuid4()
    all_of_them = [listener(hub, me) for _n in range(hubs.MOST_OF_ONE + 1)]
    assert [one.is_over for one in all_of_them] == [True] + [False] * hubs.MOST_OF_ONE


def ask(live: Live, ticket: str, origin: str = ORIGIN, *, method: str = "GET", seconds: float = 0.3) -> list[Any]:
    """What the application sends within some time; then the page goes away."""
    sent: list[Any] = []

    async def run() -> None:
        leaving = asyncio.Event()

        async def receive() -> dict[str, Any]:
            await leaving.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": method,
            "path": "/live/stream",
            "query_string": f"ticket={ticket}".encode(),
            "headers": [(b"origin", origin.encode())] if origin else [],
        }
        task = asyncio.create_task(live(scope, receive, send))
        await asyncio.sleep(seconds / 3)
        for people in list(live.hub.by_user):
            live.hub.hear(msgspec.json.encode({"u": str(people)}).decode())
        await asyncio.sleep(seconds)
        leaving.set()
        await asyncio.wait_for(task, 5)

    with ThreadPoolExecutor(1) as thread:  # beside a browser's own loop, which may run in this one
        thread.submit(asyncio.run, run()).result(60)
    return sent


def test_the_stream_says_what_is_new_and_nothing_to_others() -> None:
    live = Live(SECRET, "")
    live.hub.is_listening = True
    me = uuid.uuid4()
    ticket = tickets.write(SECRET, me, ORIGIN)
    sent = ask(live, ticket)
    body = b"".join(message.get("body", b"") for message in sent).decode()
    assert sent[0]["status"] == 200
    assert (b"access-control-allow-origin", ORIGIN.encode()) in sent[0]["headers"]
    assert f'data: {{"u":"{me}"}}' in body
    assert live.hub.count == 0
    for refused in (ask(live, ticket, "https://evil.example"), ask(live, "x"), ask(live, ticket, method="POST")):
        assert refused[0]["status"] in (403, 405)
        assert not any(name == b"access-control-allow-origin" for name, _value in refused[0]["headers"])
    live.hub.is_listening = False
    assert ask(live, ticket)[0]["status"] == 503


def test_a_stream_ends_with_its_ticket() -> None:
    live = Live(SECRET, "")
    live.hub.is_listening = True
    ticket = tickets.write(SECRET, uuid.uuid4(), ORIGIN, now=time.time() - tickets.LIFE + 0.2)
    sent = ask(live, ticket, seconds=0.6)
    assert b"event: end" in b"".join(message.get("body", b"") for message in sent)


def test_a_page_gets_a_ticket_for_what_its_person_may_read_only(world: World) -> None:
    mine = world.make("owner", "partners", name="Mine").pk
    theirs = world.make("stranger", "partners", name="Theirs").pk
    watch = [f"{mine}/partners", f"{theirs}/partners", f"{mine}/nothing", "x"]
    with unchanged("django_session"):
        answer = world.post("owner", "/live/ticket/", {"watch": watch}).json()
    assert list(answer["versions"]) == [str(mine)]
    assert answer["waiting"] == 0
    from django.conf import settings

    ticket = tickets.read(settings.SECRET_KEY, answer["ticket"])
    assert ticket is not None
    assert (ticket.user, ticket.records) == (world.users["owner"].pk, (mine,))
    assert Client().post("/live/ticket/").status_code == 302
    assert world.get("stranger", f"/live/partners/{mine}/").status_code == 200
    assert b"Mine" not in world.get("stranger", f"/live/partners/{mine}/").content
    assert b"Owner just changed this partner" in world.get("owner", f"/live/partners/{mine}/").content


def test_asking_for_a_ticket_is_no_click(world: World) -> None:
    browser = world.browser("owner")
    browser.get("/")
    session = browser.session
    session["guanxi_seen"] = 1000
    session.save()
    browser.post("/live/ticket/")
    assert browser.session.get("guanxi_seen", 0) in (0, 1000)


def test_the_policy_lets_the_page_reach_the_stream_and_nothing_else(world: World, settings: Any) -> None:
    settings.LIVE_URL, settings.LIVE_PORT = "", 9123
    policy = world.get("owner", "/").headers["Content-Security-Policy"]
    assert "connect-src 'self' http://testserver:9123;" in policy
    settings.LIVE_URL = "https://testserver/live"
    settings.PUBLIC_URL = "https://testserver"
    assert "connect-src 'self' https://testserver;" in world.get("owner", "/").headers["Content-Security-Policy"] or (
        "connect-src 'self';" in world.get("owner", "/").headers["Content-Security-Policy"]
    )
