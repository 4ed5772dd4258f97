"""How far a rate limit has been used up, shared by all processes."""

from __future__ import annotations

from django.db import models


class Limit(models.Model):
    """The moment up to which what was done is paid for; the further ahead of now, the less is left."""

    key = models.CharField(max_length=120, primary_key=True)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
