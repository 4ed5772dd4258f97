"""The nouns of grading."""

from guanxi.grading.models.cycle import ContactCycle
from guanxi.grading.models.graded import Deals, Graded
from guanxi.grading.models.rule import GradingRule, GradingStep

__all__ = ["ContactCycle", "Deals", "Graded", "GradingRule", "GradingStep"]
