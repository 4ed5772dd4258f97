"""The nouns of the diary."""

from guanxi.diary.models.appointment import Appointment, Participant, SpecialDay
from guanxi.diary.models.feed import Feed
from guanxi.diary.models.reminded import Reminded

__all__ = ["Appointment", "Feed", "Participant", "Reminded", "SpecialDay"]
