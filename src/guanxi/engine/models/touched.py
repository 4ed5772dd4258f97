"""Records that were written while a field of theirs is carried over into another column."""

from __future__ import annotations

from django.db import models


class Touched(models.Model):
    """One record to be looked at again, or one whose value can't be carried over; a trigger writes the first."""

    pk = models.CompositePrimaryKey("field", "record")
    field = models.UUIDField()
    record = models.UUIDField()
    is_lost = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.field} {self.record}"
