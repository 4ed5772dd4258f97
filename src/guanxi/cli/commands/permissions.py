"""`guanxi permissions`: what roles allow, and how that changed."""

from __future__ import annotations

import datetime as dt
import json

import click
from django.utils import timezone

from guanxi.engine.permissions import Grant
from guanxi.people import snapshots
from guanxi.people.models.snapshot import RightsSnapshot
from guanxi.people.snapshots import Change


@click.group()
def permissions() -> None:
    """What roles allow."""


@permissions.command()
@click.option("--role", metavar="KEY", help="Of this role only.")
@click.option("--days", type=click.IntRange(1, 3650), default=30, show_default=True, help="So far back.")
@click.option("--check", is_flag=True, help="Also end with 1 when there was any change.")
def diff(role: str | None, days: int, check: bool) -> None:
    """Print how what roles allow changed, oldest first, a line for each verb and field: `+` is more, `-` is less."""
    rows = snapshots.with_before().filter(at__gte=timezone.now() - dt.timedelta(days=days))
    found = list(reversed(rows.filter(key=role) if role else rows))
    changed = 0
    for one in found:
        lines = [_line(change) for change in snapshots.changes(one.before, one.rights)]  # type: ignore[attr-defined]
        changed += len(lines)
        click.echo(_head(one))
        for line in lines:
            click.echo(f"  {line}")
    if not found:
        click.echo(f"No role changed in the last {days} days.")
    if check and changed:
        raise SystemExit(1)


def _head(one: RightsSnapshot) -> str:
    why = f"{one.why} to {one.release}" if one.why == snapshots.UPGRADE else f"{one.why} by {one.by or 'the system'}"
    return f"{timezone.localtime(one.at):%Y-%m-%d %H:%M} {one.key}: {why}"


def _line(change: Change) -> str:
    if change.field:
        closed, opened = change.modes
        return f"{'+' if opened > closed else '-'} {change.entity}.{change.field}: {closed.name} → {opened.name}"
    before, after = (_grants(side) for side in (change.before, change.after))
    sign = "+" if not change.before else "-" if not change.after else "±"
    return f"{sign} {change.entity} {change.verb}: {before} → {after}"


def _grants(grants: tuple[Grant, ...]) -> str:
    return ", ".join(_grant(grant) for grant in grants) or "none"


def _grant(grant: Grant) -> str:
    words = grant.scope.value if grant.allow else f"not {grant.scope.value}"
    return f"{words} where {json.dumps(grant.filter, ensure_ascii=False)}" if grant.filter else words
