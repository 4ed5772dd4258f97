"""`guanxi serve`: everything one machine needs, in one command."""

import http.client
import socket
import subprocess
import sys
import time

import click

from guanxi.cli import application, schema
from guanxi.cli.child import Child
from guanxi.cli.commands.live import serving
from guanxi.cli.supervisor import Supervisor
from guanxi.kit import postgres
from guanxi.site import environment

needs_database = False
_GUANXI = [sys.executable, "-m", "guanxi.cli"]
_THREADS = 4  # For each web process: pages wait for the database most of their time.


@click.command()
@click.option("--workers", type=click.IntRange(1, 64), help="Web processes. [default: GUANXI_WORKERS]")
@click.option("--jobs", type=click.IntRange(0, 64), help="Processes for background work. [default: GUANXI_JOBS]")
def serve(workers: int | None, jobs: int | None) -> None:
    """Serve pages and do background work until stopped."""
    began = time.monotonic()
    host, port = environment.host(), environment.port()
    _refuse_busy_port(host, port)
    application.start_database()
    if not schema.is_current(environment.database_dsn()):
        _update_database()
    children = [Child("The web server", _web(host, port, workers or environment.workers()))]
    if live := _live(host):
        children.append(live)
    for number in range(environment.jobs() if jobs is None else jobs):
        children.append(Child(f"Worker {number + 1}", [*_GUANXI, "worker"], gives_way=True))

    def announce() -> None:
        click.echo(f"Guanxi is ready after {time.monotonic() - began:.1f} s: {environment.public_url()}")
        click.echo("Stop it with Ctrl-C.")

    Supervisor(children, say=_say, tend=_database_keeper()).run(lambda: _healthy(host, port), announce)
    click.echo("Stopped.")


def _update_database() -> None:
    if code := subprocess.run([*_GUANXI, "migrate", "--quiet"], check=False).returncode:
        raise click.ClickException(f"The database is not up to date (migrate ended with {code}); nothing was started.")


def _web(host: str, port: int, workers: int) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(_THREADS), "--respawn-failed-workers"),
        *("--workers-kill-timeout", "20", "--no-ws", "--log-level", "warning", "guanxi.site.wsgi:application"),
    ]


def _live(host: str) -> Child | None:
    """The server of signals to open pages; without its port, pages ask every half minute instead."""
    port = environment.live_port()
    if not port:
        return None
    try:
        _refuse_busy_port(host, port)
    except click.ClickException:
        _say(f"Port {port} is taken: open pages ask for news every half minute. Set GUANXI_LIVE_PORT to a free port.")
        return None
    return Child("The live server", serving(host, port))


def _refuse_busy_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Can't listen on {host}:{port} ({error.strerror}). Set GUANXI_PORT to a free port."
            ) from None


def _healthy(host: str, port: int) -> bool:
    """Whether the web server answers; asked by the name of this machine, which it always answers to."""
    connection = http.client.HTTPConnection(_reachable(host), port, timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def _database_keeper() -> "application.Keeper":
    """Starts the embedded PostgreSQL again when somebody killed it."""
    data_dir = environment.data_dir()

    def tend() -> None:
        if environment.is_embedded() and postgres.running(data_dir) is None:
            _say("The database ended; it is started again.")
            postgres.ensure(data_dir)

    return tend


def _say(text: str) -> None:
    click.echo(f"{time.strftime('%H:%M:%S')} {text}", err=True)
