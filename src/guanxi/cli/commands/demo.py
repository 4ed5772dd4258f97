"""`guanxi demo`."""

from __future__ import annotations

import sys

import click
from django.conf import settings
from django.utils.translation import gettext_noop

from guanxi.cli.commands.migrate import migrate
from guanxi.engine import demo as engine_demo
from guanxi.engine import origin
from guanxi.engine.permissions import as_system
from guanxi.people import demo as _people  # noqa: F401 (declares its part)


@click.command()
@click.option("--customers", type=click.IntRange(0, 5_000_000), default=300, show_default=True, help="How many in all.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same data.")
@click.pass_context
def demo(ctx: click.Context, customers: int, seed: int) -> None:
    """Load demo data: departments, one account per role, customers and contacts. Safe to repeat."""
    ctx.invoke(migrate, quiet=True)
    bar = _Bar()
    with origin.origin("command"), as_system(gettext_noop("demo data")) as system:
        run = engine_demo.Demo(system, seed, {"customers": customers}, bar)
        engine_demo.make(run)
    bar.finish()
    click.echo("Demo accounts (sign-in name, role, password):")
    for username, password, role in run.accounts:
        click.echo(f"  {username:<16}{role:<32}{password or '(changed)'}")
    click.echo(f"Address: {settings.PUBLIC_URL}/")


class _Bar:
    """A progress bar on a terminal, nothing elsewhere."""

    def __init__(self) -> None:
        self.shown = False

    def __call__(self, what: str, done: int, total: int) -> None:
        if sys.stderr.isatty():
            self.shown = True
            click.echo(f"\r{what}: {done:,} of {total:,}", nl=False, err=True)

    def finish(self) -> None:
        if self.shown:
            click.echo("", err=True)
