"""Where a page may send somebody next: only into this system, whatever the address asks for."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote, urlsplit

LONGEST = 2_000
_PLAIN = re.compile(r"/(?![/\\])[^\x00-\x20\x7f-\x9f\\\u2028\u2029]*")


def is_own(url: Any) -> bool:
    """Whether an address is a path of ours: one slash first, no host, no backslash, no control sign, ."""
    if not isinstance(url, str) or len(url) > LONGEST:
        return False
    return _is_path(url) and _is_path(unquote(url).partition("?")[0]) and _has_no_host(url)


def own_or(url: Any, otherwise: str) -> str:
    """The address if it is ours, otherwise the other one."""
    return url if is_own(url) else otherwise


def _is_path(url: str) -> bool:
    return bool(_PLAIN.fullmatch(url))


def _has_no_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc
