"""Background work on custom fields."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext_lazy as _

from guanxi.engine.customfields import living
from guanxi.engine.jobs import Run, job
from guanxi.engine.models.customfield import CustomField
from guanxi.engine.registry import registry
from guanxi.engine.sql import index_column


@job("customfields.index", label=_("Build the index of a custom field"))
def build_index(run: Run, *, field: str) -> None:
    """Build it beside those who write; one that was broken off is built anew."""
    row = CustomField._base_manager.filter(pk=uuid.UUID(field)).first()
    if row is not None and row.entity in registry:
        index_column(registry[row.entity].model, living.field_of(row))
