"""What the event log means for those who follow: the reader that tells them."""

from __future__ import annotations

from guanxi.engine.events.readers import reader
from guanxi.engine.models.event import Event
from guanxi.messaging import telling


@reader("messaging.followers", from_start=False, concerns=telling.news)
def tell_followers(batch: list[Event]) -> None:
    """Tell followers of changes, and people of what was given to them."""
    telling.of_events(batch)


@reader("messaging.held", from_start=False, concerns=telling.holds)
def tell_owners(batch: list[Event]) -> None:
    """Tell owners what keeps their records from moving by a rule."""
    telling.of_held(batch)
