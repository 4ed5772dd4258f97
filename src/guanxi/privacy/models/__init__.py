"""The nouns of privacy."""

from guanxi.privacy.models.breach import Breach
from guanxi.privacy.models.consent import Consent, Notice
from guanxi.privacy.models.retention import RetentionRule

__all__ = ["Breach", "Consent", "Notice", "RetentionRule"]
