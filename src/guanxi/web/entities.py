"""The faces of the pages' own nouns."""

from guanxi.engine.registry import registry
from guanxi.web.reserved import FIXED
from guanxi.web.savedviews import face

__all__ = ["face"]

registry.reserve(*FIXED)
