"""Hearing the database's signals on a connection of its own, again and again when it breaks."""

from __future__ import annotations

import asyncio
import logging
import random

import psycopg

from guanxi.messaging.live.hub import Hub

CHANNEL = "guanxi_live"
SIGN_OF_LIFE = 20.0
LONGEST_PAUSE = 15.0
_log = logging.getLogger(__name__)


async def listen(dsn: str, hub: Hub) -> None:
    """Hand every signal to the hub until cancelled. While nothing can be heard, no page is told that it is."""
    pause = 0.5
    while True:
        try:
            connecting = psycopg.AsyncConnection.connect(dsn, autocommit=True, application_name="guanxi live")
            async with await asyncio.wait_for(connecting, 10) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                hub.is_listening, pause = True, 0.5
                await _hear(connection, hub)
        except (psycopg.Error, OSError, TimeoutError) as away:
            if hub.is_listening:
                _log.warning("The database can't be heard: %s", away)
        hub.is_listening = False
        hub.end_all()
        await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311 (jitter, no secret)
        pause = min(pause * 2, LONGEST_PAUSE)


async def _hear(connection: psycopg.AsyncConnection, hub: Hub) -> None:
    while True:
        async for signal in connection.notifies(timeout=SIGN_OF_LIFE):
            hub.hear(signal.payload)
        await asyncio.wait_for(connection.execute("SELECT 1"), 10)  # a connection that is dead says so
