"""The same request twice has one effect and one answer: an API's `Idempotency-Key`, a form's hidden token.

The key, the change and the answer commit together. Whoever comes second with the same key waits for the first to end,
then gets the first one's answer; when the first was refused, nothing is kept and the second has its own try.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.engine.errors import BadQuery, KeyReused
from guanxi.engine.models.idempotency import IdempotencyKey
from guanxi.engine.permissions.access import Actor
from guanxi.engine.sealing import sealed_json, unsealed_json
from guanxi.engine.sql import insert_once
from guanxi.engine.transactions import atomically
from guanxi.kit.uuids import uuid7

LONGEST = 255
KEPT = dt.timedelta(days=3)
PLACE = "idempotency"
"""Answers are kept sealed, since what is encrypted in its own table may be in them."""

Told = dict[str, Any]


def once(actor: Actor, key: str, asked: bytes, work: Callable[[], Told]) -> tuple[Told, bool]:
    """Do the work unless this actor's key has an answer already; the answer (JSON), and whether it is that earlier one.

    `asked` is all that was asked, in bytes: the same key for something else raises KeyReused. What the work raises
    undoes the key too. Raises BadQuery for a key that is none.
    """
    if not key or len(key) > LONGEST or not key.isprintable():
        raise BadQuery(_("An idempotency key is a text of 1 to %(most)d characters.") % {"most": LONGEST})
    fingerprint = hashlib.sha256(asked).digest()

    def first_or_again() -> tuple[Told, bool]:
        mine = uuid7()
        row = {"id": mine, "actor": actor.pk, "key": key, "fingerprint": fingerprint, "created_at": timezone.now()}
        if not insert_once(IdempotencyKey, {**row, "answer": {}}):
            return _earlier(actor, key, fingerprint), True
        answer = work()
        IdempotencyKey.objects.filter(pk=mine).update(answer=sealed_json(answer, PLACE))
        return answer, False

    return atomically(first_or_again)


def answer_of(actor: Actor, key: str) -> Told | None:
    """What this actor was answered under a key; None when nothing was done under it, or too long ago."""
    row = IdempotencyKey.objects.filter(actor=actor.pk, key=key[:LONGEST]).first()
    return _told(row) if row is not None and row.answer else None


def forget_old() -> int:
    """Delete the keys nobody will send again; how many there were."""
    return IdempotencyKey.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]


def _earlier(actor: Actor, key: str, fingerprint: bytes) -> Told:
    row = IdempotencyKey.objects.get(actor=actor.pk, key=key)
    if bytes(row.fingerprint) != fingerprint:
        raise KeyReused(answer=_told(row))
    return _told(row)


def _told(row: IdempotencyKey) -> Told:
    return dict(unsealed_json(row.answer, PLACE))
