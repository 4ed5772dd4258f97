"""The ring of keys of encrypted fields, as this process knows it."""

from __future__ import annotations

import json
import time
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from guanxi.engine.errors import EngineError
from guanxi.kit.sealing import CannotOpen, Ring

FRESH = 5.0
"""Seconds after which another process may have added a key."""
_known: tuple[float, Ring] | None = None


class Unreadable(EngineError):
    """What is stored encrypted can't be read: its key is missing, or it was changed."""

    code, status = "unreadable", 503

    def default_message(self) -> str:
        return _(
            "What is encrypted here can't be read: its key is missing, or it was changed. Who runs Guanxi sees more "
            "with the command “guanxi keys list”."
        )


def ring() -> Ring:
    """The keys, looked at anew every few seconds."""
    global _known
    if _known is None or time.monotonic() - _known[0] > FRESH:
        _known = time.monotonic(), settings.FIELD_KEYS()
    return _known[1]


def forget() -> None:
    """Look at the keys anew with the next question."""
    global _known
    _known = None


def seal(text: str, place: str) -> str:
    """A text as it is stored."""
    return ring().seal(text, place)


def unseal(token: str, place: str) -> str:
    """The text again; raises Unreadable."""
    try:
        return ring().open(token, place)
    except CannotOpen:
        forget()  # another process may have added the key just now
    try:
        return ring().open(token, place)
    except CannotOpen as bad:
        raise Unreadable() from bad


def sealed_json(told: Any, place: str) -> dict[str, str]:
    """Anything of JSON, unreadable without the ring."""
    return {"sealed": seal(json.dumps(told), place)}


def unsealed_json(kept: Any, place: str) -> Any:
    """What `sealed_json` was given, or what was kept before such things were sealed."""
    return json.loads(unseal(kept["sealed"], place)) if _is_sealed(kept) else kept


def _is_sealed(kept: Any) -> bool:
    return isinstance(kept, dict) and set(kept) == {"sealed"}
