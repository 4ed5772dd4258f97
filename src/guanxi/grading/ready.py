"""What lists offer by themselves where contact cycles are active: what is overdue."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from guanxi.engine.entity import Entity
from guanxi.engine.readyviews import ReadyView, offer

_cycled: frozenset[str] = frozenset()
MINE_OVERDUE = {
    "all": [
        {"field": "owner", "op": "eq", "value": "me"},
        {"field": "contact_due", "op": "within", "value": "last_20_years"},
        {"not": {"field": "contact_due", "op": "within", "value": "today"}},
    ]
}


def refresh(*, empty: bool, **_signal: Any) -> None:
    """Look anew for which kinds of records a cycle is active; none for a process that begins again."""
    global _cycled
    from guanxi.grading.models import ContactCycle

    if empty:
        _cycled = frozenset()
        return
    rows = ContactCycle._base_manager.filter(active=True, deleted_at=None)
    _cycled = frozenset(rows.values_list("entity", flat=True))


def has_cycle(entity: Entity) -> bool:
    """Whether an active cycle says when such records are to be contacted."""
    return entity.name in _cycled


def declare() -> None:
    """Tell lists of it; when the application is ready."""
    offer(
        ReadyView(
            "overdue",
            _("Overdue by contact cycle"),
            lambda entity: MINE_OVERDUE if has_cycle(entity) else None,
            order=("contact_due",),
            shows="contact_due",
        )
    )
