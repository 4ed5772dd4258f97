"""Up to when people were told of rights that begin and end by themselves."""

from __future__ import annotations

from django.db import models


class TurnsTold(models.Model):
    """One row: whatever began or ended until this moment has been told."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.until)
