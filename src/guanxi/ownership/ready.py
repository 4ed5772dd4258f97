"""What lists offer by themselves where recycle rules are active: the count-down, and what falls soon."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from guanxi.engine.entity import Entity
from guanxi.engine.readyviews import ReadyView, offer, show

_recycled: frozenset[str] = frozenset()
MINE_SOON = {
    "all": [
        {"field": "owner", "op": "eq", "value": "me"},
        {
            "any": [
                {"field": "falls_on", "op": "within", "value": "last_30_days"},
                {"field": "falls_on", "op": "within", "value": "next_7_days"},
            ]
        },
    ]
}


def refresh(*, empty: bool, **_signal: Any) -> None:
    """Look anew for which kinds of records a rule is active; none for a process that begins again."""
    global _recycled
    from guanxi.ownership.models import RecycleRule

    if empty:
        _recycled = frozenset()
        return
    rows = RecycleRule._base_manager.filter(active=True, deleted_at=None)
    _recycled = frozenset(rows.values_list("entity", flat=True))


def is_recycled(entity: Entity) -> bool:
    """Whether an active rule lets such records fall to a pool."""
    return entity.name in _recycled


def declare() -> None:
    """Tell lists of it; when the application is ready."""
    show("falls_on", is_recycled)
    offer(
        ReadyView(
            "falling",
            _("Falls within 7 days"),
            lambda entity: MINE_SOON if is_recycled(entity) else None,
            order=("falls_on",),
            shows="falls_on",
        )
    )
