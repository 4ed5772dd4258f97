"""Server-sent events for open pages: an ASGI application without a framework."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

import msgspec

from guanxi.messaging.live import tickets
from guanxi.messaging.live.hub import Hub, Listener
from guanxi.messaging.live.listening import listen

BEAT = 15.0
SLOWEST = 10.0
"""Seconds that one write may take before the reader counts as gone."""
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
_log = logging.getLogger(__name__)


class Live:
    """The application: `/stream?ticket=…`, under whatever path a proxy gives it, and `/healthz`."""

    def __init__(self, secret: str, dsn: str) -> None:
        self.secret, self.dsn = secret, dsn
        self.hub = Hub()
        self._listening: asyncio.Task[None] | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._listening = asyncio.create_task(listen(self.dsn, self.hub))
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                if self._listening is not None:
                    self._listening.cancel()
                self.hub.end_all()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if path == "/healthz":
            await _say(send, 200 if self.hub.is_listening else 503, "ok" if self.hub.is_listening else "not listening")
        elif scope["method"] != "GET":
            await _say(send, 405, "GET only")
        elif not path.endswith("/stream"):
            await _say(send, 404, "nothing here")
        else:
            await self._stream(scope, receive, send)

    async def _stream(self, scope: Message, receive: Receive, send: Send) -> None:
        origin = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"), "")
        text = parse_qs(scope["query_string"].decode("latin-1")).get("ticket", [""])[0]
        ticket = tickets.read(self.secret, text)
        if ticket is None or (origin and origin != ticket.origin):
            await _say(send, 403, "no valid ticket")
            return
        listener = self.hub.join(ticket) if self.hub.is_listening else None
        if listener is None:
            await _say(send, 503, "not now", ticket.origin)
            return
        gone = asyncio.create_task(_gone(receive))
        try:
            await _start(send, 200, "text/event-stream", ticket.origin)
            await _write(send, b"retry: 3600000\nevent: open\ndata: {}\n\n")
            await self._pour(listener, gone, send)
        except (TimeoutError, OSError, RuntimeError):
            _log.debug("A page stopped reading")
        finally:
            self.hub.leave(listener)
            gone.cancel()
            with contextlib.suppress(Exception):
                await send({"type": "http.response.body", "body": b"", "more_body": False})

    @staticmethod
    async def _pour(listener: Listener, gone: asyncio.Task[None], send: Send) -> None:
        """Signals as they come, a beat when none comes, until the ticket is over or the page is gone."""
        while True:
            left = listener.ticket.ends - time.time()
            if left <= 0 or listener.is_over or gone.done():
                break
            if not listener.pending:
                waking = asyncio.create_task(listener.woken.wait())
                await asyncio.wait({waking, gone}, timeout=min(BEAT, left), return_when=asyncio.FIRST_COMPLETED)
                waking.cancel()
            signals = listener.take()
            if listener.is_over or gone.done():
                break
            lines = [b"data: " + msgspec.json.encode(signal) + b"\n\n" for signal in signals]
            await _write(send, b"".join(lines) or b"event: beat\ndata: {}\n\n")
        if not gone.done():
            await _write(send, b"event: end\ndata: {}\n\n")


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _write(send: Send, data: bytes) -> None:
    await asyncio.wait_for(send({"type": "http.response.body", "body": data, "more_body": True}), SLOWEST)


async def _start(send: Send, status: int, kind: str, origin: str = "") -> None:
    headers = [(b"content-type", kind.encode()), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]
    headers.append((b"x-content-type-options", b"nosniff"))
    if origin:
        headers += [(b"access-control-allow-origin", origin.encode("latin-1")), (b"vary", b"Origin")]
    await send({"type": "http.response.start", "status": status, "headers": headers})


async def _say(send: Send, status: int, text: str, origin: str = "") -> None:
    await _start(send, status, "text/plain; charset=utf-8", origin)
    await send({"type": "http.response.body", "body": text.encode(), "more_body": False})
