"""`guanxi openapi`."""

import click
from django.core.management import call_command

needs_database = False


@click.command()
@click.option("--keep", is_flag=True, help="Renew the snapshot in the source instead of printing. For developers.")
def openapi(keep: bool) -> None:
    """Print the OpenAPI description of the whole API."""
    call_command("openapi", keep=keep)
