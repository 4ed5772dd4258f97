"""The commands about accounts and tokens."""

from __future__ import annotations

import re
from typing import Any

import pytest
from click.testing import CliRunner, Result

from guanxi.cli.commands import token as token_command
from guanxi.cli.commands import user as user_command
from guanxi.people import tokens
from guanxi.people.models import Department, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_migrating(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' database is up to date."""
    import click

    @click.command()
    @click.option("--quiet", is_flag=True)
    def nothing(quiet: bool) -> None:
        """Nothing."""

    monkeypatch.setattr(user_command, "migrate", nothing)
    monkeypatch.setattr(token_command, "migrate", nothing)


def run(*arguments: str, told: str | None = None) -> Result:
    command: Any = {"user": user_command.user, "token": token_command.token}[arguments[0]]
    return CliRunner().invoke(command, arguments[1:], input=told)


def test_a_user_is_added_once_and_changed_after_that() -> None:
    first = run(
        "user", "add", "Rep", "--role", "sales_representative", "--department", "East", "--email", "r@example.com"
    )
    assert first.exit_code == 0, first.output
    assert "Made the department East." in first.output
    assert re.search(r"^http://\S+/accounts/password/reset/key/invitation/\S+/$", first.output, re.M)
    user = User.objects.get(username="rep")
    again = run("user", "add", "rep", "--role", "sales_representative")
    assert (again.exit_code, again.output.splitlines()[0]) == (0, "rep is there already.")
    assert User.objects.get(username="rep").version == user.version
    changed = run("user", "add", "rep", "--role", "sales_manager")
    assert changed.output.startswith("rep is there already; changed.")
    assert User.objects.get(username="rep").access.may("customers", "import")
    assert Department._base_manager.filter(name="East").count() == 1


def test_a_password_comes_by_standard_input() -> None:
    result = run("user", "add", "rep", "--role", "clerk", "--password-stdin", told="quiet-river-stone-7\n")
    assert (result.exit_code, result.output) == (0, "Added rep.\nThe password is set.\n")
    assert User.objects.get(username="rep").check_password("quiet-river-stone-7")
    assert run("user", "add", "rep", "--password", "quiet-river-stone-7").output == "rep is there already.\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("add", "rep", "--role", "nope"), "There is no role nope. Use one of: administrator, clerk"),
        (("add", "rep", "--role", "clerk", "--password", "short"), "10 characters missing: at least 15."),
        (("add", "rep", "--email", "nowhere"), "email: "),
        (("add", "a b"), "username: A sign-in name has no blanks."),
        (("deactivate", "nobody"), "There is no account nobody."),
    ],
)
def test_what_is_wrong_is_told_and_changes_nothing(arguments: tuple[str, ...], told: str) -> None:
    result = run("user", *arguments)
    assert result.exit_code == 1
    assert told in result.output
    assert not User.objects.filter(username="rep").exists()


def test_deactivate_reactivate_list_and_password() -> None:
    run("user", "add", "rep", "--role", "clerk")
    for _ in range(2):
        assert run("user", "deactivate", "rep").output == "rep is deactivated.\n"
    assert "(deactivated)" in run("user", "list").output
    assert run("user", "reactivate", "rep").exit_code == 0
    assert User.objects.get(username="rep").is_active
    assert "/accounts/password/reset/key/reset/" in run("user", "password", "rep").output
    assert run("user", "password", "rep", "--password", "quiet-river-stone-7").output == "The password is set.\n"


def test_a_token_stands_alone_on_the_last_line() -> None:
    run("user", "add", "rep", "--role", "clerk")
    result = run("token", "rep", "--scope", "read:customers", "--days", "5")
    text = result.stdout.splitlines()[-1]
    token = tokens.read(text)
    assert token is not None
    assert (token.scopes, token.user.username) == (["read:customers"], "rep")
    assert "command line" in run("token", "rep", "--list").output
    assert run("token", "rep", "--revoke", "command line").exit_code == 0
    assert tokens.read(text) is None
    assert run("token", "nobody").exit_code == 1
    assert run("token", "rep", "--scope", "all").exit_code == 1
