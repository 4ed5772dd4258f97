"""A worker: takes tickets from the queue, reads the event log, and looks after the jobs of the dead."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterator

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, InterfaceError, close_old_connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from guanxi.engine.events.readers import read_all
from guanxi.engine.jobs.rescue import sweep
from guanxi.engine.jobs.run import LEASE

SIGN_OF_LIFE = 4.0
ROUNDS = 5.0
READING = 1.0
POLL = 3.0
"""Seconds between looks into the queue where the database can't call (behind pgbouncer)."""
GRACE = 20.0
_log = logging.getLogger(__name__)


def work(*, concurrency: int, wait: bool) -> None:
    """Do background work: until stopped, or until nothing is waiting."""
    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise ImproperlyConfigured("Django is not set up with procrastinate.")
    with app.replace_connector(connector.get_worker_connector()):
        asyncio.run(_work(concurrency=concurrency, wait=wait))


async def _work(*, concurrency: int, wait: bool) -> None:
    await asyncio.to_thread(_look_after)
    await asyncio.to_thread(_read)
    rounds = [asyncio.create_task(_every(ROUNDS, _look_after)), asyncio.create_task(_every(READING, _read))]
    try:
        async with app.open_async():
            await app.run_worker_async(
                concurrency=concurrency,
                wait=wait,
                listen_notify=wait,
                fetch_job_polling_interval=POLL,
                shutdown_graceful_timeout=GRACE,
                update_heartbeat_interval=SIGN_OF_LIFE,
                stalled_worker_timeout=float(LEASE),
            )
    finally:
        for task in rounds:
            task.cancel()
        await asyncio.gather(*rounds, return_exceptions=True)


async def _every(seconds: float, work: Callable[[], None]) -> None:
    while True:
        await asyncio.sleep(seconds)
        await asyncio.to_thread(work)


def _look_after() -> None:
    with _database("looking for lost jobs"):
        if count := sweep():
            _log.warning("%d jobs of workers that died were given to others.", count)


def _read() -> None:
    with _database("reading the event log"):
        read_all()


@contextlib.contextmanager
def _database(purpose: str) -> Iterator[None]:
    """A thread's connection, renewed when it broke; an absent database is told, and asked again in the next round."""
    close_old_connections()
    try:
        yield
    except (DatabaseError, InterfaceError) as away:
        _log.warning("The database didn't answer while %s: %s", purpose, away)
    finally:
        close_old_connections()
