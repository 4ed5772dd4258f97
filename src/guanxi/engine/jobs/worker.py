"""A worker: takes tickets from the queue, reads the event log, and looks after the jobs of the dead."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError, close_old_connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException

from guanxi.engine.customfields import living
from guanxi.engine.events.readers import read_all
from guanxi.engine.jobs.rescue import sweep
from guanxi.engine.jobs.run import LEASE

GRACE = 20.0
_PAUSE = 0.5
_OWN_THREADS = 3
"""For the rounds and the clock, however many jobs are running."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pace:
    """How often a worker does what, in seconds."""

    lease: float = LEASE
    sign_of_life: float = 4.0
    rounds: float = 5.0
    reading: float = 1.0
    poll: float = 3.0
    """Looks into the queue, for where the database can't call: behind pgbouncer."""


def work(*, concurrency: int, wait: bool, pace: Pace = Pace()) -> None:
    """Do background work: until stopped, or until nothing is waiting."""
    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise ImproperlyConfigured("Django is not set up with procrastinate.")
    while True:
        with app.replace_connector(connector.get_worker_connector()):
            if asyncio.run(_work(concurrency, wait, pace)) or not wait:
                return
        _log.warning("The connection to the database was lost; beginning anew.")
        time.sleep(_PAUSE)


async def _work(concurrency: int, wait: bool, pace: Pace) -> bool:
    """Work until told to stop (then true), until nothing waits, or until the connection is lost."""
    threads = ThreadPoolExecutor(concurrency + _OWN_THREADS, thread_name_prefix="job")
    asyncio.get_running_loop().set_default_executor(threads)
    look_after = partial(_look_after, pace.lease)
    await asyncio.to_thread(look_after)
    await asyncio.to_thread(_read)
    rounds = [asyncio.create_task(_every(pace.rounds, look_after)), asyncio.create_task(_every(pace.reading, _read))]
    try:
        async with app.open_async():
            working = asyncio.create_task(
                app.run_worker_async(
                    concurrency=concurrency,
                    wait=wait,
                    listen_notify=wait,
                    fetch_job_polling_interval=pace.poll,
                    shutdown_graceful_timeout=GRACE,
                    update_heartbeat_interval=pace.sign_of_life,
                    stalled_worker_timeout=pace.lease,
                    install_signal_handlers=False,
                )
            )
            for number in (signal.SIGTERM, signal.SIGINT):
                asyncio.get_running_loop().add_signal_handler(number, working.cancel)
            await asyncio.wait([working])
            if working.cancelled():
                return True
            try:
                working.result()
            except ConnectorException:
                if not wait:
                    raise
            return False
    finally:
        for task in rounds:
            task.cancel()
        await asyncio.gather(*rounds, return_exceptions=True)


async def _every(seconds: float, work: Callable[[], None]) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await asyncio.to_thread(work)
        except Exception:  # noqa: BLE001 (a round that fails must be seen, and must not be the last)
            _log.exception("A round of the worker failed")


def _look_after(lease: float) -> None:
    with _database("looking for lost jobs"):
        if count := sweep(lease):
            _log.warning("%d jobs of workers that died were given to others.", count)


def _read() -> None:
    with _database("reading the event log"):
        living.catch_up()
        read_all()


@contextlib.contextmanager
def _database(purpose: str) -> Iterator[None]:
    """A thread's connection, renewed when it broke; an absent database is told, and asked again in the next round."""
    close_old_connections()
    try:
        yield
    except (InterfaceError, OperationalError) as away:
        _log.warning("The database didn't answer while %s: %s", purpose, away)
    finally:
        close_old_connections()
