"""Who listens to what, and what waits to be sent to them; bounded, however slowly they read."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

import msgspec

from guanxi.messaging.live.tickets import LIFE, Ticket

MOST_OF_ONE = 24
"""Streams of one person; the oldest makes room."""
MOST = 20_000
REMEMBERED = 20.0
"""Seconds for which signals are kept, for who got a ticket and isn't connected yet."""
MOST_REMEMBERED = 5_000


@dataclass(eq=False)
class Listener:
    """One open page. What it hasn't been sent yet is kept by what it is about, so it can't grow."""

    ticket: Ticket
    pending: dict[str, dict[str, Any]] = field(default_factory=dict)
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    is_over: bool = False

    def tell(self, about: str, signal: dict[str, Any]) -> None:
        """Have a signal sent; a newer one about the same takes the place of an older one."""
        self.pending[about] = {**self.pending.get(about, {}), **signal}
        self.woken.set()

    def take(self) -> list[dict[str, Any]]:
        """What waits to be sent."""
        signals = list(self.pending.values())
        self.pending.clear()
        self.woken.clear()
        return signals

    def end(self) -> None:
        """Nothing more is sent; the page asks for a new ticket."""
        self.is_over = True
        self.woken.set()


class Hub:
    """The listeners of this process, and the signals of the last seconds."""

    def __init__(self) -> None:
        self.by_user: dict[uuid.UUID, list[Listener]] = defaultdict(list)
        self.by_record: dict[uuid.UUID, set[Listener]] = defaultdict(set)
        self.count = 0
        self.is_listening = False
        self._recent: deque[tuple[float, str, uuid.UUID, dict[str, Any]]] = deque(maxlen=MOST_REMEMBERED)
        self._ended: dict[uuid.UUID, float] = {}
        """When everything ended that a person was signed in with: no ticket from before is good any more."""

    def join(self, ticket: Ticket) -> Listener | None:
        """A new listener, with what was signalled since its ticket was written.

        None when there are too many, or when its person was signed out since.
        """
        if self.count >= MOST or ticket.issued < self._ended.get(ticket.user, 0.0):
            return None
        listener = Listener(ticket)
        mine = self.by_user[ticket.user]
        if len(mine) >= MOST_OF_ONE:
            mine[0].end()
        mine.append(listener)
        for record in ticket.records:
            self.by_record[record].add(listener)
        self.count += 1
        for at, kind, key, signal in self._recent:
            if at >= ticket.issued - 1 and (key == ticket.user if kind == "u" else key in ticket.records):
                listener.tell(f"{kind}{key}", signal)
        return listener

    def leave(self, listener: Listener) -> None:
        """The page is gone."""
        ticket = listener.ticket
        mine = self.by_user.get(ticket.user, [])
        if listener not in mine:
            return
        mine.remove(listener)
        if not mine:
            del self.by_user[ticket.user]
        for record in ticket.records:
            listeners = self.by_record.get(record, set())
            listeners.discard(listener)
            if not listeners:
                self.by_record.pop(record, None)
        self.count -= 1

    def hear(self, payload: str) -> None:
        """A signal from the database; what can't be read is none."""
        try:
            told = msgspec.json.decode(payload)
            kind = "u" if "u" in told else "r"
            key = uuid.UUID(told[kind])
        except (msgspec.DecodeError, KeyError, TypeError, ValueError, AttributeError):
            return
        signal = {name: told[name] for name in ("u", "r", "v", "t", "a") if name in told}
        now = time.time()
        if "e" in told or kind == "r":
            self._end_of(key, now, for_good="e" in told)
        if "e" in told:
            return
        while self._recent and self._recent[0][0] < now - REMEMBERED:
            self._recent.popleft()
        self._recent.append((now, kind, key, signal))
        for listener in list(self.by_user.get(key, ()) if kind == "u" else self.by_record.get(key, ())):
            listener.tell(f"{kind}{key}", signal)

    def _end_of(self, person: uuid.UUID, now: float, *, for_good: bool) -> None:
        """The account itself changed: its pages ask session and rights for a new ticket, if they still may."""
        if for_good:
            self._ended = {key: at for key, at in self._ended.items() if at > now - LIFE} | {person: now}
        for listener in list(self.by_user.get(person, ())):
            listener.end()

    def end_all(self) -> None:
        """The database can't be heard any more: pages had better ask."""
        for listeners in list(self.by_user.values()):
            for listener in list(listeners):
                listener.end()
