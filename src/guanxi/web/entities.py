"""The faces of the pages' own nouns."""

from guanxi.web.savedviews import face

__all__ = ["face"]
