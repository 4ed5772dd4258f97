"""`guanxi config`: a configuration out of one system and into another."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import click

from guanxi.cli.acting import refusals, whoever


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def config() -> None:
    """Move fields, roles, views and what else is configuration from a test system to a live one."""


@config.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--part", "parts", multiple=True, metavar="ENTITY", help="Only these kinds of records; may be repeated.")
@click.option("--as", "who", help="The user to act as; the first administrator when not given.")
def export(file: Path, parts: tuple[str, ...], who: str | None) -> None:
    """Write the configuration to FILE."""
    from guanxi.engine import configuration

    with refusals(), whoever(who) as actor:
        document = configuration.make(actor, parts or None)
    file.write_text(json.dumps(document, ensure_ascii=False, indent=2), encoding="utf-8")
    counts = ", ".join(f"{name} {len(rows)}" for name, rows in document["records"].items())
    click.echo(f"{file}: {counts}")


@config.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "who", help="The user to act as; the first administrator when not given.")
def compare(file: Path, who: str | None) -> None:
    """Tell what FILE has and this system hasn't. Ends with 1 when they differ."""
    with refusals(), whoever(who) as actor:
        differs = [one for one in _differences(actor, file) if one.state != "same"]
        for one in differs:
            fields = ", ".join(name for name, *_sides in one.changes) if one.state == "changed" else ""
            click.echo(f"{one.state}\t{one.name}\t{fields}".rstrip())
    if differs:
        raise SystemExit(1)
    click.echo("No difference.")


@config.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--only", "chosen", multiple=True, metavar="NAME", help="Only these, as `compare` names them.")
@click.option("--dry-run", is_flag=True, help="Try it out and change nothing.")
@click.option("--as", "who", help="The user to act as; the first administrator when not given.")
def import_(file: Path, chosen: tuple[str, ...], dry_run: bool, who: str | None) -> None:
    """Bring FILE in: all of it or nothing. Ends with 1 when something stands in the way."""
    from guanxi.engine import configuration

    only = list(chosen) or None
    with refusals(), whoever(who) as actor:
        left_out = list(configuration.remarks(_differences(actor, file), only))
        counts, problems = configuration.bring_in_now(actor, _read(file), file.name, only, is_dry=dry_run)
    for name, text in left_out:
        click.echo(f"{name}: {text}", err=True)
    for name, text in problems.items():
        click.echo(f"{name}: {text}", err=True)
    click.echo(", ".join(f"{name} {count}" for name, count in counts.items()))
    if problems:
        click.echo("Nothing was changed.", err=True)
        raise SystemExit(1)


@config.command()
@click.argument("move", required=False, metavar="[KEY]", type=click.UUID)
@click.option("--leave", is_flag=True, help="Leave what stands in the way as it is, and take back the rest.")
@click.option("--dry-run", is_flag=True, help="Tell what becomes of each record, and change nothing.")
@click.option("--as", "who", help="The user to act as; the first administrator when not given.")
def undo(move: uuid.UUID | None, leave: bool, dry_run: bool, who: str | None) -> None:
    """Take back what was brought in last, or the one with this KEY.

    All of it or nothing: where later work would be lost it is told, and the command ends with 1.
    """
    from guanxi.engine import configuration

    with refusals(), whoever(who) as actor:
        fates = configuration.take_back_now(actor, move, leave=leave, is_dry=dry_run)
        stuck = configuration.in_the_way(fates)
        refused = stuck and not leave
        done = [] if refused else [fate for fate in fates if not fate.problem]
        for line in configuration.told(fates if dry_run else done):
            click.echo(line)
        for line in configuration.told([] if dry_run else stuck):
            click.echo(line, err=True)
    if refused:
        click.echo("Later work would be lost. Nothing was changed.", err=True)
        raise SystemExit(1)


def _differences(actor: Any, file: Path) -> list[Any]:
    from guanxi.engine import configuration

    return configuration.compare(actor, configuration.read(_read(file)))


def _read(file: Path) -> bytes:
    return file.read_bytes()


command = config
