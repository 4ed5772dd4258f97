"""`guanxi manage`: Django's own commands, for developers."""

import sys

import click
from django.core.management import execute_from_command_line

from guanxi.cli import application

needs_database = False
_WITHOUT_DATABASE = {"check", "compilemessages", "collectstatic", "diffsettings", "findstatic", "help", "version"}


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run a command of Django, such as makemigrations or shell."""
    if arguments and arguments[0] not in _WITHOUT_DATABASE:
        application.start_database()
    sys.argv[0] = "guanxi manage"
    execute_from_command_line([sys.argv[0], *arguments])
