"""`guanxi ownerless`: what nobody answers for."""

import click

from guanxi.cli.acting import whoever


@click.command()
@click.option("--as", "username", help="The user to look as; the first administrator when not given.")
def ownerless(username: str | None) -> None:
    """List records without an owner who works here, and people without a department. Ends with 1 where any are."""
    from guanxi.people.left_alone import findings

    with whoever(username) as actor:
        found = findings(actor)
        for one in found:
            click.echo(f"{one.face.label_plural}: {one.told} {one.lacks}")
    if found:
        raise SystemExit(1)
    click.echo("Everything has an owner, and everybody a department.")
