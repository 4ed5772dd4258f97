"""Who reports to whom at a customer: a tree, whatever was typed in."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from guanxi.engine.errors import Invalid
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry

if TYPE_CHECKING:
    from guanxi.modules.customers.models import Contact


def check_superiors(contact: Contact) -> None:
    """Refuse a superior who reports, at however many removes, to this person at the same customer; raises Invalid."""
    lines: Any = registry["contacts"].lines["affiliations"].model
    with as_system("who reports to whom"):
        mine = list(lines.objects.filter(contact=contact.pk).order_by("position").values_list("customer", "reports_to"))
        there = [customer for customer, superior in mine if superior is not None]
        if not there:
            return
        told = lines.objects.filter(customer__in=there, reports_to__isnull=False)
        rows = told.values_list("customer", "contact", "reports_to")
        above = {(customer, who): superior for customer, who, superior in rows}
    wrong = {
        f"affiliations.{place}.reports_to": [_("This person reports to the contact already, or is the same.")]
        for place, (customer, superior) in enumerate(mine)
        if superior is not None and leads_to(above, customer, superior, contact.pk)
    }
    if wrong:
        raise Invalid(wrong)


def leads_to(above: dict[tuple[Any, Any], Any], customer: uuid.UUID, start: uuid.UUID, end: uuid.UUID) -> bool:
    """Whether the chain of superiors that begins with somebody comes to somebody else, or is that one at once."""
    seen: set[uuid.UUID] = set()
    here: uuid.UUID | None = start
    while here is not None and here not in seen:
        if here == end:
            return True
        seen.add(here)
        here = above.get((customer, here))
    return False
