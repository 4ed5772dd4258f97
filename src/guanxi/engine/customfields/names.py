"""The two ways to write a custom field's name: `custom_shade` is a field like any, `custom.shade` says whose it is."""

from __future__ import annotations

import re

_DOTTED = re.compile(r"(^|[.-])custom\.")


def plain(path: str) -> str:
    """A path with every custom field in it named as on its model."""
    return _DOTTED.sub(r"\1custom_", path) if "custom." in path else path
