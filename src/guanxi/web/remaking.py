"""What was drawn with words that the company has changed since."""

from __future__ import annotations

from typing import Any

from guanxi.web import places
from guanxi.web.templatetags import gx_kept


def forget_drawn(**_signal: Any) -> None:
    """Draw the kept parts of pages anew, and tell the places by their new names."""
    gx_kept._parts.clear()
    places._told.cache_clear()
