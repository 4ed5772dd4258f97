"""What a page needs to know of htmx."""

from __future__ import annotations

from django.http import HttpRequest


def is_partial(request: HttpRequest, target: str = "") -> bool:
    """Whether htmx asks, for this element if one is named, and not to restore a page from its history."""
    if not request.headers.get("HX-Request") or request.headers.get("HX-History-Restore-Request"):
        return False
    return not target or request.headers.get("HX-Target") == target
