"""Several regions change at once: what each covers is judged when all have changed, so that they may swap places."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from guanxi.engine.errors import EngineError, Invalid

if TYPE_CHECKING:
    from guanxi.people.models.region import Region

_changing: ContextVar[set[uuid.UUID] | None] = ContextVar("regions that change together", default=None)


@contextmanager
def together() -> Iterator[dict[uuid.UUID, EngineError]]:
    """Change the tree within this, in a transaction; afterwards it holds the regions that can't be so, and why."""
    refused: dict[uuid.UUID, EngineError] = {}
    changing: set[uuid.UUID] = set()
    before = _changing.set(changing)
    try:
        yield refused
    finally:
        _changing.reset(before)
    refused |= _settled(changing)


def is_put_off(region: Region) -> bool:
    """Whether what this region covers is judged later, with the others."""
    changing = _changing.get()
    if changing is None:
        return False
    changing.add(region.pk)
    return True


def _settled(changed: Collection[uuid.UUID]) -> dict[uuid.UUID, EngineError]:
    """All give up what they no longer cover; then each takes what it covers now."""
    from guanxi.people import regions
    from guanxi.people.models.region import Region

    refused: dict[uuid.UUID, EngineError] = {}
    rows = list(Region._base_manager.filter(pk__in=changed).order_by("created_at", "pk"))
    for region in rows:
        regions.give_up(region)
    for region in rows:
        try:
            if not region.deleted_at:
                regions.check_claims(region)
                regions.claim(region)
        except ValidationError as bad:
            refused[region.pk] = Invalid(bad.message_dict)
        except Invalid as bad:
            refused[region.pk] = bad
    regions.forget()
    return refused
