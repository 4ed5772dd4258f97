"""A company's configuration as one document: taken out of one system, compared with another, brought in, taken back."""

from guanxi.engine.configuration.carrying_out import remarks
from guanxi.engine.configuration.comparing import CHANGED, HERE_ONLY, NEW, SAME, Difference, compare, strange
from guanxi.engine.configuration.document import LARGEST, make, parts, read
from guanxi.engine.configuration.moving import bring_in_now, choose, found, receive, take_back_now
from guanxi.engine.configuration.naming import is_tree
from guanxi.engine.configuration.taking_back import (
    CHANGES,
    DAYS,
    GOES,
    RETURNS,
    Fate,
    deeds_of,
    in_the_way,
    own_changes,
    own_deeds,
    take_back,
    told,
)

__all__ = [
    "CHANGED",
    "CHANGES",
    "DAYS",
    "GOES",
    "HERE_ONLY",
    "LARGEST",
    "NEW",
    "RETURNS",
    "SAME",
    "Difference",
    "Fate",
    "bring_in_now",
    "choose",
    "compare",
    "deeds_of",
    "found",
    "in_the_way",
    "is_tree",
    "make",
    "own_changes",
    "own_deeds",
    "parts",
    "read",
    "receive",
    "remarks",
    "strange",
    "take_back",
    "take_back_now",
    "told",
]
