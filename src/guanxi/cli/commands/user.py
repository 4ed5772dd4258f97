"""`guanxi user`: accounts."""

from __future__ import annotations

import sys
from typing import Any

import click
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation

from guanxi.cli.commands.migrate import migrate
from guanxi.engine import gate, origin
from guanxi.engine.errors import EngineError, Invalid
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.people import credentials, links
from guanxi.people.models import Department, Role, RoleGiven, User


@click.group()
@click.pass_context
def user(ctx: click.Context) -> None:
    """Accounts: add, list, deactivate, reactivate, unlock, password."""
    ctx.with_resource(translation.override("en"))  # The command speaks English throughout.
    ctx.invoke(migrate, quiet=True)


@user.command()
@click.argument("name")
@click.option("--role", "roles", multiple=True, help="A role's key, such as administrator, clerk, sales_manager.")
@click.option("--full-name", help="The person's name. [default: the sign-in name]")
@click.option("--department", help="The department's name; made if it isn't there.")
@click.option("--email", help="E-mail address.")
@click.option("--mobile", help="Mobile number.")
@click.option("--password", help="A password; others on this machine may see it while the command runs.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add(
    name: str,
    roles: tuple[str, ...],
    full_name: str | None,
    department: str | None,
    email: str | None,
    mobile: str | None,
    password: str | None,
    password_stdin: bool,
) -> None:
    """Add an account, or change the one of that name. Without a password, prints a link to choose one."""
    raw = _password(password, password_stdin)
    with origin.origin("command"), as_system("guanxi user add") as system, transaction.atomic():
        values: dict[str, Any] = {"email": email, "mobile": mobile, "name": full_name}
        values = {field: value for field, value in values.items() if value is not None}
        if department:
            values["department"] = _department(department, system)
        if roles:
            values["roles"] = [{"role": _role(key)} for key in dict.fromkeys(roles)]
        try:
            person, told = _save(name, values, system)
        except EngineError as refused:
            raise click.ClickException(_reason(refused)) from refused
        is_set = raw is not None and _set_password(person, raw, system)
    click.echo(told)
    if is_set:
        click.echo("The password is set.")
    if raw is None and not person.has_usable_password():
        click.echo("The link to choose a password, good for 7 days and one use:")
        click.echo(links.make(person, links.INVITATION))


@user.command("list")
def list_() -> None:
    """All accounts, with their roles."""
    for person in User.objects.filter(deleted_at__isnull=True).order_by("username").select_related("department"):
        keys = " ".join(RoleGiven._base_manager.filter(user=person).values_list("role__key", flat=True)) or "-"
        state = "" if person.is_active else "  (deactivated)"
        place = person.department.name if person.department else "-"
        click.echo(f"{person.username:<20} {keys:<28} {place}{state}")


@user.command()
@click.argument("name")
def deactivate(name: str) -> None:
    """Nobody signs in with the account any more; sessions and tokens end at once."""
    _act(name, "deactivate", unless=lambda person: not person.is_active, told="is deactivated")


@user.command()
@click.argument("name")
def reactivate(name: str) -> None:
    """The account can be used again."""
    _act(name, "reactivate", unless=lambda person: person.is_active, told="is active")


@user.command()
@click.argument("name")
def unlock(name: str) -> None:
    """Forget wrong passwords and codes."""
    _act(name, "unlock", told="is unlocked")


@user.command()
@click.argument("name")
@click.option("--password", help="The new password; others on this machine may see it while the command runs.")
@click.option("--password-stdin", is_flag=True, help="Read the new password from standard input.")
def password(name: str, password: str | None, password_stdin: bool) -> None:
    """Set a new password; without one given, print a link to choose it. Sessions and tokens end."""
    person, raw = _find(name), _password(password, password_stdin)
    if raw is None:
        click.echo("The link to choose a password, good for 1 hour and one use:")
        click.echo(links.make(person, links.RESET))
        return
    with origin.origin("command"), as_system("guanxi user password") as system:
        if _set_password(person, raw, system):
            click.echo("The password is set.")


def _save(name: str, values: dict[str, Any], system: Any) -> tuple[User, str]:
    present = User.objects.filter(username=name.lower()).first()
    if present is None:
        made = gate.create(registry["users"], {"name": name, **values, "username": name}, actor=system, given="text")
        return User.objects.get(pk=made.pk), f"Added {made.username}."  # type: ignore[attr-defined]
    if present.deleted_at is not None:
        raise click.ClickException(f"{name} is in the recycle bin. Restore it first, or choose another name.")
    if "roles" in values:
        held = set(present.roles.values_list("role_id", flat=True))
        if held == {line["role"] for line in values["roles"]}:
            del values["roles"]
    changed = gate.update(registry["users"], present.pk, values, actor=system, given="text") if values else present
    fresh = User.objects.get(pk=changed.pk)
    return fresh, f"{fresh.username} is there already{'; changed.' if fresh.version != present.version else '.'}"


def _set_password(person: User, raw: str, system: Any) -> bool:
    if person.has_usable_password() and person.check_password(raw):
        return False
    try:
        credentials.change_password(person, raw, actor=system)
    except ValidationError as refused:
        raise click.ClickException(" ".join(refused.messages)) from refused
    return True


def _act(name: str, verb: str, *, told: str, unless: Any = lambda _person: False) -> None:
    person = _find(name)
    if not unless(person):
        with origin.origin("command"), as_system(f"guanxi user {verb}") as system:
            gate.act(registry["users"], person.pk, verb, actor=system)
    click.echo(f"{person.username} {told}.")


def _find(name: str) -> User:
    person = User.objects.filter(username=name.lower(), deleted_at__isnull=True).first()
    if person is None:
        raise click.ClickException(f"There is no account {name}. See `guanxi user list`.")
    return person


def _role(key: str) -> Any:
    found = Role._base_manager.filter(key=key, deleted_at__isnull=True).values_list("pk", flat=True).first()
    if found is None:
        known = Role._base_manager.filter(deleted_at__isnull=True).order_by("key").values_list("key", flat=True)
        raise click.ClickException(f"There is no role {key}. Use one of: {', '.join(known)}.")
    return found


def _department(name: str, system: Any) -> Any:
    found = list(Department._base_manager.filter(name=name, deleted_at__isnull=True).values_list("pk", flat=True)[:2])
    if len(found) > 1:
        raise click.ClickException(f"Several departments are called {name}. Choose it on the account's page.")
    if found:
        return found[0]
    made = gate.create(registry["departments"], {"name": name}, actor=system)
    click.echo(f"Made the department {name}.")
    return made.pk


def _password(given: str | None, from_stdin: bool) -> str | None:
    return sys.stdin.readline().rstrip("\r\n") if from_stdin else given


def _reason(refused: EngineError) -> str:
    if isinstance(refused, Invalid):
        return " ".join(f"{field}: {' '.join(texts)}" for field, texts in refused.errors.items())
    return refused.message
