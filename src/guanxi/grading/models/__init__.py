"""The nouns of grading."""

from guanxi.grading.models.cycle import ContactCycle
from guanxi.grading.models.deepened import ContactMap, Deepened
from guanxi.grading.models.depth_rule import DepthRule
from guanxi.grading.models.graded import Deals, Graded
from guanxi.grading.models.rule import GradingRule, GradingStep
from guanxi.grading.models.step_rule import StepRule

__all__ = [
    "ContactCycle",
    "ContactMap",
    "Deals",
    "Deepened",
    "DepthRule",
    "Graded",
    "GradingRule",
    "GradingStep",
    "StepRule",
]
