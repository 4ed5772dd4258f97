"""The stream of signals for an ASGI server; imports no Django, so that it stays small."""

from __future__ import annotations

from guanxi.messaging.live.stream import Live
from guanxi.site import environment

application = Live(environment.secret_key(), environment.live_dsn())
