"""`guanxi worker`: background and scheduled work."""

import asyncio

import click
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

_GRACE_SECONDS = 20  # Shorter than the time the supervisor, systemd and containers wait before they kill.


@click.command()
@click.option("--concurrency", type=click.IntRange(1, 64), default=2, show_default=True, help="Jobs at the same time.")
@click.option("--until-idle", is_flag=True, help="Stop when no job is waiting.")
def worker(concurrency: int, until_idle: bool) -> None:
    """Do background work until stopped; a job that was begun has 20 seconds to finish."""
    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise click.ClickException("Django is not set up with procrastinate.")
    with app.replace_connector(connector.get_worker_connector()) as ready:
        asyncio.run(_work(ready, concurrency=concurrency, wait=not until_idle))


async def _work(ready: App, *, concurrency: int, wait: bool) -> None:
    async with ready.open_async():
        await ready.run_worker_async(
            concurrency=concurrency, wait=wait, listen_notify=True, shutdown_graceful_timeout=_GRACE_SECONDS
        )
