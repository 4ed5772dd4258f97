"""Up to when people were reminded."""

from __future__ import annotations

from django.db import models


class Reminded(models.Model):
    """One row: everything that was to be told until this moment has been."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.until)
