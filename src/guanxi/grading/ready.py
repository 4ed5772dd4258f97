"""What lists offer by themselves where contact cycles are active: what is overdue."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from guanxi.engine.readyviews import ReadyView, RulesFor, offer

MINE_OVERDUE = {
    "all": [
        {"field": "owner", "op": "eq", "value": "me"},
        {"field": "contact_due", "op": "within", "value": "last_20_years"},
        {"not": {"field": "contact_due", "op": "within", "value": "today"}},
    ]
}


def _rules() -> Any:
    from guanxi.grading.models import ContactCycle

    return ContactCycle._base_manager.all()


cycled = RulesFor(_rules)
"""The kinds of records of which an active cycle says when they are to be contacted."""


def declare() -> None:
    """Tell lists of it; when the application is ready."""
    offer(
        ReadyView(
            "overdue",
            _("Overdue by contact cycle"),
            lambda entity: MINE_OVERDUE if entity in cycled else None,
            order=("contact_due",),
            shows="contact_due",
        )
    )
