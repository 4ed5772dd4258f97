"""What lists offer by themselves where recycle rules are active: the count-down, and what falls soon."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from guanxi.engine.readyviews import ReadyView, RulesFor, offer, show

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


def _rules() -> Any:
    from guanxi.ownership.models import RecycleRule

    return RecycleRule._base_manager.all()


recycled = RulesFor(_rules)
"""The kinds of records that an active rule lets fall to a pool."""


def declare() -> None:
    """Tell lists of it; when the application is ready."""
    show("falls_on", recycled.__contains__)
    offer(
        ReadyView(
            "falling",
            _("Falls within 7 days"),
            lambda entity: MINE_SOON if entity in recycled else None,
            order=("falls_on",),
            shows="falls_on",
        )
    )
