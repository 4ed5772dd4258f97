"""`guanxi import`: a file brought in from the command line."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from guanxi.cli.acting import entity_named, refusals, whoever

_ON_MATCH = ("skip", "fill_empty", "update", "create")


@click.command("import")
@click.argument("entity")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--encoding", help="Of a text file, such as GB18030; found out when not given.")
@click.option("--delimiter", help="Between the cells of a text file; found out when not given.")
@click.option("--sheet", help="Of a spreadsheet; the first with content when not given.")
@click.option("--header-row", type=click.IntRange(min=0), help="The row with the names of the columns; 0 for none.")
@click.option("--map", "mapped", multiple=True, metavar="COLUMN=FIELD", help="Where a column goes; empty: nowhere.")
@click.option("--on-match", type=click.Choice(_ON_MATCH), default="skip", show_default=True, help="Records found.")
@click.option("--day-first/--month-first", default=None, help="How dates such as 03/04/2026 are meant.")
@click.option("--as", "username", help="The user to act as; the first administrator when not given.")
@click.option("--dry-run", is_flag=True, help="Check the file and write nothing.")
@click.option(
    "--errors", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the rows with problems."
)
def command(entity: str, file: Path, username: str | None, dry_run: bool, errors: Path | None, **said: Any) -> None:
    """Import FILE (CSV, XLSX, vCard …) as records of ENTITY, such as customers.

    Rows with problems are left out and told; the others are imported. Ends with 0 when all is well, 2 when some rows
    had problems, 1 when nothing could be imported.
    """
    from guanxi.engine.imports import working

    with ExitStack() as stack, refusals():
        actor = stack.enter_context(whoever(username))
        table = {name: said[name] for name in ("encoding", "delimiter", "sheet", "header_row")}
        with file.open("rb") as upload:
            work = working.start(actor, entity_named(entity), upload, file.name, **table)
        options = {"on_match": said["on_match"], "day_first": said["day_first"]}
        working.set_mapping(work, actor, _mapping(work.mapping, said["mapped"]), options)
        _tell_mapping(work)
        sys.exit(_carry_out(work, actor, dry_run=dry_run, errors=errors))


def _mapping(guessed: dict[str, str], said: tuple[str, ...]) -> dict[str, str]:
    """The guessed mapping with what was said on top."""
    mapping = dict(guessed)
    for pair in said:
        column, equals, field = pair.rpartition("=")
        if not equals:
            raise click.UsageError(f"--map is written COLUMN=FIELD, not “{pair}”.")
        for other in [name for name, target in mapping.items() if target == field]:
            del mapping[other]
        mapping[column] = field
    return mapping


def _tell_mapping(work: Any) -> None:
    shape = ", ".join(filter(None, [work.format, work.encoding, work.sheet, f"{len(work.columns)} columns"]))
    click.echo(f"{work.file_name}: {shape}", err=True)
    for column in work.columns:
        click.echo(f"  {column} → {work.mapping.get(column) or '(left out)'}", err=True)


def _carry_out(work: Any, actor: Any, *, dry_run: bool, errors: Path | None) -> int:
    from guanxi.engine.imports import error_file, working
    from guanxi.engine.imports.running import Foreground
    from guanxi.engine.models.imports import CANCELLED

    with click.progressbar(
        length=max(work.total, 1), label="Checking" if dry_run else "Importing", file=sys.stderr
    ) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        step = working.check if dry_run else working.run
        try:
            step(work, Foreground(actor, progress))
        except KeyboardInterrupt:
            working.finish(work, actor, CANCELLED)
            raise
    counts = work.checked if dry_run else work.counts
    click.echo(", ".join(f"{name} {counts[name]:,}" for name in counts))
    for row, place, text, is_problem in work.marks[:10]:
        column = f", {work.columns[place]}" if place is not None and place < len(work.columns) else ""
        click.echo(
            f"  row {row}{column}: {text}" if is_problem else f"  row {row}{column} (imported): {text}", err=True
        )
    if errors is not None and counts["failed"]:
        error_file.write(work, errors)
        click.echo(f"The rows with problems are in {errors}.", err=True)
    if counts["failed"] == counts["total"]:
        return 1
    return 2 if counts["failed"] else 0
