"""The faces of the pages' own nouns."""

from guanxi.web.ownlayouts import face as layouts
from guanxi.web.savedviews import face as views

__all__ = ["layouts", "views"]
