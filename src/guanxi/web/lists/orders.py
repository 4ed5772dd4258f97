"""Orders in words: what comes first, as each kind of field says it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guanxi.engine.entity import Entity
from guanxi.engine.fields.base import Kind
from guanxi.engine.permissions import Access
from guanxi.web.cells import kind_label
from guanxi.web.lists.columns import is_sortable

Words = tuple[str | Promise, str | Promise]
OF_NUMBERS: Words = (_("Smallest first"), _("Largest first"))
OF_DAYS: Words = (_("Oldest first"), _("Newest first"))
OF_TEXTS: Words = (_("A to Z"), _("Z to A"))
OF_TIMES: Words = (_("Earliest first"), _("Latest first"))
OF_ANSWERS: Words = (_("No first"), _("Yes first"))
OF_OTHERS: Words = (_("Ascending"), _("Descending"))


def both_ways(kind: Kind) -> Words:
    """Upwards and downwards, in the words of the data."""
    if kind.numeric:
        return OF_NUMBERS
    if kind.kind in ("date", "datetime"):
        return OF_DAYS
    if kind.kind == "time":
        return OF_TIMES
    if kind.kind == "yes_no":
        return OF_ANSWERS
    return OF_OTHERS if kind.kind in ("choice", "stage") else OF_TEXTS


def choices(entity: Entity, access: Access) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every order there is, by field: the field's label, then order and words."""
    told = []
    for name, kind in entity.fields.items():
        if is_sortable(entity, name, access):
            up, down = both_ways(kind)
            label = kind_label(kind)
            told.append((label, [(name, f"{label}: {up}"), (f"-{name}", f"{label}: {down}")]))
    return told
