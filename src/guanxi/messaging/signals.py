"""Signals to open pages: in the writing transaction, so that what is rolled back signals nothing; never any content."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Protocol

import msgspec
from django.db import connection

CHANNEL = "guanxi_live"
MOST_AT_ONCE = 500


class Person(Protocol):
    """Somebody with an account."""

    pk: uuid.UUID


def to_people(people: Iterable[uuid.UUID]) -> None:
    """There is something new for these people."""
    _send([{"u": str(person)} for person in dict.fromkeys(people)])


def about_record(record: uuid.UUID, by: uuid.UUID | None) -> None:
    """Somebody said something about the record. That it was changed, the database says itself, by a trigger."""
    _send([{"r": str(record), "t": 1, "a": str(by) if by else ""}])


def signed_out(person: Person) -> None:
    """Everything ended that this person was signed in with; so does what their pages listen by, at once."""
    _send([{"u": str(person.pk), "e": 1}])


def _send(payloads: list[dict[str, object]]) -> None:
    if payloads:
        told = [msgspec.json.encode(payload).decode() for payload in payloads[:MOST_AT_ONCE]]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, told) FROM unnest(%s::text[]) AS told", [CHANNEL, told])
