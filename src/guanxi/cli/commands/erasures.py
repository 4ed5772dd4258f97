"""`guanxi erasures`: people who were erased stay erased, also after a restore."""

import click

from guanxi.engine import origin


@click.command()
@click.option("--check", is_flag=True, help="Only tell whom a backup brought back; ends with 1 where there is anybody.")
def erasures(check: bool) -> None:
    """Erase again whoever is on the list of erasures and was brought back by a backup."""
    from guanxi.privacy import ledger

    with origin.origin("command"):
        if check:
            found = ledger.due()
            for entry in found:
                click.echo(f"{entry.entity}/{entry.record}, erased {entry.at}")
            if found:
                raise SystemExit(1)
            click.echo("Everybody on the list is erased.")
            return
        click.echo(f"{ledger.repeat():,} erased again.")
        if left := ledger.due():
            click.echo(f"{len(left):,} could not be erased: close their accounts first.", err=True)
            raise SystemExit(1)
