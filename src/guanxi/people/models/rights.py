"""A mark that moves whenever anybody's rights may have changed, so that worked-out rights can be kept until then."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F


class RightsVersion(models.Model):
    """One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.BigIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.version)

    @classmethod
    def move(cls) -> None:
        """Every kept access is worked out anew from the next request on."""
        if not cls.objects.filter(pk=1).update(version=F("version") + 1):
            RightsVersion.objects.bulk_create([RightsVersion(pk=1)], ignore_conflicts=True)

    @classmethod
    def now(cls) -> int:
        return cls.objects.filter(pk=1).values_list("version", flat=True).first() or 0


def move_on(**_signal: Any) -> None:
    """Fields came or went: what is kept by rights is worked out anew."""
    RightsVersion.move()
