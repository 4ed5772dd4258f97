"""`guanxi doctor`: what is wrong here, and what to do about it."""

import click

from guanxi.cli.checks import CHECKS, Check, ConcernError, ProblemError
from guanxi.kit.postgres import PostgresError
from guanxi.site.environment import SettingError

needs_database = False
_COLOURS = {"ok": "green", "look": "yellow", "WRONG": "red"}


@click.command()
def doctor() -> None:
    """Check this installation. Ends with 1 if something is wrong."""
    verdicts = [_examine(name, check) for name, check in CHECKS]
    if wrong := verdicts.count("WRONG"):
        click.echo(f"{wrong} of {len(CHECKS)} checks found something wrong.", err=True)
        raise SystemExit(1)


def _examine(name: str, check: Check) -> str:
    try:
        verdict, told = "ok", check()
    except ConcernError as concern:
        verdict, told = "look", str(concern)
    except (ProblemError, SettingError, PostgresError, OSError, ImportError) as problem:
        verdict, told = "WRONG", str(problem)
    click.echo(f"{click.style(f'{verdict:5}', fg=_COLOURS[verdict])}  {name}: {told}")
    return verdict
