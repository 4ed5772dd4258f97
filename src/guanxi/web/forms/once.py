"""A form sent twice is done once: the hidden token of its page names the doing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.utils.crypto import get_random_string

from guanxi.engine.idempotency import answer_of, once
from guanxi.web.guard import Asking

FIELD = "once"
NOT_ASKED = ("csrfmiddlewaretoken",)


def token() -> tuple[str, str]:
    """A hidden field for a form that does something."""
    return FIELD, get_random_string(32)


def sent_token(request: Asking) -> tuple[str, str]:
    """The same field again, when the form comes back refused: nothing was done under it."""
    return FIELD, request.POST.get(FIELD, "")


def done_before(request: Asking, sent: str) -> dict[str, Any] | None:
    """What came of a form that this person sent with a token; None when it isn't known any more."""
    return answer_of(request.user, f"form {sent}") if sent and sent.isprintable() else None


def do_once(request: Asking, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do what the form asks for, or answer again what was done when it was sent before; raises KeyReused."""
    key = request.POST.get(FIELD, "")
    if not key:
        return work()
    asked = {name: values for name, values in request.POST.lists() if name not in NOT_ASKED}
    for name, uploads in request.FILES.lists():
        asked[name] = [f"{one.name} {one.size}" for one in uploads]
    told = json.dumps([request.path, asked], sort_keys=True, ensure_ascii=False).encode()
    answer, _again = once(request.user, f"form {key}", told, work)
    return answer
