"""Text as HTML."""

import html
import re

_special = re.compile("[&<>\"']").search


def escape(text: str) -> str:
    """The text between tags or in quotes. Most hold nothing to escape, and come back as they are."""
    return html.escape(text) if _special(text) else text
