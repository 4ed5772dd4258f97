"""The nouns of the diary."""

from guanxi.diary.models.appointment import Appointment, Participant, SpecialDay
from guanxi.diary.models.feed import Feed

__all__ = ["Appointment", "Feed", "Participant", "SpecialDay"]
