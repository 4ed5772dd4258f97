"""What members of a pool looked at before claiming."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import models

from guanxi.kit.uuids import uuid7


class SeenInPool(models.Model):
    """One record that one person opened on one day; looking at it again that day costs nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pool = models.UUIDField()
    person = models.UUIDField()
    day = models.DateField()
    record = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "pool", "day", "record"], name="seen_in_pool_once")]
        indexes = [models.Index(fields=["day"], name="seen_in_pool_age")]

    def __str__(self) -> str:
        return f"{self.person} {self.record}"

    @classmethod
    def count_of(cls, pool: uuid.UUID, person: uuid.UUID, day: dt.date) -> int:
        """How many records somebody opened in a pool on a day."""
        return cls.objects.filter(person=person, pool=pool, day=day).count()
