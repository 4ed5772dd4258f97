"""`guanxi version`."""

import platform
from importlib.metadata import version as version_of

import click

needs_database = False


@click.command()
def version() -> None:
    """Print the versions of Guanxi and of what it runs on."""
    click.echo(f"Guanxi {version_of('guanxi')}")
    click.echo(f"Python {platform.python_version()}, Django {version_of('django')}, psycopg {version_of('psycopg')}")
