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
@click.option("--recipe", help="A recipe by its name or key; --map, --on-match and --day-first then change it.")
@click.option("--encoding", help="Of a text file, such as GB18030; found out when not given.")
@click.option("--delimiter", help="Between the cells of a text file; found out when not given.")
@click.option("--sheet", help="Of a spreadsheet; the first with content when not given.")
@click.option("--header-row", type=click.IntRange(min=0), help="The row with the names of the columns; 0 for none.")
@click.option("--heading-rows", type=click.IntRange(1, 9), default=1, help="How many rows the names of columns take.")
@click.option("--map", "mapped", multiple=True, metavar="COLUMN=FIELD", help="Where a column goes; empty: nowhere.")
@click.option("--on-match", type=click.Choice(_ON_MATCH), help="Records found; skipped when not said.")
@click.option("--day-first/--month-first", default=None, help="How dates such as 03/04/2026 are meant.")
@click.option("--as", "username", help="The user to act as; the first administrator when not given.")
@click.option("--dry-run", is_flag=True, help="Check the file and write nothing.")
@click.option(
    "--errors", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the rows with problems."
)
def command(
    entity: str, file: Path, recipe: str | None, username: str | None, dry_run: bool, errors: Path | None, **said: Any
) -> None:
    """Import FILE (CSV, XLSX, vCard …) as records of ENTITY, such as customers.

    Rows with problems are left out and told; the others are imported. Ends with 0 when all is well, 2 when some rows
    had problems, 1 when nothing could be imported.
    """
    from guanxi.engine.imports import recipes, working

    with ExitStack() as stack, refusals():
        actor = stack.enter_context(whoever(username))
        table = {name: said[name] for name in ("encoding", "delimiter", "sheet", "header_row", "heading_rows")}
        known = recipes.find(actor, entity_named(entity), recipe) if recipe else None
        with file.open("rb") as upload:
            work = working.start(actor, entity_named(entity), upload, file.name, **table)
        for note in recipes.take(work, actor, known).notes if known else ():
            click.echo(note, err=True)
        options = work.options | {name: said[name] for name in ("on_match", "day_first") if said[name] is not None}
        mapping, made = _mapping(work.mapping, work.made, said["mapped"])
        working.set_mapping(work, actor, mapping, options, made)
        _tell_mapping(work)
        sys.exit(_carry_out(work, actor, dry_run=dry_run, errors=errors))


def _mapping(
    guessed: dict[str, str], known: dict[str, Any], said: tuple[str, ...]
) -> tuple[dict[str, str], dict[str, Any]]:
    """The plain and the made fields as they were found, with what was said on top."""
    mapping, made = dict(guessed), dict(known)
    for pair in said:
        column, equals, field = pair.rpartition("=")
        if not equals:
            raise click.UsageError(f"--map is written COLUMN=FIELD, not “{pair}”.")
        for other in [name for name, target in mapping.items() if target == field]:
            del mapping[other]
        made.pop(field, None)
        mapping[column] = field
    return mapping, made


def _tell_mapping(work: Any) -> None:
    shape = ", ".join(filter(None, [work.format, work.encoding, work.sheet, f"{len(work.columns)} columns"]))
    click.echo(f"{work.file_name}: {shape}", err=True)
    for column in work.columns:
        into = [work.mapping.get(column), *(name for name, one in work.made.items() if column in one.get("from", ()))]
        click.echo(f"  {column} → {', '.join(filter(None, into)) or '(left out)'}", err=True)


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
