"""A file's name as people see it; it is never part of a path."""

from __future__ import annotations

import re

from guanxi.engine.fields.text import tidy

LONGEST = 150
LONGEST_ENDING = 20
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\u2028\u2029]')
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)


def shown_name(given: str | None) -> str:
    """The last part of what a browser called it, without what any system reads as more than a name."""
    name = re.split(r"[/\\]", given or "")[-1]
    name = _FORBIDDEN.sub("_", " ".join(tidy(name).split())).strip(" .")
    if _DEVICE.match(name):
        name = f"_{name}"
    return _cut(name) or "file"


def _cut(name: str) -> str:
    """No longer than the longest, with its ending."""
    if len(name) <= LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > LONGEST_ENDING:
        return name[:LONGEST].strip(" .")
    return f"{stem[: LONGEST - len(ending) - 1].strip(' .')}.{ending}"
