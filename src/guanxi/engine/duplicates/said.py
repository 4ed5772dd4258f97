"""What people said of two records: that they are different, for ever, or that they want to be asked later."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from itertools import combinations

from django.db.models import Q
from django.utils import timezone

from guanxi.engine.entity import Entity
from guanxi.engine.models.matchpair import DIFFERENT, OPEN, MatchPair


def say(entity: Entity, keys: Sequence[uuid.UUID], state: str, by: uuid.UUID | None) -> int:
    """Keep what somebody says of each two of these records, in the order of their keys; of how many pairs it is said.

    That they are different is kept of records that no run has found, too.
    """
    told = {"state": state, "decided_by": by, "decided_at": timezone.now()}
    if state == OPEN:
        told |= {"decided_by": None, "decided_at": None}
    number = 0
    for one, other in combinations(sorted(keys), 2):
        if state == DIFFERENT:
            MatchPair.objects.update_or_create(
                one=one, other=other, defaults=told, create_defaults={"entity": entity.name, **told}
            )
            number += 1
        else:
            number += MatchPair.objects.filter(one=one, other=other).update(**told)
    return number


def different(entity: Entity, key: uuid.UUID, others: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the others of which somebody said that they are not this record."""
    pair = Q(one=key, other__in=others) | Q(other=key, one__in=others)
    rows = MatchPair.objects.filter(pair, entity=entity.name, state=DIFFERENT).values_list("one", "other")
    return {found for row in rows for found in row} - {key}


def forget(keys: Collection[uuid.UUID]) -> None:
    """The records are gone for good, or whom they were about is forgotten."""
    MatchPair.objects.filter(Q(one__in=keys) | Q(other__in=keys)).delete()
