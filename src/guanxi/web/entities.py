"""The faces of the pages' own nouns."""

from guanxi.engine.registry import registry
from guanxi.web.ownlayouts import face as layouts
from guanxi.web.regularexports import face as regular_exports
from guanxi.web.reserved import FIXED
from guanxi.web.savedviews import face as views

__all__ = ["layouts", "regular_exports", "views"]

registry.reserve(*FIXED)
