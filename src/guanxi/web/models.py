"""What the pages keep: how a person arranged them (no record, so without gate and history), saved views and layouts."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from guanxi.kit.uuids import uuid7
from guanxi.web.ownlayouts.model import Layout, LayoutSection
from guanxi.web.regularexports.model import Receiver, RegularExport
from guanxi.web.savedviews.model import SavedView

__all__ = ["Layout", "LayoutSection", "Receiver", "RegularExport", "Remembered", "SavedView"]


class Remembered(models.Model):
    """One arrangement of one person: the columns of a list, the panels of a page, the tiles of their home."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    value = models.JSONField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="remembered_once")]

    def __str__(self) -> str:
        return self.name
