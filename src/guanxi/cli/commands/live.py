"""`guanxi live`: signals to open pages."""

import os
import sys

import click

from guanxi.cli import application
from guanxi.site import environment

needs_database = False


@click.command()
def live() -> None:
    """Tell open pages that there is something new, until stopped."""
    port = environment.live_port()
    if not port:
        raise click.ClickException("GUANXI_LIVE_PORT is 0: pages ask every half minute, and nothing is to be served.")
    application.start_database()
    command = serving(environment.host(), port)
    os.execv(command[0], command)  # noqa: S606 (our own interpreter and a fixed module)


def serving(host: str, port: int) -> list[str]:
    """The command that serves the stream in one process."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "asgi", "--host", host, "--port", str(port)),
        *("--workers", "1", "--runtime-threads", "1", "--no-ws", "--log-level", "warning"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "5", "guanxi.site.live:application"),
    ]
