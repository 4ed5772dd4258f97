"""`guanxi token`: keys with which programs act for a user."""

from __future__ import annotations

import datetime as dt

import click
from django.utils import translation

from guanxi.cli.commands.migrate import migrate
from guanxi.people import tokens
from guanxi.people.models import User


@click.command()
@click.argument("name")
@click.option("--name", "label", default="command line", show_default=True, help="What the token is for.")
@click.option("--scope", "scopes", default="read,write", show_default=True, help="read, write, or read:customers …")
@click.option("--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="How long it lives.")
@click.option("--list", "listed", is_flag=True, help="List the account's tokens instead.")
@click.option("--revoke", metavar="TOKEN", help="Revoke the token of that name instead.")
@click.pass_context
def token(ctx: click.Context, name: str, label: str, scopes: str, days: int, listed: bool, revoke: str | None) -> None:
    """Make a token for the account NAME and print it alone on the last line."""
    ctx.with_resource(translation.override("en"))  # The command speaks English throughout.
    ctx.invoke(migrate, quiet=True)
    person = User.objects.filter(username=name.lower(), deleted_at__isnull=True, is_active=True).first()
    if person is None:
        raise click.ClickException(f"There is no active account {name}. See `guanxi user list`.")
    if listed:
        for held in tokens.held_by(person):
            used = f"{held.used_at:%Y-%m-%d %H:%M}" if held.used_at else "never used"
            ends = f"{held.expires_at:%Y-%m-%d}" if held.expires_at else "no end"
            click.echo(f"{held.hint}…  {held.name:<24} {' '.join(held.scopes):<20} {ends}  {used}")
        return
    if revoke is not None:
        found = [held for held in tokens.held_by(person) if held.name == revoke]
        if not found:
            raise click.ClickException(f"{name} has no token called {revoke}. See `guanxi token {name} --list`.")
        for held in found:
            tokens.revoke(person, held.pk)
        click.echo(f"Revoked {revoke}.")
        return
    try:
        text = tokens.make(person, label, scopes.replace(",", " ").split(), dt.timedelta(days=days))
    except tokens.BadScope as bad:
        raise click.ClickException(str(bad)) from bad
    click.echo(f"A token for {person.username}, good for {days} days. It is shown this once:", err=True)
    click.echo(text)
