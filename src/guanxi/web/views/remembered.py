"""Where a page's script puts down how a person arranged it."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpResponse
from django.utils.translation import gettext as _

from guanxi.engine.errors import BadQuery
from guanxi.web.guard import Asking, page
from guanxi.web.remembering import remember


@page("POST")
def remembered(request: Asking) -> HttpResponse:
    """One arrangement, as `name` and `value` (JSON); an empty value forgets it."""
    remember(request.user, request.POST.get("name", ""), _read(request.POST.get("value", "")))
    return HttpResponse(status=204)


def _read(text: str) -> Any:
    try:
        return msgspec.json.decode(text) if text else None
    except (msgspec.DecodeError, RecursionError) as bad:
        raise BadQuery(_("This arrangement can't be kept.")) from bad
