"""Encrypted values sealed anew under the newest key, beside those who read and write them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db import transaction

from guanxi.engine.customfields import living
from guanxi.engine.entity import Entity
from guanxi.engine.registry import registry
from guanxi.engine.sealed_sql import put_sealed, sealed_elsewise, sealed_under
from guanxi.engine.sealing import ring, unseal
from guanxi.kit.sealing import BLIND

CHUNK = 500


def places() -> Iterator[tuple[Entity, Any]]:
    """Every field that is kept encrypted."""
    living.refresh()
    for entity in registry:
        for field in entity.sealed.values():
            yield entity, field


def used() -> Counter[str]:
    """How many values each key seals."""
    found: Counter[str] = Counter()
    for entity, field in places():
        found.update(dict(sealed_under(entity.model, field)))
    return found


def renew() -> Iterator[int]:
    """Seal what an older key sealed under the newest, a chunk in each transaction; tells how many are done.

    Broken off, it goes on where it was. No record changes: the value stays, and so does its version. A value that
    can't be read raises Unreadable.
    """
    done = 0
    newest = ring().newest
    for entity, field in places():
        while rows := sealed_elsewise(entity.model, field, newest, CHUNK):
            plain = [(key, kept, unseal(kept[BLIND:], field.place)) for key, kept in rows]
            with transaction.atomic():
                put_sealed(entity.model, field, [(key, kept, field.get_prep_value(text)) for key, kept, text in plain])
            done += len(rows)
            yield done
