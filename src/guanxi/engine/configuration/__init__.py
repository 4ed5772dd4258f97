"""A company's configuration as one document: taken out of one system, compared with another, brought in, taken back."""

from guanxi.engine.configuration.comparing import CHANGED, HERE_ONLY, NEW, SAME, Difference, compare, strange
from guanxi.engine.configuration.document import LARGEST, make, parts, read
from guanxi.engine.configuration.moving import bring_in_now, choose, found, receive

__all__ = [
    "CHANGED",
    "HERE_ONLY",
    "LARGEST",
    "NEW",
    "SAME",
    "Difference",
    "bring_in_now",
    "choose",
    "compare",
    "found",
    "make",
    "parts",
    "read",
    "receive",
    "strange",
]
