"""`guanxi export`: records written to a file."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from guanxi.cli.acting import entity_named, refusals, whoever

_SUFFIXES = {".csv": "csv", ".xlsx": "xlsx", ".json": "json", ".jsonl": "json", ".vcf": "vcf"}


@click.command("export")
@click.argument("entity")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, allow_dash=True, path_type=Path))
@click.option("--filter", "condition", help="Only these: a filter as JSON.")
@click.option("--search", default="", help="Only what this text finds.")
@click.option("--sort", default="", help="Fields to order by, separated by commas; a minus before one turns it round.")
@click.option("--columns", help="Fields to write, separated by commas; all that show when not given.")
@click.option(
    "--format", "form", type=click.Choice(["csv", "xlsx", "json", "vcf"]), help="By the file's name if not given."
)
@click.option("--as", "username", help="The user to act as; the first administrator when not given.")
@click.option("--for-migration", is_flag=True, help="Exactly as stored, for reading back by a program.")
def command(
    entity: str, file: Path, condition: str | None, search: str, sort: str, columns: str | None, form: str | None,
    username: str | None, for_migration: bool,
) -> None:  # fmt: skip
    """Export records of ENTITY, such as customers, to FILE (or - for the screen) as CSV, XLSX, JSON lines or vCard.

    Cells that a spreadsheet would take for a formula get an apostrophe, except with --for-migration.
    """
    from guanxi.engine import exports

    with ExitStack() as stack, refusals():
        actor = stack.enter_context(whoever(username))
        wanted = exports.Wanted(
            entity=entity_named(entity).name,
            filter=_read(condition),
            q=search,
            sort=_names(sort) or (),
            fields=_names(columns),
            format=form or _SUFFIXES.get(file.suffix.lower(), "csv"),
            safe=not for_migration,
        )
        if for_migration:
            click.echo(
                "Cells are written as they are. Don't open this file in a spreadsheet: it may hold formulas.", err=True
            )
        total = exports.count(wanted, actor)
        exports.tell(wanted, actor, total)
        _write(exports.pieces(wanted, actor), file)
        click.echo(f"{total:,} records written to {file}.", err=True)


def _write(pieces: Any, file: Path) -> None:
    """To the screen, or to a file that is there whole or not at all."""
    if str(file) == "-":
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    part = file.with_name(f".{file.name}.part")
    try:
        with part.open("wb") as stream:
            for piece in pieces:
                stream.write(piece)
        part.replace(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _read(condition: str | None) -> Any:
    if condition is None:
        return None
    try:
        return json.loads(condition)
    except ValueError as bad:
        raise click.UsageError(f"--filter is no JSON: {bad}") from bad


def _names(text: str | None) -> tuple[str, ...] | None:
    return tuple(name.strip() for name in text.split(",") if name.strip()) if text else None
