"""Sealing: every stretch of the log is hashed together with the seal before, so that a missing event shows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from guanxi.engine.events.readers import reader
from guanxi.engine.models.event import Seal

READER = "seal"


@reader(READER, pause=60, columns=("transaction", "id", "hash"))
def seal(batch: list[Any]) -> None:
    """Put a seal behind a stretch of the log."""
    last = Seal.objects.order_by("-number").first()
    Seal.objects.create(
        number=last.number + 1 if last else 1,
        at=timezone.now(),
        transaction=batch[-1].transaction,
        event=batch[-1].id,
        count=len(batch),
        hash=over(bytes(last.hash) if last else b"", (bytes(event.hash) for event in batch)),
    )


def over(previous: bytes, hashes: Iterable[bytes]) -> bytes:
    """The hash of a seal."""
    together = hashlib.sha256(previous)
    for one in hashes:
        together.update(one)
    return together.digest()
