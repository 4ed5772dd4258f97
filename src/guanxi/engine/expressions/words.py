"""What the parts of an expression are called."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from guanxi.engine.expressions.parts import Type
from guanxi.engine.wording import listed

NAMES = {
    Type.NUMBER: _("a number"),
    Type.TEXT: _("a text"),
    Type.DAY: _("a day"),
    Type.MOMENT: _("a day with time"),
    Type.TIME: _("a time of day"),
    Type.TRUTH: _("yes or no"),
    Type.WORDS: _("several choices"),
    Type.RECORD: _("a link to a record"),
}


def said(types: Iterable[Type]) -> str:
    """Types in words."""
    return listed(str(NAMES[one]) for one in dict.fromkeys(types))
