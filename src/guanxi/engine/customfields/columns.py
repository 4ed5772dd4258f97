"""What stands in a column of the company's own, whether or not the model knows it in this process."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.db.models.expressions import Col


def held_in(kind: Any) -> Col:
    """What a field holds, for a queryset on its records."""
    return Col(kind.model._meta.db_table, kind)


def is_filled(kind: Any, name: str) -> Q:
    """The condition that something stands in it, where it was annotated under a name."""
    if kind.null:
        return Q(**{f"{name}__isnull": False})
    if kind.kind == "yes_no":
        return Q(**{name: True})
    return ~Q(**{name: [] if kind.several else ""})
