"""Running numbers, one row per series."""

from __future__ import annotations

from django.db import models


class Counter(models.Model):
    """The last number given out in a series."""

    series = models.CharField(max_length=120, primary_key=True)
    last = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.series
