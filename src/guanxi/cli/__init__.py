"""The command `guanxi`: one file per subcommand in the folder `commands`."""

import sys

import click

from guanxi.cli.registry import Commands
from guanxi.kit.postgres import PostgresError
from guanxi.site.environment import SettingError


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def guanxi() -> None:
    """Guanxi (关系): customers, and everything you do with and for them."""


def main() -> None:
    """Run the command line; what the user can put right is told in one line, without a traceback."""
    try:
        guanxi()
    except (SettingError, PostgresError) as error:
        click.echo(f"guanxi: {error}", err=True)
        sys.exit(2)
