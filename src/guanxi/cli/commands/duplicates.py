"""`guanxi duplicates`: what possible duplicates are found by, and runs that look for them."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

import click

from guanxi.cli.acting import entity_named, refusals, whoever

if TYPE_CHECKING:
    from guanxi.engine.jobs import Job

PAUSE = 0.3
"""Seconds between two looks at how far it is."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def duplicates() -> None:
    """What possible duplicates are found by, and runs that look for them."""


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


@duplicates.command()
@click.argument("name", metavar="ENTITY")
@click.option("--as", "username", help="The user to act as; the first administrator when not given.")
@click.option("--no-wait", is_flag=True, help="Don't wait for the end.")
def match(name: str, username: str | None, no_wait: bool) -> None:
    """Have all records of ENTITY held against each other, and list those that may be the same.

    A worker does it, so `guanxi serve` or `guanxi worker` has to be running.
    """
    from guanxi.engine.duplicates import matching

    entity = entity_named(name)
    with refusals(), whoever(username) as actor:
        job = matching.begin(entity, actor)
    click.echo(f"Asked for: job {job.pk}.", err=True)
    if not no_wait:
        told = _ended(job)
        click.echo(f"{entity.name}: {told['records']:,} records, {told['pairs']:,} pairs listed.")


def _ended(job: Job) -> dict[str, Any]:
    """What came of a job, once it has ended well."""
    from guanxi.engine.models.job import ALIVE, DONE

    while job.state in ALIVE:
        time.sleep(PAUSE)
        job.refresh_from_db(fields=["state", "done", "total", "error", "result"])
        if sys.stderr.isatty():
            click.echo(f"\r{job.done:,} of {job.total:,}", nl=False, err=True)
    if sys.stderr.isatty():
        click.echo("\r", nl=False, err=True)
    if job.state != DONE:
        raise click.ClickException(f"Not done: {job.state}. {job.error}".strip())
    return job.result or {}
