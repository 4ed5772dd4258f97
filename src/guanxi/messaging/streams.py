"""Where a page hears signals, and the ticket that lets it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest

from guanxi.messaging.live import tickets


def url(request: HttpRequest) -> str:
    """The address of the stream as this page's browser reaches it; "" where there is none."""
    if settings.LIVE_URL:
        return f"{settings.LIVE_URL}/stream"
    if not settings.LIVE_PORT:
        return ""
    try:
        host = request.get_host()
    except DisallowedHost:
        return ""
    name = urlsplit(f"//{host}").hostname or ""
    return f"{request.scheme}://{f'[{name}]' if ':' in name else name}:{settings.LIVE_PORT}/stream"


def origin(request: HttpRequest) -> str:
    """The stream's origin where it isn't the page's own, for the page's content policy."""
    parts = urlsplit(url(request))
    found = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return "" if found == page_origin(request) else found


def page_origin(request: HttpRequest) -> str:
    """The origin of the page itself."""
    try:
        return f"{request.scheme}://{request.get_host()}" if not settings.LIVE_URL else settings.PUBLIC_URL
    except DisallowedHost:
        return ""


def ticket(request: HttpRequest, user: uuid.UUID, records: Sequence[uuid.UUID]) -> str:
    """What lets this page listen for a minute; the caller asked whether the user may read the records."""
    return tickets.write(settings.SECRET_KEY, user, page_origin(request), records)
