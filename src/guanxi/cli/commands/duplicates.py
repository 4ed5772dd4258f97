"""`guanxi duplicates`: what possible duplicates are found by."""

import sys

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def duplicates() -> None:
    """What possible duplicates are found by."""


@duplicates.command()
@click.argument("names", metavar="[ENTITY]...", nargs=-1)
@click.option("--missing", is_flag=True, help="Only of records that have no keys yet.")
def rebuild(names: tuple[str, ...], missing: bool) -> None:
    """Write the keys of all records anew; people work on meanwhile."""
    from guanxi.engine.duplicates import rebuilding

    known = {entity.name: entity for entity in rebuilding.entities()}
    if unknown := [name for name in names if name not in known]:
        raise click.ClickException(f"Nobody looks for duplicates of {unknown[0]!r}; of these: {', '.join(known)}.")
    for name in names or known:
        done = 0
        for done in rebuilding.rebuild(known[name], missing=missing):
            if sys.stderr.isatty():
                click.echo(f"\r{name}: {done:,}", nl=False, err=True)
        if sys.stderr.isatty():
            click.echo("\r", nl=False, err=True)
        click.echo(f"{name}: {done:,} records.")
