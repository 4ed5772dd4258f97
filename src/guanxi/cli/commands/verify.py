"""`guanxi verify`: whether the history is whole."""

import sys
import uuid
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from guanxi.engine.events.verifying import Proved


@click.command()
@click.option(
    "--seal",
    metavar="NUMBER:HASH",
    help="A seal noted earlier outside this database, as this command printed it; it must still be the same.",
)
@click.option("--record", metavar="ENTITY/ID", help="Only the history of one record, such as customers/0198….")
def verify(seal: str | None, record: str | None) -> None:
    """Prove the event log: each hash, each record's history, each seal. Ends with 1 at the first broken place."""
    from guanxi.engine.customfields import living
    from guanxi.engine.events import verifying
    from guanxi.engine.registry import registry

    if record:
        _told(_of_record(record), None)
        return

    def progress(count: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{count:,} events", nl=False, err=True)

    living.catch_up()
    proved = verifying.verify(list(registry), progress)
    if sys.stderr.isatty():
        click.echo("\r", nl=False, err=True)
    _told(proved, seal)
    if proved.last is not None:
        click.echo(f"The last seal, to note elsewhere: {proved.last.number}:{bytes(proved.last.hash).hex()}")


def _of_record(text: str) -> "Proved":
    from guanxi.cli.acting import entity_named
    from guanxi.engine.events import verifying

    name, _slash, key = text.partition("/")
    try:
        return verifying.verify_record(entity_named(name), uuid.UUID(key))
    except ValueError:
        raise click.UsageError("Name the record as ENTITY/ID, such as customers/0198….") from None


def _told(proved: "Proved", seal: str | None) -> None:
    """Say what was found; the exit code is 1 where anything is broken."""
    from guanxi.engine.events import verifying

    broken = proved.broken or (verifying.compare(seal) if seal else None)
    if broken is not None:
        click.echo(f"Broken. {broken.what.capitalize()}: {broken.where}.", err=True)
        raise SystemExit(1)
    redacted = f", {proved.redacted:,} of them with personal data taken out" if proved.redacted else ""
    click.echo(f"Whole: {proved.events:,} events{redacted}, {proved.seals:,} seals.")
