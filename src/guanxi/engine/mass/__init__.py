"""Changes to all records that a query means: in the background, told record by record, and taken back together."""

from guanxi.engine.mass.changing import Wish, begin, matching_keys
from guanxi.engine.mass.undoing import DAYS, begin_undo, can_be_undone

__all__ = ["DAYS", "Wish", "begin", "begin_undo", "can_be_undone", "matching_keys"]
