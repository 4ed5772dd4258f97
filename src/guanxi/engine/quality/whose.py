"""Whose figures somebody may see: of those owners all of whose records they may read."""

from __future__ import annotations

import uuid

from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Access, Scope


def whose(access: Access, entity: Entity) -> frozenset[uuid.UUID] | None:
    """The owners; None for everybody's and nobody's.

    What is allowed by a condition or a region, shared or lent adds nothing, for a sum would tell of the rest; where
    anything is forbidden by one, no sum is told at all.
    """
    speaking = [grant for grant in access.grants if grant.covers(entity.name, "read")]
    if any(not grant.allow and access.condition(entity, grant) is not None for grant in speaking):
        return frozenset()
    place, found = access.place, set[uuid.UUID]()
    people = {Scope.DEPARTMENT: place.colleagues, Scope.BELOW: place.colleagues_below}
    for grant in speaking:
        if not grant.allow or grant.filter:
            continue
        if grant.scope is Scope.ALL:
            return None
        if grant.scope not in (Scope.SHARED, Scope.REGIONS) and place.user is not None:
            found.update((place.user, *people.get(grant.scope, ())))
    return frozenset(found)
