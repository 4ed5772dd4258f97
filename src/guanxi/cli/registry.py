"""Finding the subcommands: each file in `commands` is one, and is imported only when it is needed."""

import importlib
import pkgutil

import click

from guanxi.cli import application, commands

_BEFORE_DJANGO = {"live", "serve", "version", "doctor"}  # They must work when the settings don't, or start at once.


class Commands(click.Group):
    """A group whose commands are the files of a folder."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the files."""
        return sorted(name.rstrip("_") for _finder, name, _is_package in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command in the file of that name."""
        files = {name.rstrip("_"): name for _finder, name, _is_package in pkgutil.iter_modules(commands.__path__)}
        if cmd_name not in files:
            return None
        if cmd_name not in _BEFORE_DJANGO:
            application.set_up()
        module = importlib.import_module(f"{commands.__name__}.{files[cmd_name]}")
        command = getattr(module, "command", None) or getattr(module, files[cmd_name], None)
        if not isinstance(command, click.Command):
            raise TypeError(f"{module.__file__} has no click command named `command` or `{files[cmd_name]}`.")
        if getattr(module, "needs_database", True):
            command.invoke = _with_database(command)  # type: ignore[method-assign, assignment]
        return command


def _with_database(command: click.Command) -> "application.Invoke":
    invoke = type(command).invoke

    def invoke_with_database(ctx: click.Context) -> object:
        application.start_database()
        return invoke(command, ctx)

    return invoke_with_database
