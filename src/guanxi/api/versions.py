"""A record's version as an entity tag, and what a request says of it."""

from __future__ import annotations

import re

from django.http import HttpRequest
from django.utils.translation import gettext as _

from guanxi.api.refusals import BadRequest

_TAG = re.compile(r'\s*(W/)?"([^"]{0,40})"\s*')


def etag(version: int) -> str:
    """The tag of a version."""
    return f'"{version}"'


def demanded(request: HttpRequest) -> int | None:
    """The version that If-Match names; None without it or with `*`; raises BadRequest."""
    header = request.META.get("HTTP_IF_MATCH")
    if header is None or header.strip() == "*":
        return None
    tag = _TAG.fullmatch(header)
    if tag is None:
        raise BadRequest(_('If-Match takes the ETag of the record, like “"3"”.'))
    # A weak tag, or one that isn't ours, matches no version there is.
    return int(tag[2]) if not tag[1] and tag[2].isascii() and tag[2].isdigit() and len(tag[2]) < 10 else -1


def known_already(request: HttpRequest, version: int) -> bool:
    """Whether If-None-Match says that the caller has this version."""
    header = request.META.get("HTTP_IF_NONE_MATCH")
    if not header:
        return False
    return header.strip() == "*" or str(version) in (tag for _weak, tag in _TAG.findall(header[:1000]))
