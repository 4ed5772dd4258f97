"""`guanxi verify`: whether the history is whole."""

import sys

import click


@click.command()
@click.option(
    "--seal",
    metavar="NUMBER:HASH",
    help="A seal noted earlier outside this database, as this command printed it; it must still be the same.",
)
def verify(seal: str | None) -> None:
    """Prove the event log: each hash, each record's history, each seal. Ends with 1 at the first broken place."""
    from guanxi.engine.customfields import living
    from guanxi.engine.events import verifying
    from guanxi.engine.registry import registry

    def progress(count: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{count:,} events", nl=False, err=True)

    living.catch_up()
    proved = verifying.verify(list(registry), progress)
    if sys.stderr.isatty():
        click.echo("\r", nl=False, err=True)
    broken = proved.broken or (verifying.compare(seal) if seal else None)
    if broken is not None:
        click.echo(f"Broken. {broken.what.capitalize()}: {broken.where}.", err=True)
        raise SystemExit(1)
    click.echo(f"Whole: {proved.events:,} events, {proved.seals:,} seals.")
    if proved.last is not None:
        click.echo(f"The last seal, to note elsewhere: {proved.last.number}:{bytes(proved.last.hash).hex()}")
