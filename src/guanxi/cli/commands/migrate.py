"""`guanxi migrate`."""

import click
from django.core.management import call_command
from django.db import connections

from guanxi.cli import application, schema
from guanxi.site import environment

_LOCK = 4_715_001_001  # Any number that nothing else in the database uses as an advisory lock.


@click.command()
@click.option("--quiet", is_flag=True, help="Say nothing when there is nothing to do.")
def migrate(quiet: bool) -> None:
    """Bring the database up to this version of Guanxi. Two at once wait for each other."""
    lock = connections.create_connection("default")
    try:
        with lock.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
            if not cursor.fetchone()[0]:
                click.echo("Another process is updating the database; waiting for it.", err=True)
                cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            _migrate(quiet)
            schema.note(environment.database_dsn())
    finally:
        lock.close()


def _migrate(quiet: bool) -> None:
    environment.field_keys()  # made with the first database, so that a backup finds them
    if steps := len(application.pending_migrations()):
        click.echo(f"Updating the database: {steps} steps.")
        call_command("migrate", verbosity=0, interactive=False)
        click.echo("The database is up to date.")
    else:
        application.note_replaced()
        if not quiet:
            click.echo("The database is up to date.")
    from guanxi.people.setup import ensure_presets

    if made := ensure_presets():  # Roles come with the code, also when a version changes no table.
        click.echo(f"Shipped roles added: {', '.join(made)}.")
